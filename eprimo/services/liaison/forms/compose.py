"""A note as its author writes it."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.pages.audience import AudienceForm, keys_of
from eprimo.foundation.content.pages.draft_files import JOIN
from eprimo.foundation.content.pages.forms import TextField
from eprimo.foundation.content.pages.forms import words_of as thing_words
from eprimo.foundation.content.pages.particulars import ParticularsForm, initial_particulars
from eprimo.foundation.content.pages.type_buttons import AS
from eprimo.foundation.content.phrasebook.shelf import ACT as PHRASE_ACT
from eprimo.foundation.content.phrasebook.shelf import with_sentence
from eprimo.foundation.content.proposals import Proposed
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.drafts import MAX_TITLE
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.services.liaison.actions.drafts import Draft
from eprimo.services.liaison.enums import ACTED, NoteKind
from eprimo.services.liaison.forms.questions import (
    changed_questions,
    question_count,
    question_fields,
    question_initial,
    typed_questions,
)
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note, NoteTemplate
from eprimo.services.liaison.particulars import FIELDS, names_unused_by
from eprimo.services.liaison.policies.acts import services_for
from eprimo.services.liaison.questions import MAX_QUESTIONS
from eprimo.services.liaison.starters import Starter
from eprimo.ui.widgets import DateInput

# Buttons of the form that leave a note unfinished: keep it for later, add, move or drop a question, add a sentence of
# the phrasebook.
KEEP = "keep"
QUESTION_ACTS = ("add", "drop", "up")
ONLY_READ = [(NoteKind.INFORMATION.value, NoteKind.INFORMATION.label)]


class TitleField(forms.CharField):
    """The title of a note; one that is too long comes back whole, with what to do."""

    def __init__(self, **options: Any) -> None:
        too_long = _("Le titre est trop long\u00a0: %(limit_value)d lettres au plus.")
        super().__init__(
            label=_("Titre"), max_length=MAX_TITLE, error_messages={"max_length": too_long},
            widget=forms.TextInput(attrs={"data-ep-count": MAX_TITLE}), **options,
        )  # fmt: skip


class OwnFieldsForm(forms.Form):
    """The fields of a note that no other kind of content has: which half-days of its first and last day a closed school
    is shut. A form takes away those that its notes have not (`names_unused_by`)."""

    from_noon = forms.BooleanField(label=_("Le premier jour, l’après-midi seulement"), required=False)
    until_noon = forms.BooleanField(label=_("Le dernier jour, le matin seulement"), required=False)

    @property
    def own(self) -> list[BoundField]:
        """The own fields that the form has."""
        return [self[name] for name in OWN_FIELDS if name in self.fields]

    def own_values(self) -> dict[str, Any]:
        """Return what was typed in them, as `NoteParticulars` takes it. Call it on a valid form."""
        return {name: self.cleaned_data.get(name) or empty() for name, empty in OWN_FIELDS.items()}


# The value of each where a note has it not.
OWN_FIELDS = {one.name: one.empty for one in FIELDS if one.name in OwnFieldsForm.base_fields}


class WordsForm(ParticularsForm, OwnFieldsForm):
    """The words of a note, whoever it is for: its kind, its title and text, what it asks and announces."""

    kind = forms.ChoiceField(
        label=_("Que doivent faire les familles ?"), choices=NoteKind.choices, widget=forms.RadioSelect
    )
    title = TitleField(required=False)
    text = TextField(label=_("Texte"), required=False, max_length=richtext.MAX_LENGTH)
    both_guardians = forms.BooleanField(
        label=_("Attendre les deux responsables"), required=False,
        help_text=_("Sans cela, un seul suffit. Un refus compte tout de suite."),
    )  # fmt: skip
    happens = forms.BooleanField(
        label=_("C’est pour une sortie ou un rendez-vous"), required=False,
        help_text=_("Pour dire le jour, l’heure, le lieu et ce qu’il faut apporter."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_count = question_count(self.data if self.is_bound else self.initial)
        self.fields.update(question_fields(self.asked_count))

    @property
    def questions(self) -> list[tuple[int, BoundField, BoundField, BoundField]]:
        """The number of each question and its three fields; none when the form has no questions."""
        if "question_1" not in self.fields:
            return []
        return [
            (number, self[f"question_{number}"], self[f"sort_{number}"], self[f"choices_{number}"])
            for number in range(1, self.asked_count + 1)
        ]

    @property
    def goes_on(self) -> bool:
        """The button that was pressed changes the form itself."""
        act = str(self.data.get("do", ""))
        return act.partition("-")[0] in (*QUESTION_ACTS, PHRASE_ACT)

    def typed(self) -> dict[str, Any]:
        """Return what was typed so far, with the question added, moved or dropped, or one more sentence: as a start."""
        data = cast("QueryDict", self.data)
        act = str(data.get("do", ""))
        typed: dict[str, Any] = {
            name: data.getlist(name) if isinstance(field, forms.MultipleChoiceField) else data.get(name)
            for name, field in self.fields.items()
        }
        return typed | changed_questions(typed, act) | {"text": with_sentence(typed.get("text") or "", act)}

    @property
    def more_questions(self) -> bool:
        return self.asked_count < MAX_QUESTIONS

    def words(self) -> dict[str, Any]:
        """Return the parts of a draft that are words. Call it on a valid form."""
        data, kind = self.cleaned_data, NoteKind(self.cleaned_data["kind"])
        told = self.told()
        if kind in ACTED and not data.get("happens"):
            # Of what is signed or answered, the day and the rest count when the box says so.
            told = {"what": told["what"]}
        return told | {
            "title": data["title"],
            "body": data["text"],
            "kind": kind,
            "questions": typed_questions(data) if kind == NoteKind.TO_ANSWER else (),
            "both_guardians": bool(data.get("both_guardians")),
            **self.own_values(),
        }


class TemplateForm(WordsForm):
    """The words of a note to start from: no days, nobody it is for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        for one in FIELDS:
            if not one.reused:
                self.fields.pop(one.name, None)

    def unchecked(self) -> "TemplateForm":
        return TemplateForm(initial=self.typed())


