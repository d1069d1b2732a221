"""Filters of the console's pages."""

from datetime import datetime, timedelta


def last_day(ends: datetime | None) -> datetime | None:
    """The last instant of a link that ends at `ends`: its day is the one the director wrote."""
    return ends - timedelta(microseconds=1) if ends else None


FILTERS = {"last_day": last_day}
