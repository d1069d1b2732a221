"""The forms of a kind: what it says and whom it is for, when it is published, whose it becomes."""

from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import ADULTS, Kind, Readers, To
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.pages.particulars import ParticularsForm
from eprimo.foundation.content.particulars import require_in_order, things
from eprimo.foundation.content.things.above import reachable, writes_above
from eprimo.foundation.content.things.addressing import Choice, offered
from eprimo.foundation.content.things.drafts import (
    MAX_TITLE,
    Said,
    facts_of,
    last_day,
    own_columns,
    readers_among,
)
from eprimo.foundation.content.things.seeing import Thing
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


class ToField(forms.MultipleChoiceField):
    """Boxes to tick: the school, its team, classes, groups, children."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, choices: list[Choice]) -> None:
        self.known = {one.key: one for one in choices}
        self.choices = [(one.key, one.label) for one in choices]

    def chosen(self, keys: list[str]) -> tuple[tuple[To, int], ...]:
        return tuple((self.known[key].to, self.known[key].target) for key in keys)


class Addressed(forms.Form):
    """A form with the boxes « Pour qui ? »: those of children stand apart, in a fold."""

    @property
    def one_by_one(self) -> set[str]:
        """The boxes of children and of their families."""
        field = self.fields["to"]
        assert isinstance(field, ToField)  # noqa: S101 - what this form is about
        return {key for key, one in field.known.items() if one.to in {To.CHILD, To.FAMILY}}

    @property
    def has_children(self) -> bool:
        return bool(self.one_by_one.intersection(self["to"].value() or ()))


def keys_of(choices: list[Choice], targets: list[Target]) -> list[str]:
    """The boxes that these targets tick."""
    held = {(one.kind, one.target) for one in targets}
    return [one.key for one in choices if (one.to.value, one.target) in held]


class ReadersField(forms.MultipleChoiceField):
    """Of those whom the places are for: who works there, the families, the pupils."""

    widget = forms.CheckboxSelectMultiple
    WORDS: ClassVar = {
        Readers.STAFF: "L’équipe",
        Readers.FAMILIES: "Les familles",
        Readers.PUPILS: "Les élèves",
    }

    def clean(self, value: Any) -> frozenset[Readers]:
        return frozenset(Readers(one) for one in super().clean(value))


class ReadersForm(Addressed):
    """Whom a thing is for, and who among them: boxes where a kind lets its author choose, « les élèves » alone for the
    others, none where there is no choice."""

    def offer_readers(self, actor: Actor, kind: Kind) -> None:
        self._fixed = reachable(actor, kind)
        boxes = kind.chooses_readers or writes_above(actor, kind)
        if not boxes or len(self._fixed) == 1:
            del self.fields["readers"]
        else:
            field = self.fields["readers"]
            assert isinstance(field, ReadersField)  # noqa: S101 - declared by who inherits
            field.choices = [(one.value, ReadersField.WORDS[one]) for one in Readers if one in self._fixed]
        if boxes or not kind.pupils:
            del self.fields["pupils"]

    @property
    def chosen_readers(self) -> frozenset[Readers]:
        """Those that were ticked. Call it on a valid form."""
        if "readers" in self.fields:
            found: frozenset[Readers] = self.cleaned_data["readers"]
            return found
        silent = "pupils" in self.fields and not self.cleaned_data["pupils"]
        return self._fixed - {Readers.PUPILS} if silent else self._fixed


def ticked(readers: frozenset[Readers]) -> dict[str, Any]:
    """The boxes of these, whichever the form has."""
    return {"readers": sorted(readers), "pupils": Readers.PUPILS in readers}


class WordsForm(ParticularsForm):
    """What a thing of a kind says, with the particulars that it has columns for. `unfinished`: kept while it is typed,
    so nothing is asked for yet."""

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
        self.kind = kind
        if not kind.text:
            del self.fields["text"]
        if not kind.until:
            del self.fields["until"]
        own, columns = kind.form.base_fields if kind.form is not None else {}, own_columns(kind)
        for name in ParticularsForm.base_fields.keys() - columns:
            del self.fields[name]
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
        """What it is about, its days, place and things: those that the kind has."""
        return [self[name] for name in ParticularsForm.base_fields if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            require_in_order(data.get("event_on"), data.get("event_until_on"))
        except DomainError as error:
            self.add_error(error.field, error.sentence)
        return data

    @property
    def body(self) -> richtext.Node:
        found: richtext.Node = self.cleaned_data.get("text") or richtext.EMPTY
        return found

    @property
    def facts(self) -> dict[str, Any]:
        told = {name: value for name, value in self.told().items() if name in self.fields}
        if "bring" in told:
            told["bring"] = things(told["bring"])
        return told | {name: self.cleaned_data[name] for name in self.own if name in self.cleaned_data}


class ThingForm(WordsForm, ReadersForm):
    """A draft."""

    draft_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # The revision that was shown: another one kept since is not overwritten.
    base = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    to = ToField(label="Pour qui ?")
    readers = ReadersField(label="Qui, parmi eux ?")
    pupils = forms.BooleanField(label="Les élèves le liront aussi", required=False)

    def __init__(self, kind: Kind, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(kind, *args, **kwargs)
        self.offered = offered(actor, kind)
        self._to.offer(self.offered)
        self.offer_readers(actor, kind)

    @property
    def _to(self) -> ToField:
        field = self.fields["to"]
        assert isinstance(field, ToField)  # noqa: S101 - declared above
        return field

    def said(self) -> Said:
        """What was typed. Call it on a valid form."""
        data = self.cleaned_data
        return Said(
            title=data["title"], body=self.body, targets=self._to.chosen(data["to"]),
            readers=self.chosen_readers, until=data.get("until"), facts=self.facts,
        )  # fmt: skip

    def over(self, revision: int) -> "ThingForm":
        """The same words, to be kept in place of that revision."""
        data = cast("QueryDict", self.data).copy()
        data["base"] = str(revision)
        self.data = data
        return self


def start(choices: list[Choice]) -> dict[str, Any]:
    """A new draft: for the one place there is, when there is one alone; for all adults."""
    to = [choices[0].key] if len(choices) == 1 else []
    return {"draft_key": uuid4(), "base": 0, "to": to} | ticked(ADULTS)


def draft_of(thing: Thing, choices: list[Choice], targets: list[Target]) -> dict[str, Any]:
    """A draft, as its form shows it."""
    resource = thing.resource
    return words_of(thing, resource.draft or richtext.EMPTY) | {
        "draft_key": resource.draft_key, "base": resource.revision, "to": keys_of(choices, targets),
        **ticked(readers_among(targets) if targets else ADULTS),
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


class AddressForm(ReadersForm):
    """Whom a published thing is for."""

    to = ToField(label="Pour qui ?")
    readers = ReadersField(label="Qui, parmi eux ?")
    pupils = forms.BooleanField(label="Les élèves le liront aussi", required=False)

    def __init__(self, kind: Kind, actor: Actor, choices: list[Choice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, ToField)  # noqa: S101 - declared above
        field.offer(choices)
        self._field = field
        self.offer_readers(actor, kind)

    @property
    def targets(self) -> tuple[tuple[To, int], ...]:
        return self._field.chosen(self.cleaned_data["to"])


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
