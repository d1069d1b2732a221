"""A note that was sent, as its author corrects it: what it says, announces and asks."""

from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.pages.forms import TextField
from eprimo.foundation.content.pages.particulars import DAYS, DETAILS, ParticularsForm, initial_particulars
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms.compose import OWN_FIELDS, OwnFieldsForm, TitleField
from eprimo.services.liaison.forms.questions import one_question
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import NoteParticulars, names_unused_by
from eprimo.services.liaison.questions import MAX_QUESTIONS, YES_NO, Question
from eprimo.services.liaison.whereabouts import MovedWords
from eprimo.ui.widgets import DateInput


class CorrectionForm(ParticularsForm, OwnFieldsForm):
    """A correction of a note, with the fields that notes of its kind have. `seen`: families know its questions,
    which are then only added to."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    # For how many children the page of looking over said that one would be asked again; empty: it was not shown yet.
    sure = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    # The mark of the words of which the author said that they tell no hour and no place.
    words = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    title = TitleField()
    text = TextField(label=_("Texte"), max_length=richtext.MAX_LENGTH)
    answer_by = forms.DateField(label=_("À rendre avant le"), required=False, widget=DateInput())

    def __init__(self, note: Note, data: Any = None, *, seen: bool) -> None:
        super().__init__(data, initial=_as_it_is(note))
        self.note, self.seen = note, seen
        self._without(note)
        self._numbers = self._asking(note.asked)
        for number in self._numbers:
            self.fields.update(one_question(number))
            held = note.asked[number - 1] if number <= len(note.asked) else Question(kind="")
            self.initial[f"question_{number}"] = held.text
            self.initial[f"sort_{number}"] = held.kind
            self.initial[f"choices_{number}"] = "\n".join(held.choices)

    def _without(self, note: Note) -> None:
        """Take away the fields that notes of this kind have not."""
        for name in names_unused_by([note.kind]):
            self.fields.pop(name, None)

    def _asking(self, held: tuple[Question, ...]) -> list[int]:
        """Return the numbers of the questions that may be written: one more than there are, and those that nobody
        saw."""
        if self.note.kind != NoteKind.TO_ANSWER:
            return []
        last = min(len(held) + 1, MAX_QUESTIONS)
        return list(range(len(held) + 1 if self.seen else 1, last + 1))

    @property
    def questions(self) -> list[tuple[int, BoundField, BoundField, BoundField]]:
        return [
            (number, self[f"question_{number}"], self[f"sort_{number}"], self[f"choices_{number}"])
            for number in self._numbers
        ]

    @property
    def announces(self) -> bool:
        """Something of the day is said already: its fields are open."""
        return any(
            self[name].value() or self[name].errors for name in (*DAYS, *DETAILS) if name in self.fields
        )

    def moved(self, to: MovedWords) -> "CorrectionForm":
        """Return the form with hours and places in their cases."""
        data = cast("QueryDict", self.data).copy()
        hours = {"starts_at": to.starts_at, "ends_at": to.ends_at}
        told = {name: at.strftime("%H:%M") for name, at in hours.items() if at}
        for name, words in (told | {"title": to.title, "text": to.text, "place": to.place}).items():
            data[name] = words
        return CorrectionForm(self.note, data, seen=self.seen)

    def particulars(self) -> NoteParticulars:
        """Return what was typed beside the words. Call it on a valid form."""
        due = self.cleaned_data.get("answer_by")
        return NoteParticulars(questions=self._typed(), answer_by=due, **self.told(), **self.own_values())

    def _typed(self) -> tuple[Question, ...]:
        """Return the questions that families know, then those typed; one without words that was not there is left
        out."""
        asked = list(self.note.asked) if self.seen else []
        for number in self._numbers:
            text = self.cleaned_data.get(f"question_{number}", "").strip()
            if text or number <= len(self.note.asked):
                choices = self.cleaned_data.get(f"choices_{number}", "").splitlines()
                kind = self.cleaned_data.get(f"sort_{number}", "")
                asked.append(Question(text, tuple(choices) or YES_NO, kind))
        return tuple(asked)


def _as_it_is(note: Note) -> dict[str, Any]:
    return {
        "base": note.resource.revision,
        "title": note.resource.title,
        "text": richtext.to_markup(note.body),  # type: ignore[attr-defined]
        "answer_by": note.answer_by,
        **initial_particulars(note),
        **{name: getattr(note, name) for name in OWN_FIELDS},
    }
