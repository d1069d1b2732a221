"""A date as a service tells it of one of its things, and the day of a school as an instant. No database here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eprimo.foundation.occasions.enums import Sort, Verb


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
    """The instant at which a day is over in that zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
