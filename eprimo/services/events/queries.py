"""The dates of a series as its pages show them."""

from dataclasses import dataclass
from datetime import date

from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.services.events.models import EventDay
from eprimo.services.events.series import PlannedSeries, planned_series


@dataclass(frozen=True, slots=True)
class Series:
    """The state of a series: what is ahead of it, how many of its dates are over, and the day it is there."""

    ahead: list[EventDay]
    over: int
    today: date


@dataclass(frozen=True, slots=True)
class Preview:
    """The days that a series would have, with those left out; or why it cannot be."""

    planned: PlannedSeries
    fault: str = ""


def series_of(resource: Resource) -> Series | None:
    """Read the series of a date (one statement); None: it is once."""
    if not resource.event.is_series:
        return None
    today = clock.today(resource.time_zone)
    rows = list(EventDay.objects.filter(resource=resource).order_by("on", "n"))
    ahead = [one for one in rows if one.on >= today]
    return Series(ahead, len(rows) - len(ahead), today)


def series_preview(resource: Resource) -> Preview | None:
    """Return the dates that a draft would have; None: it is once."""
    if not resource.event.every:
        return None
    try:
        return Preview(planned_series(resource))
    except DomainError as error:
        return Preview(PlannedSeries((), ()), error.sentence)
