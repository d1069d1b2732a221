"""What the worker carries on reaches what the session that wrote it reached."""

from dataclasses import dataclass

import pytest
from django.conf import settings

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.capability import EVENT
from eprimo.foundation.kernel.outbox import Event, emit, on, run_due
from tests.cast import Cast
from tests.foundation.access.walled import changes, key_of, reached, run
from tests.wall import session

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Looked(Event):
    """Of this test: its handler says what it reaches."""


SEEN: list[set[int]] = []


@on(Looked)
def _look(event: Looked) -> None:
    SEEN.append(reached())


def test_a_handler_reaches_what_the_session_that_wrote_the_event_reached(notes: Cast) -> None:
    SEEN.clear()
    with session(key_of(notes.teacher_verne)):
        emit(Looked())
    emit(Looked())
    run_due()
    assert [{notes.verne.pk}, {notes.tilleuls.pk, notes.verne.pk}] == SEEN
    # What comes after has lost nothing of its own sight.
    assert reached() == {notes.tilleuls.pk, notes.verne.pk}


def test_a_forged_event_reaches_what_its_forger_does(notes: Cast) -> None:
    """Whatever it says of itself, then and later; those of others are neither read nor changed."""
    SEEN.clear()
    kind = "tests.foundation.access.test_wall_events.Looked"
    own, other = notes.tilleuls.pk, notes.verne.pk
    with session(key_of(notes.teacher_verne)):
        emit(Looked())
    with session(key_of(notes.teacher)):
        run(
            "INSERT INTO kernel_outboxevent (kind, payload, created_at, due_at, state, attempts, last_error, reach) "
            "VALUES (%s, '{}', %s, %s, 'pending', 0, '', %s)",
            kind, clock.now(), clock.now(), [own, other],
        )  # fmt: skip
        assert run("SELECT reach FROM kernel_outboxevent WHERE kind = %s", kind) == [([own],)]
        for statement in (
            "UPDATE kernel_outboxevent SET reach = '{}'",
            "UPDATE kernel_outboxevent SET payload = '{}', state = 'done'",
            "DELETE FROM kernel_outboxevent",
        ):
            assert changes(statement) == 0, statement
    with session(""):
        run(
            "INSERT INTO kernel_outboxevent (kind, payload, created_at, due_at, state, attempts, last_error) "
            "VALUES (%s, '{}', %s, %s, 'pending', 0, '')",
            kind, clock.now(), clock.now(),
        )  # fmt: skip
    run_due()
    assert [{other}, {own}, set()] == SEEN


def test_the_worker_reaches_what_the_event_does(notes: Cast) -> None:
    """By its own role, as in production: all without an event, nothing by an unknown one."""
    with session(key_of(notes.teacher)):
        emit(Looked())
    [(event,)] = run("SELECT id FROM kernel_outboxevent WHERE kind LIKE '%%Looked'")
    everything = {notes.tilleuls.pk, notes.verne.pk}
    run(f"SET ROLE {settings.WORKER_ROLE}")
    try:
        for number, schools in ((event, {notes.tilleuls.pk}), (0, set()), ("", everything)):
            run("SELECT set_config(%s, %s, true)", EVENT, str(number))
            assert reached() == schools, number
        emit(Looked())
        assert run("SELECT reach FROM kernel_outboxevent ORDER BY id DESC LIMIT 1") == [(None,)]
    finally:
        run(f"SET ROLE {settings.APPLICATION_ROLE}")
