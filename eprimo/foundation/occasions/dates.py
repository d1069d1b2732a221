"""A date as a service tells it of one of its things, and what a closure strikes out. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.closures import Closure, shutting
from eprimo.foundation.occasions.enums import Sort, Verb

_DAY = timedelta(days=1)
_NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One date of a thing, under a number that stays its own when it moves. Days and hours are those of the clock on
    the wall of the school; `until` is the last day, None: it has one. `picture`: by which who does not read knows it.
    """

    n: int
    sort: Sort
    on: date
    until: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    bring: tuple[str, ...] = ()
    verb: Verb | None = None
    picture: str = ""
    # What it says itself, and the levels of a class whom it is for: of a thing whose dates are rows of its own.
    words: str = ""
    levels: tuple[str, ...] = ()
    # It does not take place: shown struck out.
    struck: bool = False
    # Of a closure: the first day is shut after noon alone, the last one before noon alone.
    from_noon: bool = False
    until_noon: bool = False
    # The field where its author typed it.
    field: str = ""

    @property
    def last_day(self) -> date:
        return self.until or self.on


def over_at(day: date, time_zone: str) -> datetime:
    """Return the instant at which a day is over in that zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))


@dataclass(frozen=True, slots=True)
class Span:
    """The time of a date: its first and last day, and its hours, where it has some."""

    on: date
    until: date
    starts_at: time | None = None
    ends_at: time | None = None

    @property
    def afternoons(self) -> tuple[bool, ...]:
        """The halves of a day that it takes, False for the morning: of one day with an hour those of its hours, else
        both."""
        if self.starts_at is None or self.on != self.until:
            return False, True
        before, after = self.starts_at < _NOON, (self.ends_at or self.starts_at) > _NOON
        return (False,) * before + (True,) * (after or not before)


def falls_away(event: Span, closures: Iterable[Closure], classes: frozenset[int], today: date) -> bool:
    """Is each half-day that is left of the event shut for who is in one of these classes? A journey goes on over one
    shut day; of what is over, its last day is looked at."""
    known = list(closures)
    day = max(event.on, min(today, event.until))
    while day <= event.until:
        if not all(shutting(known, classes, day, afternoon=one) for one in event.afternoons):
            return False
        day += _DAY
    return True
