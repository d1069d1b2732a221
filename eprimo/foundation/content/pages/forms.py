"""The forms of a kind: what it says and whom it is for, when it is published, whose it becomes."""

from datetime import datetime
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import (
    Body,
    LastDay,
    check_typed,
    form_fields,
    needs_day,
    needs_text,
)
from eprimo.foundation.content.kinds import ADULTS, Kind
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.pages.audience import AudienceForm, keys_of, ticked_boxes
from eprimo.foundation.content.pages.particulars import ParticularsForm
from eprimo.foundation.content.particulars import Particulars, require_hours, require_in_order, split_things
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.addressing import Choice
from eprimo.foundation.content.things.drafts import (
    MAX_TITLE,
    DraftInput,
    facts_of,
    last_day,
    own_columns,
    readers_among,
)
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError
from eprimo.ui.widgets import DateInput, TimeInput


class TextField(forms.CharField):
    """A light markup; its value is a document."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        try:
            return richtext.parse(super().clean(value))
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


class WordsForm(ParticularsForm):
    """The words of a thing of a kind, with the particulars that it has columns for. `unfinished`: kept while it is
    typed, so nothing is asked for yet."""

    title = forms.CharField(
        label="Titre", max_length=MAX_TITLE, widget=forms.TextInput(attrs={"data-ep-count": MAX_TITLE})
    )
    text = TextField(label="Texte", max_length=richtext.MAX_LENGTH)
    until = forms.DateField(
        label="Jusqu’au", required=False, widget=DateInput(),
        help_text="Après ce jour, on le retrouve dans « Passé », et plus sur les accueils.",
    )  # fmt: skip

    def __init__(self, kind: Kind, *args: Any, unfinished: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.unfinished = kind, unfinished
        if kind.get(Body) is None:
            del self.fields["text"]
        elif not needs_text(kind):
            self.fields["text"].required = False
        if kind.get(LastDay) is None:
            del self.fields["until"]
        own, columns = form_fields(kind), own_columns(kind)
        for name in ParticularsForm.base_fields.keys() - columns:
            del self.fields[name]
        if needs_day(kind):
            self.fields["event_on"].required = True
            self.fields["event_on"].error_messages["required"] = "Choisissez le jour."
        self.own = [name for name in own if name in columns]
        self.fields.update({name: own[name].__deepcopy__({}) for name in self.own})
        if unfinished:
            for one in self.fields.values():
                one.required = False

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the kind itself."""
        return [self[name] for name in self.own if name in self.fields]

    @property
    def particulars(self) -> list[forms.BoundField]:
        """Return the fields of what it is about, its days, place and things: those that the kind has."""
        return [self[name] for name in ParticularsForm.base_fields if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            require_in_order(data.get("event_on"), data.get("event_until_on"))
            # An hour that was typed is kept while its day is not chosen yet.
            if not self.unfinished:
                require_hours(self._when(data))
                check_typed(self.kind, data)
        except DomainError as error:
            self.add_error(error.field, error.sentence)
        return data

    @staticmethod
    def _when(data: dict[str, Any]) -> Particulars:
        return Particulars(
            event_on=data.get("event_on"), event_until_on=data.get("event_until_on"),
            starts_at=data.get("starts_at"), ends_at=data.get("ends_at"),
        )  # fmt: skip

    @property
    def body(self) -> richtext.Node:
        found: richtext.Node = self.cleaned_data.get("text") or richtext.EMPTY
        return found

    @property
    def facts(self) -> dict[str, Any]:
        told = {name: value for name, value in self.told().items() if name in self.fields}
        if "bring" in told:
            told["bring"] = split_things(told["bring"])
        return told | {name: self.cleaned_data[name] for name in self.own if name in self.cleaned_data}


class ThingForm(WordsForm, AudienceForm):
    """A draft."""

    draft_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # The revision that was shown: another one kept since is not overwritten.
    base = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, kind: Kind, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(kind, *args, **kwargs)
        self.choose(actor, kind)

    def unchecked(self) -> "ThingForm":
        """Return the same boxes and words, without a word on what misses."""
        return ThingForm(self.kind, self.actor, initial=self.typed())

    def said(self) -> DraftInput:
        """Return what was typed. Call it on a valid form."""
        data = self.cleaned_data
        return DraftInput(
            title=data["title"], body=self.body, targets=self.targets,
            readers=self.chosen_readers, until=data.get("until"), facts=self.facts,
        )  # fmt: skip

    def over(self, revision: int) -> "ThingForm":
        """Return the same words, to be kept in place of that revision."""
        data = cast("QueryDict", self.data).copy()
        data["base"] = str(revision)
        self.data = data
        return self


def start() -> dict[str, Any]:
    """Return a new draft, for all adults."""
    return {"draft_key": uuid4(), "base": 0} | ticked_boxes()


def draft_of(thing: Thing, targets: list[Target]) -> dict[str, Any]:
    """Return a draft, as its form shows it."""
    resource = thing.resource
    return words_of(thing, resource.draft or richtext.EMPTY) | {
        "draft_key": resource.draft_key, "base": resource.revision, "to": keys_of(targets),
        **ticked_boxes(readers_among(targets) if targets else ADULTS),
    }  # fmt: skip


def words_of(thing: Thing, body: Any) -> dict[str, Any]:
    return {
        "title": thing.resource.title, "text": richtext.to_markup(body), "until": last_day(thing.resource),
        **{name: _typed(value) for name, value in facts_of(thing.kind, thing.resource).items()},
    }  # fmt: skip


def _typed(value: Any) -> Any:
    """As it is typed: a list, a thing a line."""
    return "\n".join(value) if isinstance(value, list) else value


class CorrectionForm(WordsForm):
    """A thing that was published. `base`: the revision that was before the eyes."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class AddressForm(AudienceForm):
    """The form that says whom a published thing is for. `more`: what was chosen beyond the reach of who changes it."""

    def __init__(self, kind: Kind, actor: Actor, more: list[Choice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose(actor, kind, more)


class PublishForm(forms.Form):
    """Now, or from a moment on."""

    when = forms.ChoiceField(
        label="Quand le publier ?", choices=[("now", "Tout de suite"), ("later", "Plus tard")],
        widget=forms.RadioSelect, initial="now",
    )  # fmt: skip
    on = forms.DateField(label="Jour", required=False, widget=DateInput())
    at = forms.TimeField(label="Heure", required=False, widget=TimeInput())

    def __init__(self, zone: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(zone)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("when") == "later":
            for name, words in (("on", "Choisissez le jour."), ("at", "Choisissez l’heure.")):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, words)
        return data

    @property
    def moment(self) -> datetime | None:
        """The instant that was chosen; None: now."""
        data = self.cleaned_data
        if data["when"] == "now":
            return None
        return datetime.combine(data["on"], data["at"], self._zone)


class HandOverForm(forms.Form):
    """The colleague whose it becomes."""

    person = forms.ChoiceField(label="À qui ?")

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
