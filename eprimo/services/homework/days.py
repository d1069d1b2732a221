"""The days of a week of homework and of a series of it. No database here."""

from datetime import date, timedelta

from eprimo.foundation.presence.hours import Hours, has_class

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
# A series ends before the next school year.
MOST_REPEATED = 40


def repeated(hours: Hours, first: date, until: date) -> list[date]:
    """Each week the same day, until a day, without those that have no class."""
    days = (first + n * _WEEK for n in range(1, MOST_REPEATED + 1))
    return [day for day in days if day <= until and has_class(hours, day)]


def until_holidays(hours: Hours, first: date) -> date | None:
    """Return the last day with class before the next days off that last a week at least; None: none is known."""
    for off in hours.off:
        if off.first > first and off.resumes - off.first >= _WEEK:
            return off.first - _DAY
    return None


def week_days(hours: Hours, monday: date) -> list[date]:
    """Return the days of a week that the school has class on in an ordinary week, days off among them."""
    week = [monday + n * _DAY for n in range(6)]
    return [day for day in week if {day.weekday() * 2, day.weekday() * 2 + 1} & hours.half_days]
