"""Events: written with the act that made them, carried on by a worker, at least once, by idempotent handlers.

A try is counted and committed before its handler runs; the handler runs in one transaction with the mark « done »: its
effects in the database happen once, whatever is killed, and what kills its worker is set apart as any other failure.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from django.db import connection, transaction

from eprimo.foundation.kernel import clock, faults
from eprimo.foundation.kernel.database_session import EVENT
from eprimo.foundation.kernel.models import Lane, OutboxEvent, OutboxState

logger = logging.getLogger("eprimo.outbox")

MAX_ATTEMPTS = 5
_BACK_OFF = timedelta(seconds=5)
# While another event of the same person is carried on; and the first number of the locks that tell so.
_TURN_COMES = timedelta(seconds=2)
_TURNS = 0x7475726E
# A try that began is taken for dead after that long, unless its worker still holds the row.
_LEASE = timedelta(seconds=30)
# What stands on an event from the begin of a try until its end: it stays when the process died in between.
PROCESS_ENDED = "ProcessEnded"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Fields are ids, codes and dates written as ISO text."""

    lane: ClassVar[Lane] = Lane.USUAL
    # The name under which rows keep it, where its class moved since a release: rows that wait are carried on.
    stored_as: ClassVar[str] = ""

    def turn_of(self) -> int | None:
        """Return the person (id) of whose events one at a time is carried on; None: they wait for nobody."""
        return None


@dataclass(slots=True)
class Carried:
    """A try of an event. `has_sent`: it handed a letter over, which no rollback takes back."""

    event_id: int
    has_sent: bool = False


type Handler = Callable[[Any], None]
_in_hand: ContextVar[Carried | None] = ContextVar("event in hand", default=None)
_events: dict[str, type[Event]] = {}
_handlers: dict[str, list[Handler]] = {}


def _kind(event: type[Event]) -> str:
    """Return the name of an event as rows keep it: its app and class, unless the class says another."""
    return event.stored_as or (
        f"{event.__module__.removeprefix('eprimo.').replace('.events', '')}.{event.__name__}"
    )


