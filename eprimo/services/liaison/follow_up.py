"""The follow-up of a note: a row for each child and in it one for each guardian, its figures, the answers to each
question, and whom a reminder reaches.

Children are counted as children, and adults as adults; lists and homes count the same in their statements (a test holds
them together). This module reads no database.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState, QuestionKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.state import is_past

SIGNED, REFUSED = "Signé", "Refus"
# Up to there each question has a column of its own; more of them stand one under the other.
MOST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class OwedRow:
    """The row of one guardian for one child: what is owed, and what was done. `activated`: has signed in at least
    once; None when the reader may not know."""

    id: int
    guardian_id: int
    guardian_public_id: UUID
    name: str
    may_sign: bool
    state: str
    read_at: datetime | None
    read_version: int | None
    signed_at: datetime | None
    signed_version: int | None
    refused_at: datetime | None
    answers: tuple[str, ...]
    comment: str
    answered_at: datetime | None
    answered_version: int | None
    changed_at: datetime | None
    on_paper: bool
    reminded_at: datetime | None
    live: bool
    activated: bool | None
    # Signed or answered before a correction that asks for it again.
    again: bool
    # Refused to sign, or said no to an authorisation.
    refuses: bool
    # Words were written between this guardian and the school, and the family's are the last: only for who reads them.
    talked: bool
    talk_waits: bool

    @property
    def waits(self) -> bool:
        """This guardian is waited for."""
        return self.live and self.state == OwedState.EXPECTED

    @property
    def counts(self) -> bool:
        """This guardian signed, refused or answered the note as it stands."""
        acted = self.refused_at or self.signed_at or self.answered_at
        return acted is not None and not self.again


@dataclass(frozen=True, slots=True)
class ChildRow:
    """The row of one child, with those of its guardians."""

    child_id: int
    child_public_id: UUID
    child_seed: str
    first_name: str
    last_name: str
    class_label: str
    delivered_at: datetime
    outcome: str
    # Still where the note was sent to.
    present: bool
    # Is counted: present, or of a note whose classes are closed, where nobody is any more.
    counted: bool
    # Still a pupil of the school.
    is_pupil: bool
    class_ids: frozenset[int]
    group_ids: frozenset[int]
    # A slip that still holds was printed for the child, then.
    slip_at: datetime | None
    # Of the reader's own family: what the other guardian writes about the child is nobody's at work.
    of_own_family: bool
    owed: list[OwedRow] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """The child is still there, and the school waits for its family."""
        return self.present and self.outcome == Outcome.WAITING

    @property
    def pressing(self) -> bool:
        """Somebody has to do something: its guardians disagree, it waits, or it refuses."""
        return self.disagrees or self.waits or self.outcome == Outcome.REFUSED

    @property
    def disagrees(self) -> bool:
        """One guardian refuses what another allows. The refusal wins, and both are told to the school."""
        acts = [one.refuses for one in self.owed if one.counts]
        return any(acts) and not all(acts)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder as it would leave now. `whom`: each guardian it reaches, with the child it is about.

    While children wait, it is for those who can do what is waited for, of these children: each child is in `whom`, was
    reminded `today`, or is served by `paper`. When none waits, it is for the guardians who have not read.
    """

    whom: tuple[tuple[ChildRow, OwedRow], ...]
    of_waiting: bool
    today: int = 0
    paper: int = 0

    @property
    def child_ids(self) -> frozenset[int]:
        return frozenset(row.child_id for row, _ in self.whom)

    @property
    def owed_ids(self) -> list[int]:
        return [owed.id for _, owed in self.whom]

    @property
    def children(self) -> int:
        return len(self.child_ids)

    @property
    def adults(self) -> int:
        return len({owed.guardian_id for _, owed in self.whom})


def reminder_of(note: Note, rows: Iterable[ChildRow], today: date) -> Reminder:
    """Return whom a reminder asked for on that day, in the school's zone, reaches: each family once a day. A note
    for a day that is past reminds nobody."""
    rows = [row for row in rows if row.present]
    waiting = [row for row in rows if row.waits]
    if is_past(note, today):
        return Reminder((), of_waiting=bool(waiting))
    whom: list[tuple[ChildRow, OwedRow]] = []
    told = paper = 0
    for row in waiting or rows:
        reached = [one for one in row.owed if _is_reached(note, one, acts=bool(waiting))]
        fresh = [(row, one) for one in reached if not reminded_on(one, note, today)]
        whom += fresh
        told += bool(reached and not fresh)
        paper += not reached
    return Reminder(tuple(whom), bool(waiting), told, paper)


def _is_reached(note: Note, owed: OwedRow, *, acts: bool) -> bool:
    """Return whether a reminder reaches this guardian, who is waited for and comes: who never came is served by
    paper. `acts`: it asks for what is waited for, which who only reads cannot do."""
    return owed.waits and owed.activated is not False and (owed.may_sign or not (acts and note.asks_act))


