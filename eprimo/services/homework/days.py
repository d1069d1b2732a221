"""The days of class of a school, by which homework is given, put off and repeated. No database here."""

from collections.abc import Iterator
from datetime import date, timedelta

from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, Hours

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
# Longer than any summer.
_FURTHEST = 120
# A series ends before the next school year.
MOST_REPEATED = 40


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def has_class(hours: Hours, day: date) -> bool:
    return any(hours.is_open(HalfOf(day, half)) for half in Half)


def days_from(hours: Hours, first: date) -> Iterator[date]:
    """The days with class from one on."""
    return (day for n in range(_FURTHEST) if has_class(hours, day := first + n * _DAY))


def next_day(hours: Hours, after: date) -> date:
    """The first day with class after one; the day after, where no calendar knows any."""
    return next(days_from(hours, after + _DAY), after + _DAY)


def repeated(hours: Hours, first: date, until: date) -> list[date]:
    """Each week the same day, until a day, without those that have no class."""
    days = (first + n * _WEEK for n in range(1, MOST_REPEATED + 1))
    return [day for day in days if day <= until and has_class(hours, day)]


def until_holidays(hours: Hours, first: date) -> date | None:
    """The last day with class before the next days off that last a week at least; None: none is known."""
    for off in hours.off:
        if off.first > first and off.resumes - off.first >= _WEEK:
            return off.first - _DAY
    return None


def week_days(hours: Hours, monday: date) -> list[date]:
    """The days of a week that the school has class on in an ordinary week, days off among them."""
    week = [monday + n * _DAY for n in range(6)]
    return [day for day in week if {day.weekday() * 2, day.weekday() * 2 + 1} & hours.half_days]


def off_on(hours: Hours, day: date) -> str:
    """Why there is no class that day; empty: there is, or nobody said."""
    return next((off.name for off in hours.off if off.first <= day < off.resumes), "")
