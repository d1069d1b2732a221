"""Whom a reminder reaches: one rule for the button, its number, the notices and what the page says. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from eprimo.services.liaison.models import Note
from eprimo.services.liaison.over import is_past
from eprimo.services.liaison.rows import ChildRow, OwedRow


@dataclass(frozen=True, slots=True)
class Reminder:
    """`whom`: each guardian that it reaches, with the child it is about.

    While children wait, it is for those who can do what is waited for, of these children: each of them is in `whom`,
    was reminded `today`, or is served by `paper`. When none waits, it is for the guardians who have not read.
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
    """A reminder asked for on that day, in the school's zone: each family once a day. What was sent for a day that is
    past reminds nobody of it."""
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
    """Waited for, and comes: who never came is served by paper, a reminder would not be read. `acts`: to do what is
    waited for, which who only reads cannot."""
    return owed.waits and owed.activated is not False and (owed.may_sign or not (acts and note.asks_act))


def reminded_on(owed: OwedRow, note: Note, today: date) -> bool:
    """That day, or for an opening to come."""
    zone = ZoneInfo(note.school.time_zone)
    return owed.reminded_at is not None and owed.reminded_at.astimezone(zone).date() >= today