def on[E: Event](event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler; called in an app's `ready()` by importing its `tasks` module."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        _events[_kind(event)] = event
        _handlers.setdefault(_kind(event), []).append(cast("Handler", handler))
        return handler

    return register


def emit(event: Event, *, due_at: datetime | None = None) -> None:
    """Write the event in the transaction of the action. `due_at`: not before that instant."""
    now = clock.now()
    _row(event, now, due_at or now).save(force_insert=True)


def emit_all(events: Iterable[Event]) -> None:
    """Write these events, due now, in one statement."""
    now = clock.now()
    OutboxEvent.objects.bulk_create(_row(event, now, now) for event in events)


def _row(event: Event, now: datetime, due_at: datetime) -> OutboxEvent:
    return OutboxEvent(
        kind=_kind(type(event)), payload=asdict(event), lane=event.lane, turn_of_id=event.turn_of(),
        created_at=now, due_at=due_at,
    )  # fmt: skip


def run_due(limit: int = 100, lanes: Sequence[Lane] = tuple(Lane)) -> int:
    """Handle the events of these lanes that are due; returns how many were tried. Safe beside other workers."""
    tried = 0
    while tried < limit and (row := _claim(lanes)) is not None:
        _carry_on(row)
        tried += 1
    return tried


def _claim(lanes: Sequence[Lane] = tuple(Lane)) -> OutboxEvent | None:
    """The next event, its try counted and committed: a handler that takes the process with it is counted too.

    Until the lease is over it is due for nobody else; then, when its worker is dead, for anybody.
    """
    while True:
        with transaction.atomic():
            _commit_lightly()
            row = (
                OutboxEvent.objects.select_for_update(skip_locked=True, no_key=True)
                .filter(state=OutboxState.PENDING, due_at__lte=clock.now(), lane__in=lanes)
                .order_by("lane", "due_at", "id")
                .first()
            )
            if row is None:
                return None
            if row.last_error == PROCESS_ENDED:
                _tell(row, isolated=row.attempts >= MAX_ATTEMPTS)
            if row.attempts < MAX_ATTEMPTS:
                row.attempts, row.due_at, row.last_error = (
                    row.attempts + 1,
                    clock.now() + _LEASE,
                    PROCESS_ENDED,
                )
                row.save(update_fields=["attempts", "due_at", "last_error"])
                return row
            OutboxEvent.objects.filter(pk=row.pk).update(state=OutboxState.ISOLATED)


def _commit_lightly() -> None:
    """A crash of the database may forget that a try began; the death of a worker may not, and is what is counted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _carry_on(row: OutboxEvent) -> None:
    with transaction.atomic():
        # Held as long as the handler runs, whatever the lease says. None: another worker took it up meanwhile.
        mine = OutboxEvent.objects.select_for_update(skip_locked=True, no_key=True).filter(
            pk=row.pk, state=OutboxState.PENDING, attempts=row.attempts
        )
        if mine.first() is None:
            return
        if not _has_its_turn(row):
            _give_back(row)
            return
        try:
            with transaction.atomic():
                _handle(row)
            faults.point("outbox.handled")
        except Exception as error:  # noqa: BLE001 - whatever a handler does wrong, the queue goes on
            _note_failure(row, error)
        else:
            OutboxEvent.objects.filter(pk=row.pk).update(
                state=OutboxState.DONE, done_at=clock.now(), last_error=""
            )


def in_hand() -> Carried | None:
    """Return the try that this process carries on; None outside of an event."""
    return _in_hand.get()


def _has_its_turn(row: OutboxEvent) -> bool:
    """Whether no other worker carries on an event of the same person; if so the person's others go behind whoever
    waits already."""
    if row.turn_of_id is None:
        return True
    with connection.cursor() as cursor:
        # Held until the end of the transaction, as the row is.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashint8(%s))", [_TURNS, row.turn_of_id])
        if not cursor.fetchone()[0]:
            return False
    OutboxEvent.objects.filter(
        state=OutboxState.PENDING,
        lane=row.lane,
        turn_of_id=row.turn_of_id,
        attempts=0,
        due_at__lt=clock.now(),
    ).update(due_at=clock.now())
    return True


def _give_back(row: OutboxEvent) -> None:
    """Nothing was tried: it waits for the other one of its person."""
    OutboxEvent.objects.filter(pk=row.pk).update(
        attempts=row.attempts - 1, last_error="", due_at=clock.now() + _TURN_COMES
    )


def _handle(row: OutboxEvent) -> None:
    event_type = _events.get(row.kind)
    if event_type is None:
        return  # nobody listens to it
    event = event_type(**row.payload)
    former = _in_hand.set(Carried(row.pk))
    try:
        with _in_reach_of(row):
            for handler in _handlers[row.kind]:
                handler(event)
    finally:
        _in_hand.reset(former)


@contextmanager
def _in_reach_of(row: OutboxEvent) -> Iterator[None]:
    """A forged event does nothing that the session which wrote it could not reach. What fails takes the setting back
    with its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [EVENT, str(row.pk)])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [EVENT])


def _note_failure(row: OutboxEvent, error: Exception) -> None:
    """Try again later, twice as late each time; after MAX_ATTEMPTS put it apart (`isolated_events`)."""
    isolated = row.attempts >= MAX_ATTEMPTS
    # The message of an exception may hold personal data: its type is what is kept and logged.
    row.last_error = type(error).__name__
    _tell(row, isolated=isolated)
    OutboxEvent.objects.filter(pk=row.pk).update(
        last_error=row.last_error,
        state=OutboxState.ISOLATED if isolated else OutboxState.PENDING,
        due_at=clock.now() + _BACK_OFF * 2**row.attempts,
    )


def _tell(row: OutboxEvent, *, isolated: bool) -> None:
    """One line for who runs the platform."""
    level, after = (logging.ERROR, ", isolated") if isolated else (logging.WARNING, "")
    logger.log(
        level, "event %s (%s) failed, try %s: %s%s", row.pk, row.kind, row.attempts, row.last_error, after
    )