class NoteForm(WordsForm, AudienceForm):
    """A note with whom it is for and its days; when it is kept for later, anything may miss."""

    draft_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    answer_by = forms.DateField(label=_("À rendre avant le"), required=False, widget=DateInput())

    def __init__(self, actor: Actor, *args: Any, unfinished: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "text"):
            self.fields[name].required = not (unfinished or self._comes_back)
        self.fields["to"].required = False
        self.choose(actor, NOTE)
        if actor.role == Role.COMMUNE_AGENT:
            self._of_a_service()
        elif not actor.heads:
            # « Close a day: director, own school. »
            self._without_closing()

    @property
    def _comes_back(self) -> bool:
        """It is kept for later: on its own, or because its files or another thing begin."""
        act = str(self.data.get("do", ""))
        return act in {KEEP, JOIN} or act.partition("-")[0] == AS

    @property
    def goes_on(self) -> bool:
        return super().goes_on or self.asks

    def unchecked(self) -> "NoteForm":
        """Return the same boxes and words, without a word on what misses."""
        return NoteForm(self.actor, initial=self.typed())

    def over(self, revision: int) -> "NoteForm":
        """Return the same words, as a change of the revision that is kept now."""
        data = cast("QueryDict", self.data).copy()
        data["base"] = str(revision)
        return NoteForm(self.actor, data)

    def _without_closing(self) -> None:
        kinds = [one for one in NoteKind.choices if one[0] != NoteKind.CLOSED]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self._without(names_unused_by([kind for kind, _ in kinds]))

    def _of_a_service(self) -> None:
        """Leave what an agent writes: information, to children of the service."""
        asking = [name for name in self.fields if name.startswith(("question", "sort_", "choices_"))]
        self._without([*names_unused_by([NoteKind.INFORMATION]), *asking, "happens"])
        self.fields["kind"].choices = ONLY_READ  # type: ignore[attr-defined]
        self.fields["service"] = forms.ModelChoiceField(
            services_for(self.actor), label=_("Service"), to_field_name="public_id", empty_label=None
        )

    def _without(self, names: Iterable[str]) -> None:
        for name in names:
            self.fields.pop(name, None)

    @property
    def enrolled(self) -> int | None:
        """The service whose children a note of an agent is for: the one that is chosen, else the first."""
        if "service" not in self.fields:
            return None
        services = {str(one.public_id): one.pk for one in services_for(self.actor)}
        return services.get(str(self["service"].value())) or next(iter(services.values()), None)

    def draft(self) -> Draft:
        """Return what was typed, for the action. Call it on a valid form."""
        data = self.cleaned_data
        return Draft(
            **self.words(),
            to=self.targets,
            service=data.get("service"),
            answer_by=data.get("answer_by"),
            to_pupils=bool(data.get("pupils")),
        )


def blank_fields() -> dict[str, Any]:
    """Return the fields of a new note. Its key is made here, so that a draft kept twice by a device is one."""
    return {"kind": NoteKind.INFORMATION, "draft_key": uuid4(), "base": 0} | question_initial(())


def word_fields(source: Any) -> dict[str, Any]:
    """Return the fields of the words of a note or of a template."""
    return (
        {
            "kind": source.kind,
            "both_guardians": source.both_guardians,
            "happens": bool(
                getattr(source, "event_on", None) or source.starts_at or source.place or source.bring
            ),
        }
        | initial_particulars(source)
        | {name: getattr(source, name, empty()) for name, empty in OWN_FIELDS.items()}
        | question_initial(source.asked)
    )


def fields_from_template(source: NoteTemplate | Starter) -> dict[str, Any]:
    """Return the fields of a new note that begins with the words of a template."""
    body = source.body if isinstance(source, NoteTemplate) else richtext.parse(source.text)
    return blank_fields() | word_fields(source) | {"title": source.title, "text": richtext.to_markup(body)}


def fields_from_thing(thing: Thing, targets: Sequence[Target]) -> dict[str, Any]:
    """Return the fields of a new note that tells what a thing of another kind announces. `targets`: as `targets_of`
    gives them."""
    told = thing_words(thing, thing.resource.draft or richtext.EMPTY)
    kind = NoteKind.TO_BRING if told.get("bring") else NoteKind.EVENT
    return blank_fields() | told | {"kind": kind, "happens": True, "to": keys_of(targets)}


def fields_from_proposal(proposed: Proposed) -> dict[str, Any]:
    """Return the fields of a new note that begins with the words that somebody proposed."""
    return blank_fields() | {"title": proposed.title, "text": proposed.text, "to": keys_of(proposed.targets)}


def draft_fields(note: Note, targets: Sequence[Target]) -> dict[str, Any]:
    """Return the fields of a draft that is opened again. `targets`: as `targets_of` gives them."""
    return word_fields(note) | {
        "draft_key": note.resource.draft_key or note.resource.public_id,
        "base": note.resource.revision,
        "to": keys_of(targets),
        "service": note.service.public_id if note.service else None,
        "title": note.resource.title,
        "text": richtext.to_markup(note.resource.draft) if note.resource.draft else "",
        "answer_by": note.answer_by,
        "pupils": any(one.pupils for one in targets),
    }
