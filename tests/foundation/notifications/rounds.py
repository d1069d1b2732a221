"""Rounds of mails in the tests: the hour, a turn of the worker, what left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core import mail

from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import (
    Lane,
    Preference,
    Rhythm,
)
from eprimo.foundation.notifications.round_delivery import rounds_send
from eprimo.foundation.notifications.rounds import digests_plan, rings_plan
from tests.foundation.notifications.told import tell


@contextmanager
def later(**by: float) -> Iterator[datetime]:
    at = clock.now() + timedelta(**by)
    with clock.frozen(at):
        yield at


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def turn() -> None:
    """What the worker does in its turn."""
    rings_plan()
    digests_plan()
    rounds_send()


def sent() -> list[tuple[str, str]]:
    return sorted((one.to[0], one.subject) for one in mail.outbox)


def news(cast: Any, *who: str, lane: Lane = Lane.MY_CHILD, **more: Any) -> None:
    tell(cast, *who, lane=lane, **more)


def choose(cast: Any, who: str, lane: Lane, rhythm: Rhythm, child: str = "") -> None:
    Preference.objects.create(
        person=cast.people[who], child=cast.people[child] if child else None, lane=lane, channel="mail",
        rhythm=rhythm,
    )  # fmt: skip
