"""How many: every figure of a note, from the rows of its follow-up. Children are counted as children, and adults as
adults; lists and homes count the same in their statements (a test holds them together). No database here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from eprimo.services.liaison.enums import NoteKind, Outcome, QuestionKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.rows import ChildRow, OwedRow

SIGNED, REFUSED = "Signé", "Refus"
# What one guardian said to one question; empty for nothing.
type Said = Callable[[OwedRow], str]


@dataclass(frozen=True, slots=True)
class Apart:
    """A child whose guardians did not say the same: who said what."""

    child_id: int
    name: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """One question: how many gave each answer. Of an offer, adults; else children, each once or apart."""

    text: str
    kind: str
    answers: tuple[tuple[str, int], ...]
    apart: tuple[Apart, ...] = ()

    @property
    def of_adults(self) -> bool:
        return self.kind == QuestionKind.OFFER


@dataclass(frozen=True, slots=True)
class Totals:
    """Children: those the note is about today, those who wait, those whose guardians disagree, those who left."""

    children: int
    settled: int
    waiting: int
    refused: int
    apart: int
    left: int
    tallies: tuple[Tally, ...]


def totals_of(note: Note, rows: Iterable[ChildRow]) -> Totals:
    """The figures of a note among the rows that the actor reads."""
    rows = list(rows)
    counted = [row for row in rows if row.counted]
    return Totals(
        children=len(counted),
        settled=sum(row.outcome != Outcome.WAITING for row in counted),
        waiting=sum(row.waits for row in rows),
        refused=sum(row.outcome == Outcome.REFUSED and not row.disagrees for row in counted),
        apart=sum(row.disagrees for row in counted),
        left=sum(not row.present for row in rows),
        tallies=tallies_of(note, counted),
    )


def tallies_of(note: Note, rows: Sequence[ChildRow]) -> tuple[Tally, ...]:
    """One a question; of a note to sign, its signature."""
    if note.kind == NoteKind.TO_SIGN:
        question = Question(choices=(SIGNED, REFUSED))
        return (_of_children(question, rows, _signature),)
    return tuple(_tally(rows, place, one) for place, one in enumerate(note.asked))


def _tally(rows: Sequence[ChildRow], place: int, question: Question) -> Tally:
    def said(owed: OwedRow) -> str:
        return owed.answers[place] if len(owed.answers) > place else ""

    return _of_adults(question, rows, said) if question.of_adult else _of_children(question, rows, said)


def _signature(owed: OwedRow) -> str:
    return REFUSED if owed.refuses else SIGNED


def _of_children(question: Question, rows: Iterable[ChildRow], said: Said) -> Tally:
    """Each child once: under the answer of its guardians, or apart when they gave several."""
    counted = dict.fromkeys(question.choices, 0)
    apart = []
    for row in rows:
        given = [(one.name, words) for one in row.owed if one.counts and (words := said(one))]
        answers = {words for _, words in given}
        if len(answers) > 1:
            apart.append(Apart(row.child_id, f"{row.first_name} {row.last_name}", tuple(given)))
        for answer in answers if len(answers) == 1 else ():
            counted[answer] = counted.get(answer, 0) + 1
    return Tally(question.text, question.kind, tuple(counted.items()), tuple(apart))


def _of_adults(question: Question, rows: Iterable[ChildRow], said: Said) -> Tally:
    """Each adult once, by the last answer, whatever the number of own children; who lost the right offers nothing."""
    given: dict[int, tuple[datetime, str]] = {}
    for one in (owed for row in rows for owed in row.owed if owed.live and owed.counts):
        words, at = said(one), one.answered_at
        if words and at is not None and at >= given.get(one.guardian_id, (at, ""))[0]:
            given[one.guardian_id] = (at, words)
    counted = dict.fromkeys(question.choices, 0)
    for _, words in given.values():
        counted[words] = counted.get(words, 0) + 1
    return Tally(question.text, question.kind, tuple(counted.items()))
