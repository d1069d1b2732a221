"""A series as a test has it."""

from datetime import date
from typing import Any

from eprimo.foundation.content.models import Resource
from eprimo.services.events.models import EventDay
from tests.cast import Cast
from tests.services.events.test_events import event


def series(cast: Cast, first: date, until: date, *, every: int = 1, **more: Any) -> Resource:
    """For the class of Léa and its pupils, published."""
    return event(cast, event_on=first, every=every, repeat_until_on=until, **more)


def days(made: Resource) -> list[date]:
    return list(EventDay.objects.filter(resource=made).order_by("on").values_list("on", flat=True))
