"""The questions of a note to answer, and what may be said to them. This module reads no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from eprimo.foundation.content import richtext
from eprimo.foundation.content.phrasebook.translation import with_translation
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.text import fold
from eprimo.services.liaison.enums import QuestionKind

MAX_QUESTIONS, MAX_CHOICES, MAX_CHOICE, MAX_QUESTION = 6, 8, 60, 200
FEWEST_CHOICES = 2
YES_NO = ("Oui", "Non")


@dataclass(frozen=True, slots=True)
class Question:
    """One question and the answers to choose from. `kind` is empty in a draft whose author has not said it yet."""

    text: str = ""
    choices: tuple[str, ...] = YES_NO
    kind: str = QuestionKind.AUTHORISATION

    @property
    def of_adult(self) -> bool:
        """Each adult answers for oneself: adults are counted, not children."""
        return self.kind == QuestionKind.OFFER

    def is_refused_by(self, answer: str) -> bool:
        """Return whether an answer is « non » to an authorisation."""
        return self.kind == QuestionKind.AUTHORISATION and says_no(answer)

    @property
    def text_said(self) -> SafeString:
        """The text as its author wrote it, and in the reader's language when the phrasebook has it."""
        return with_translation(self.text)

    @property
    def choices_said(self) -> list[SafeString]:
        return [with_translation(choice) for choice in self.choices]


def says_no(answer: str) -> bool:
    """Return whether an answer begins with « non »."""
    return fold(answer).split(" ")[0].rstrip(",;:.!") == "non"


def is_refusal(questions: Sequence[Question], answers: Sequence[str]) -> bool:
    """Return whether one of the authorisations is refused. `answers` may be those of before a question was added."""
    return any(one.is_refused_by(answer) for one, answer in zip(questions, answers, strict=False))


def from_stored(rows: Iterable[dict[str, Any]]) -> tuple[Question, ...]:
    """Read the questions of a row. Before authors said what a question is, « non » to the first one was a refusal:
    what was answered then keeps its meaning."""
    return tuple(
        Question(row["text"], tuple(row["choices"]), row["kind"] if "kind" in row else _kind_before(place))
        for place, row in enumerate(rows)
    )


def _kind_before(place: int) -> str:
    return QuestionKind.ANSWER if place else QuestionKind.AUTHORISATION


def to_stored(questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [{"text": one.text, "choices": list(one.choices), "kind": str(one.kind)} for one in questions]


def checked_questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return what is kept of the questions that were typed: trimmed; one of which nothing is said is left out;
    without choices, « oui » and « non »; without any question, these two to the note itself. Raises DomainError for
    too many, or too long ones."""
    kept = tuple(one for one in map(_checked, questions) if one is not None) or (Question(kind=""),)
    if len(kept) > MAX_QUESTIONS:
        raise DomainError(f"Un mot pose {MAX_QUESTIONS} questions au plus.", field="questions")
    return kept


def _checked(question: Question) -> Question | None:
    text = richtext.clean_text(question.text).strip()
    cleaned = (richtext.clean_text(choice).strip() for choice in question.choices)
    choices = tuple(dict.fromkeys(choice for choice in cleaned if choice))
    kind = question.kind if question.kind in QuestionKind.values else ""
    if not (text or choices or kind):
        return None
    if len(text) > MAX_QUESTION:
        raise DomainError(f"Une question a {MAX_QUESTION} lettres au plus.", field="questions")
    if len(choices) > MAX_CHOICES or any(len(choice) > MAX_CHOICE for choice in choices):
        raise DomainError(
            f"Au plus {MAX_CHOICES} réponses, de {MAX_CHOICE} lettres au plus chacune.", field="questions"
        )
    return Question(text, choices or YES_NO, kind)


def require_askable(questions: Sequence[Question]) -> None:
    """Raise DomainError unless each question says what it is and has two answers, and several are told apart by
    their words: what a note to answer needs to be sent."""
    if any(len(one.choices) < FEWEST_CHOICES for one in questions):
        raise DomainError("Proposez au moins deux réponses.", field="questions")
    if len(questions) > 1 and not all(one.text for one in questions):
        raise DomainError("Écrivez chaque question.", field="questions")
    if not all(one.kind for one in questions):
        raise DomainError(
            "Dites ce qu’est chaque question : une autorisation, une réponse pour l’enfant, ou celle de l’adulte.",
            field="questions",
        )


def checked_answers(questions: Sequence[Question], answers: Sequence[str], *, all_of_them: bool) -> list[str]:
    """Return the answers, one a question, '' where there is none: only paper may leave that, and never for an
    authorisation nor for the first question. Raises DomainError at the field of an answer that is none of the
    choices."""
    if len(answers) != len(questions):
        raise DomainError("Choisissez une des réponses proposées.", field="answer_1")
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True), 1):
        may_miss = number > 1 and question.kind != QuestionKind.AUTHORISATION
        silent = answer == "" and may_miss and not all_of_them
        if not silent and answer not in question.choices:
            raise DomainError("Choisissez une des réponses proposées.", field=f"answer_{number}")
    return list(answers)


def places_of(questions: Sequence[Question], answers: Sequence[str]) -> list[int]:
    """Return the places of the answers among the choices, -1 for none: the audit trail holds no words."""
    return [
        question.choices.index(answer) if answer in question.choices else -1
        for question, answer in zip(questions, answers, strict=False)
    ]
