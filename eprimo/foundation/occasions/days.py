"""Which days are shut: what « école fermée » strikes out. No database here."""

from collections.abc import Iterable
from datetime import date, timedelta

type Days = tuple[date, date]


def falls_away(event: Days, shut: Iterable[Days], today: date) -> bool:
    """Is each day that is left of the event (first and last) a day that is shut? A journey goes on over one shut
    day; of what is over, its last day is looked at."""
    first, last = event
    day = max(first, min(today, last))
    closures = sorted(shut)
    for first, end in closures:
        if first <= day <= end:
            day = end + timedelta(days=1)
    return day > last
