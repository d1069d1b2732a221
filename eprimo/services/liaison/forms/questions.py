"""The questions of a note in its form: three fields for each question, one to six."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.services.liaison.enums import QuestionKind
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
    """Return the hidden count, then `question_1`, `sort_1`, `choices_1`, `question_2`…"""
    fields: dict[str, forms.Field] = {
        COUNT: forms.IntegerField(
            min_value=1, max_value=MAX_QUESTIONS, widget=forms.HiddenInput, required=False
        )
    }
    for number in range(1, count + 1):
        fields |= one_question(number)
    return fields


def one_question(number: int) -> dict[str, forms.Field]:
    """Return the three fields of a question; the first one explains them. What it is has no answer ready: « non »
    means something else in each case, and only its author knows."""
    return {
        f"question_{number}": forms.CharField(
            label=_("Question"), max_length=MAX_QUESTION, required=False,
            help_text=_("Par exemple : « Participe-t-il à la sortie ? »") if number == 1 else "",
        ),
        f"sort_{number}": forms.ChoiceField(
            label=_("Cette question, c’est"), choices=QuestionKind.choices, widget=forms.RadioSelect, required=False,
            help_text=_(
                "« Non » à une autorisation est un refus, même si l’autre responsable dit oui. Pour les deux autres, "
                "« non » est une réponse comme une autre."
            )
            if number == 1
            else "",
        ),
        f"choices_{number}": forms.CharField(
            label=_("Réponses proposées"), required=False, max_length=_MAX_LINES,
            widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Une par ligne."),
        ),
    }  # fmt: skip


def question_count(typed: Mapping[str, Any]) -> int:
    """Return how many questions a form shows: the number it was shown with, one at least, six at most."""
    said = str(typed.get(COUNT, ""))
    return min(max(int(said), 1), MAX_QUESTIONS) if said.isdecimal() and len(said) == 1 else 1


def question_initial(questions: Sequence[Question]) -> dict[str, Any]:
    """Return the fields of these questions as a form begins; one blank question when there is none."""
    questions = questions or (Question(kind=""),)
    start: dict[str, Any] = {COUNT: len(questions)}
    for number, one in enumerate(questions, 1):
        start[f"question_{number}"] = one.text
        start[f"sort_{number}"] = one.kind
        start[f"choices_{number}"] = "\n".join(one.choices or YES_NO)
    return start


def typed_questions(data: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions as they were typed, in their order."""
    return tuple(
        Question(
            data.get(f"question_{number}") or "",
            tuple((data.get(f"choices_{number}") or "").splitlines()),
            data.get(f"sort_{number}") or "",
        )
        for number in range(1, question_count(data) + 1)
    )


def changed_questions(typed: Mapping[str, Any], act: str) -> dict[str, Any]:
    """Return the fields of the questions after « add », « drop-2 » or « up-2 »; what does not apply changes nothing."""
    parts = ("question", "sort", "choices")
    asked = [
        tuple(typed.get(f"{part}_{number}") or "" for part in parts)
        for number in range(1, question_count(typed) + 1)
    ]
    name, _dash, said = act.partition("-")
    place = int(said) - 1 if said.isdecimal() and len(said) == 1 else -1
    if name == "add" and len(asked) < MAX_QUESTIONS:
        asked.append(("", "", "\n".join(YES_NO)))
    elif name == "drop" and 0 <= place < len(asked) and len(asked) > 1:
        del asked[place]
    elif name == "up" and 0 < place < len(asked):
        asked[place - 1 : place + 1] = [asked[place], asked[place - 1]]
    fields: dict[str, Any] = {COUNT: len(asked)}
    for number, one in enumerate(asked, 1):
        fields |= {f"{part}_{number}": words for part, words in zip(parts, one, strict=True)}
    return fields
