"""Events: written with the act that made them, carried on by a worker, at least once, by idempotent handlers.

A handler runs in one transaction with the mark « done »: its effects in the database happen once, whatever is killed.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import F

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState

logger = logging.getLogger("eprimo.outbox")

MAX_ATTEMPTS = 5
_BACK_OFF = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Fields are ids, codes and dates written as ISO text."""


type Handler = Callable[[Any], None]
_events: dict[str, type[Event]] = {}
_handlers: dict[str, list[Handler]] = {}


def _kind(event: type[Event]) -> str:
    return f"{event.__module__.removeprefix('eprimo.').replace('.events', '')}.{event.__name__}"


def on[E: Event](event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler; called in an app's `ready()` by importing its `tasks` module."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        _events[_kind(event)] = event
        _handlers.setdefault(_kind(event), []).append(cast("Handler", handler))
        return handler

    return register


def emit(event: Event, *, due_at: datetime | None = None) -> None:
    """Write the event in the transaction of the action. `due_at`: not before that instant."""
    OutboxEvent.objects.create(
        kind=_kind(type(event)), payload=asdict(event), created_at=clock.now(), due_at=due_at or clock.now()
    )


def run_due(limit: int = 100) -> int:
    """Handle the events that are due; returns how many were tried. Safe beside other workers."""
    tried = 0
    while tried < limit and _run_one():
        tried += 1
    return tried


def _run_one() -> bool:
    with transaction.atomic():
        row = (
            OutboxEvent.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(state=OutboxState.PENDING, due_at__lte=clock.now())
            .order_by("due_at", "id")
            .first()
        )
        if row is None:
            return False
        try:
            with transaction.atomic():
                _handle(row)
        except Exception as error:  # noqa: BLE001 - whatever a handler does wrong, the queue goes on
            _note_failure(row, error)
        else:
            OutboxEvent.objects.filter(pk=row.pk).update(state=OutboxState.DONE, done_at=clock.now())
    return True


def _handle(row: OutboxEvent) -> None:
    event_type = _events.get(row.kind)
    if event_type is None:
        return  # nobody listens to it
    event = event_type(**row.payload)
    for handler in _handlers[row.kind]:
        handler(event)


def _note_failure(row: OutboxEvent, error: Exception) -> None:
    """Try again later, twice as late each time; after MAX_ATTEMPTS put it apart (`isolated_events`)."""
    attempts = row.attempts + 1
    isolated = attempts >= MAX_ATTEMPTS
    # The message of an exception may hold personal data: its type is what is kept and logged.
    level = logging.ERROR if isolated else logging.WARNING
    logger.log(level, "event %s (%s) failed, try %s: %s", row.pk, row.kind, attempts, type(error).__name__)
    OutboxEvent.objects.filter(pk=row.pk).update(
        attempts=F("attempts") + 1,
        last_error=type(error).__name__,
        state=OutboxState.ISOLATED if isolated else OutboxState.PENDING,
        due_at=clock.now() + _BACK_OFF * 2**attempts,
    )
