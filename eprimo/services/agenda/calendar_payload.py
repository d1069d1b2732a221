"""What a calendar file gives: the shape of what its reader answers. Nothing of Django, nor of the reader, here."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

# Of one file: more than a school has in a year.
MOST_DATES = 100


class CalendarFault(StrEnum):
    """The reason why an event is not taken."""

    BROKEN = "broken"
    CANCELLED = "cancelled"
    UNTITLED = "untitled"
    LONG = "long"
    FAR = "far"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class GivenDate:
    """One date. `key`: the same in each edition of the file. Hours « 08:30 », or empty; `cut`: its title or place was
    longer than ours may be."""

    key: str
    title: str
    first: date
    last: date
    starts: str
    ends: str
    place: str
    cut: bool


@dataclass(frozen=True, slots=True)
class CalendarPayload:
    """`past`: events that have no day to come; `untold`: the first of those that are not taken, with why (`Wrong`), and
    how many these are; `faulty`: of these, the ones that nobody cancelled; `events`: all of the file."""

    dates: tuple[GivenDate, ...]
    past: int
    untold: tuple[tuple[str, str], ...]
    refused: int
    faulty: int
    events: int


def given_as_json(given: CalendarPayload) -> list[Any]:
    """Return a payload as the page on which it is looked over carries it."""
    dates = [
        [*astuple(one)[:2], one.first.isoformat(), one.last.isoformat(), *astuple(one)[4:]]
        for one in given.dates
    ]
    return [dates, given.past, given.untold, given.refused, given.faulty, given.events]


def given_from_json(told: Sequence[Any]) -> CalendarPayload:
    """Read the payload again from what that page sent back."""
    dates, past, untold, refused, faulty, events = told
    rows = (
        GivenDate(key, title, date.fromisoformat(first), date.fromisoformat(last), *rest)
        for key, title, first, last, *rest in dates
    )
    return CalendarPayload(
        tuple(rows), past, tuple((title, why) for title, why in untold), refused, faulty, events
    )
