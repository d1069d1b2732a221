"""Months of a contract: the same day so many months later, or the last of a shorter month."""

from calendar import monthrange
from datetime import date

_MONTHS = 12


def months_after(day: date, months: int) -> date:
    """« 24 mois »: never a number of days (two years from 19 July 2026 are 731 of them). Negative: before."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
