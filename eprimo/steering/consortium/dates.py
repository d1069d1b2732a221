"""Dates in a contract: the same day so many months later (or the last of a shorter month), and working days in France,
which are neither a Saturday, nor a Sunday, nor one of the eleven public holidays."""

from calendar import monthrange
from datetime import date, timedelta

_MONTHS = 12


def months_after(day: date, months: int) -> date:
    """« 24 mois »: never a number of days (two years from 19 July 2026 are 731 of them). Negative: before."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
# Easter Monday, Ascension, Whit Monday: days after Easter.
_MOVING = (1, 39, 50)
_SATURDAY = 5


def easter(year: int) -> date:
    """Sunday of Easter, by the Gregorian computus of Meeus."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def works(day: date) -> bool:
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    return (day - easter(day.year)).days not in _MOVING


def next_working(day: date) -> date:
    """That day, or the first working day after it."""
    while not works(day):
        day += timedelta(days=1)
    return day
