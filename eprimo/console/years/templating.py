"""Filters of the change of year."""

from datetime import datetime, timedelta

from eprimo.foundation.kernel import clock
from eprimo.ui.french import month_year

_DAY = timedelta(days=1)


def days_left(until: datetime | None) -> int:
    """Whole days before that instant, the one that runs counted."""
    return max(0, -((clock.now() - until) // _DAY)) if until else 0


FILTERS = {"days_left": days_left, "years_month": month_year}
