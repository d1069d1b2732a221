"""School years, by which the greatest tables are cut, and those around an instant."""

from datetime import datetime

_AUGUST = 8


def school_year_at(now: datetime) -> int:
    """Return the school year of an instant, by the year it begins in: from August on, the new one."""
    return now.year if now.month >= _AUGUST else now.year - 1


def years_around(now: datetime) -> tuple[int, int, int]:
    """Return the school years of which a statement about these days looks into rows. They stand in its text as numbers,
    in a composed one too: PostgreSQL then plans and opens three partitions, not all."""
    year = school_year_at(now)
    return year - 1, year, year + 1