def reminded_on(owed: OwedRow, note: Note, today: date) -> bool:
    """Return whether a guardian was reminded that day, or will be at an opening to come."""
    zone = ZoneInfo(note.school.time_zone)
    return owed.reminded_at is not None and owed.reminded_at.astimezone(zone).date() >= today


# What one guardian said to one question; empty for nothing.
type AnswerReader = Callable[[OwedRow], str]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A child whose guardians did not say the same, and who said what."""

    child_id: int
    name: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of each answer to one question: of adults for an offer; else of children, each once, or apart when
    guardians disagree."""

    text: str
    kind: str
    answers: tuple[tuple[str, int], ...]
    apart: tuple[Disagreement, ...] = ()

    @property
    def of_adults(self) -> bool:
        return self.kind == QuestionKind.OFFER


@dataclass(frozen=True, slots=True)
class FollowUpTotals:
    """The numbers of children that a note is about today, who wait, refuse, have guardians who disagree, have left."""

    children: int
    settled: int
    waiting: int
    refused: int
    apart: int
    left: int
    tallies: tuple[Tally, ...]


def totals_of(note: Note, rows: Iterable[ChildRow]) -> FollowUpTotals:
    """Return the figures of a note among the rows that the actor reads."""
    rows = list(rows)
    counted = [row for row in rows if row.counted]
    return FollowUpTotals(
        children=len(counted),
        settled=sum(row.outcome != Outcome.WAITING for row in counted),
        waiting=sum(row.waits for row in rows),
        refused=sum(row.outcome == Outcome.REFUSED and not row.disagrees for row in counted),
        apart=sum(row.disagrees for row in counted),
        left=sum(not row.present for row in rows),
        tallies=tallies_of(note, counted),
    )


def tallies_of(note: Note, rows: Sequence[ChildRow]) -> tuple[Tally, ...]:
    """Return a tally for each question of a note; for a note to sign, that of its signature."""
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


def _of_children(question: Question, rows: Iterable[ChildRow], said: AnswerReader) -> Tally:
    """Count each child once: under the answer of its guardians, or apart when they gave several."""
    counted = dict.fromkeys(question.choices, 0)
    apart = []
    for row in rows:
        given = [(one.name, words) for one in row.owed if one.counts and (words := said(one))]
        answers = {words for _, words in given}
        if len(answers) > 1:
            apart.append(Disagreement(row.child_id, f"{row.first_name} {row.last_name}", tuple(given)))
        for answer in answers if len(answers) == 1 else ():
            counted[answer] = counted.get(answer, 0) + 1
    return Tally(question.text, question.kind, tuple(counted.items()), tuple(apart))


def _of_adults(question: Question, rows: Iterable[ChildRow], said: AnswerReader) -> Tally:
    """Count each adult once, by the last answer, whatever the number of own children. Who lost the right offers
    nothing."""
    given: dict[int, tuple[datetime, str]] = {}
    for one in (owed for row in rows for owed in row.owed if owed.live and owed.counts):
        words, at = said(one), one.answered_at
        if words and at is not None and at >= given.get(one.guardian_id, (at, ""))[0]:
            given[one.guardian_id] = (at, words)
    counted = dict.fromkeys(question.choices, 0)
    for _, words in given.values():
        counted[words] = counted.get(words, 0) + 1
    return Tally(question.text, question.kind, tuple(counted.items()))


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """The answer of the guardians of a child to one question: one for the child when they agree; each adult's own
    for an offer."""

    question: Question
    # What stands over it.
    head: str
    # Who said what, of those whose answer holds.
    named: tuple[tuple[str, str], ...]
    # One of them answered the note, this question or another.
    somebody: bool

    @property
    def words(self) -> str:
        """The one answer; empty when there is none, or not the same from everybody."""
        said = {words for _, words in self.named}
        return said.pop() if len(said) == 1 else ""

    @property
    def of_adult(self) -> bool:
        return self.question.of_adult

    @property
    def tone(self) -> str:
        """The tone of an authorisation, « ok » or « al »; none for what is neither yes nor no."""
        if self.question.kind != QuestionKind.AUTHORISATION:
            return ""
        return "al" if self.question.is_refused_by(self.words) else "ok"


def answer_heads(note: Note) -> list[str]:
    """Return the heads of the columns of answers: one a question, or one word for many; none when nothing is asked."""
    if len(note.asked) > MOST_COLUMNS:
        return ["Réponses"]
    return [one.text or "Réponse" for one in note.asked]


def answers_of(note: Note, row: ChildRow) -> list[QuestionAnswer]:
    """Return what was said for a child to each question of the note, in its order."""
    somebody = any(one.answered_at for one in row.owed)
    return [
        QuestionAnswer(question, question.text or "Réponse", tuple(_given_to(row, place)), somebody)
        for place, question in enumerate(note.asked)
    ]


def _given_to(row: ChildRow, place: int) -> Iterator[tuple[str, str]]:
    for one in row.owed:
        if one.answered_at and not one.again and len(one.answers) > place and one.answers[place]:
            yield one.name, one.answers[place]
