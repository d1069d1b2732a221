"""The days of class of a school, by which what is for a day is given, put off and repeated. No database here."""

from collections.abc import Iterator
from datetime import date, timedelta

from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, Hours

_DAY = timedelta(days=1)
# Longer than any summer.
_FURTHEST = 120


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


def off_on(hours: Hours, day: date) -> str:
    """Why there is no class that day, morning and afternoon; empty: there is, or nobody said."""
    times = [hours.class_time(HalfOf(day, half)) for half in Half]
    return "" if any(one.has_class for one in times) else next((one.why for one in times if one.why), "")
