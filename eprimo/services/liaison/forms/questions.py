"""The questions of a note in its form: as many pairs of fields as there are questions, one to six."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.services.liaison.questions import (
    MAX_CHOICE,
    MAX_CHOICES,
    MAX_QUESTION,
    MAX_QUESTIONS,
    YES_NO,
    Question,
)

COUNT = "question_count"
# What a browser may send for the answers of one question: each on its line.
_MAX_LINES = MAX_CHOICES * (MAX_CHOICE + 20)


def question_fields(count: int) -> dict[str, forms.Field]:
    """The hidden count, then `question_1`, `choices_1`, `question_2`…"""
    fields: dict[str, forms.Field] = {
        COUNT: forms.IntegerField(
            min_value=1, max_value=MAX_QUESTIONS, widget=forms.HiddenInput, required=False
        )
    }
    for number in range(1, count + 1):
        fields |= one_question(number)
    return fields


def one_question(number: int) -> dict[str, forms.Field]:
    """The two fields of a question; the first one explains them."""
    return {
        f"question_{number}": forms.CharField(
            label=_("Question"), max_length=MAX_QUESTION, required=False,
            help_text=_("Par exemple : « Participe-t-il à la sortie ? »") if number == 1 else "",
        ),
        f"choices_{number}": forms.CharField(
            label=_("Réponses proposées"), required=False, max_length=_MAX_LINES,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Une par ligne. Une réponse qui commence par « Non » est un refus.")
            if number == 1
            else _("Une par ligne."),
        ),
    }  # fmt: skip


def count_in(typed: Mapping[str, Any]) -> int:
    """How many questions a form shows: the number it was shown with, one at least, six at most."""
    said = str(typed.get(COUNT, ""))
    return min(max(int(said), 1), MAX_QUESTIONS) if said.isdecimal() and len(said) == 1 else 1


def initial_of(questions: Sequence[Question]) -> dict[str, Any]:
    questions = questions or (Question(),)
    start: dict[str, Any] = {COUNT: len(questions)}
    for number, one in enumerate(questions, 1):
        start[f"question_{number}"] = one.text
        start[f"choices_{number}"] = "\n".join(one.choices or YES_NO)
    return start


def typed_in(data: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions as they were typed, in their order."""
    return tuple(
        Question(
            data.get(f"question_{number}") or "", tuple((data.get(f"choices_{number}") or "").splitlines())
        )
        for number in range(1, count_in(data) + 1)
    )


def changed(typed: Mapping[str, Any], act: str) -> dict[str, Any]:
    """The fields of the questions after « add », « drop-2 » or « up-2 »; what does not apply changes nothing."""
    pairs = [
        (typed.get(f"question_{number}") or "", typed.get(f"choices_{number}") or "")
        for number in range(1, count_in(typed) + 1)
    ]
    name, _dash, said = act.partition("-")
    place = int(said) - 1 if said.isdecimal() and len(said) == 1 else -1
    if name == "add" and len(pairs) < MAX_QUESTIONS:
        pairs.append(("", "\n".join(YES_NO)))
    elif name == "drop" and 0 <= place < len(pairs) and len(pairs) > 1:
        del pairs[place]
    elif name == "up" and 0 < place < len(pairs):
        pairs[place - 1 : place + 1] = [pairs[place], pairs[place - 1]]
    fields: dict[str, Any] = {COUNT: len(pairs)}
    for number, (text, choices) in enumerate(pairs, 1):
        fields |= {f"question_{number}": text, f"choices_{number}": choices}
    return fields
