"""What a test made happen is carried on at its end: every event that is due has handlers that bear it.

Not after each request: what stands between an act and its effects is what many tests look at (docs/decisions,
« Guardrails of tests »).
"""

from typing import Any, NoReturn

from django.db import connection
from django.db.models.signals import post_save

from eprimo.foundation.kernel import outbox
from eprimo.foundation.kernel.models import OutboxEvent

_written: list[str] = []


def _note(instance: OutboxEvent, **_: Any) -> None:
    _written.append(instance.kind)


def install() -> None:
    post_save.connect(_note, sender=OutboxEvent, dispatch_uid="carried-on")


def begin() -> None:
    _written.clear()


def carry_on() -> None:
    """Does what the worker would do now, when the test wrote events; a handler that fails fails the test."""
    if not _written or connection.needs_rollback:
        return
    noted = outbox._note_failure
    outbox._note_failure = _raise
    try:
        while outbox.run_due():
            pass
    finally:
        outbox._note_failure = noted


def _raise(row: OutboxEvent, error: Exception) -> NoReturn:
    raise AssertionError(f"The event {row.kind} is not borne by its handlers.") from error
