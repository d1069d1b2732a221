"""The notes of the school's side, sorted as a day: who is waited for, what leaves, what is unfinished, what is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.team_home import waits

# Notes that are read rather than acted on: a few are enough beside those that wait.
READ_SHOWN = 4
# Notes in view, those that want an act of hers first; the others run by themselves, and are folded.
IN_VIEW = 3

# A note, and how its line is drawn: « own » and « other » are waited for, « draft », « leaving », « read ».
type DayLine = tuple[str, Note]


@dataclass(slots=True)
class TeamDay:
    """The notes in progress of an author, by what they ask."""

    waiting: list[Note] = field(default_factory=list)
    leaving: list[Note] = field(default_factory=list)
    drafts: list[Note] = field(default_factory=list)
    read: list[Note] = field(default_factory=list)
    # Written by somebody else, waiting for families of own classes: followed, not reminded.
    others: list[Note] = field(default_factory=list)
    # Ids of those whose families were reminded today: once a day is enough.
    reminded: frozenset[int] = frozenset()
    # Whether this role reminds from here: staff do it where the follow-up says which class is theirs.
    reminds: bool = True

    @property
    def busy(self) -> bool:
        return bool(self.lines)

    @property
    def lines(self) -> list[DayLine]:
        """The notes, sorted: what waits for families, what is unfinished, what leaves, what is read."""
        shelves = (
            ("own", self.waiting), ("other", self.others), ("draft", self.drafts), ("leaving", self.leaving),
            ("read", self.read),
        )  # fmt: skip
        return [(kind, note) for kind, notes in shelves for note in notes]

    @property
    def in_view(self) -> list[DayLine]:
        """The first lines; the others too, where one alone would be folded."""
        return self.lines if len(self.lines) <= IN_VIEW + 1 else self.lines[:IN_VIEW]

    @property
    def running(self) -> list[DayLine]:
        """The lines that are folded."""
        return self.lines[len(self.in_view) :]


def team_day(actor: Actor, notes: Iterable[Note], others: Iterable[Note] = ()) -> TeamDay:
    """Sort the notes of a home as a day. `notes` carry their figures (`reached`, `settled`); `others` are of
    somebody else."""
    rows = list(notes)
    zone = ZoneInfo(actor.time_zone)
    today = actor.now.astimezone(zone).date()
    day = TeamDay(
        reminded=frozenset(note.pk for note in rows if _reminded_on(note, today, zone)),
        reminds=actor.role != Role.STAFF,
        others=list(others),
    )
    for note in rows:
        _shelf_of(day, note, today).append(note)
    # What is due first is followed first.
    day.waiting.sort(key=lambda note: note.answer_by or date.max)
    del day.read[READ_SHOWN:]
    return day


def _shelf_of(day: TeamDay, note: Note, today: date) -> list[Note]:
    if not note.is_sent:
        return day.drafts
    if note.delivered_at is None:
        return day.leaving
    return day.waiting if waits(note, today) else day.read


def _reminded_on(note: Note, today: date, zone: ZoneInfo) -> bool:
    return note.reminded_at is not None and note.reminded_at.astimezone(zone).date() == today
