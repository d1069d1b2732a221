"""The days that a form of an absence tells of, when a device shows it days after it was drawn."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice

from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, Hours
from eprimo.ui.french import weekday_day_month

# Half-days with class that a kept page may still tell of: a device shows it for a week.
_HALVES = 16


def ahead_on(hours: Iterable[Hours], day: date, at: datetime) -> tuple[HalfOf, HalfOf] | None:
    """The first and last half-days of a day that were not over at an instant, by the hours of one child or of several;
    None: nobody has class, or it was over."""
    first, last = HalfOf(day, Half.MORNING), HalfOf(day, Half.AFTERNOON)
    found = {one for some in hours for one in some.between(first, last) if some.ends(one) > at}
    ones = sorted(found, key=lambda one: one.key)
    return (ones[0], ones[-1]) if ones else None


def halves_as_json(hours: Iterable[Hours], at: datetime) -> str:
    """The half-days of the next days with class, for `frontend/src/pages/absence.ts`: day, half, end in milliseconds,
    day in words."""
    ends = {one: some.ends(one) for some in hours for one in islice(some.ahead(at), _HALVES)}
    ahead = sorted(ends, key=lambda one: one.key)[:_HALVES]
    return json.dumps(
        [
            [one.day.isoformat(), one.half.value, int(ends[one].timestamp() * 1000), weekday_day_month(one.day)]
            for one in ahead
        ]
    )  # fmt: skip
