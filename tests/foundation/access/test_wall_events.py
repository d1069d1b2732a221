"""What the worker carries on reaches what the session that wrote it reached."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from eprimo.foundation.accounts.sessions import read_again
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.database_session import EVENT
from eprimo.foundation.kernel.outbox import Event, emit, on, run_due
from eprimo.foundation.kernel.owner import as_owner
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


@pytest.mark.parametrize("who", ["", "platform", "coordinator", "teacher"])
def test_an_event_that_reaches_no_school_is_read_by_its_writer_alone(notes: Cast, who: str) -> None:
    """Of a public page, or of who stands above schools: in the transaction that wrote it, and in no other."""
    key = key_of(notes.people[who]) if who else ""
    look = "SELECT reach FROM kernel_outboxevent WHERE kind LIKE '%%Looked'"
    with session(""):
        emit(Looked())
        assert run(look) == [([],)]
        # It says nothing else of itself.
        run("UPDATE kernel_outboxevent SET written_in = 1")
        assert run(look) == [([],)]
    # Another transaction than this test's.
    with as_owner():
        run("ALTER TABLE kernel_outboxevent DISABLE TRIGGER stamp_reach")
        run("UPDATE kernel_outboxevent SET written_in = written_in - 1 WHERE reach = '{}'")
        run("ALTER TABLE kernel_outboxevent ENABLE TRIGGER stamp_reach")
    with session(key):
        assert run(look) == []
    assert run(look) == [([],)]


@pytest.mark.parametrize("who", ["", "teacher", "director", "platform"])
def test_a_page_has_its_own_links_read_again_and_nobody_elses(notes: Cast, who: str) -> None:
    """It would else be the work of the whole academy at its next request."""
    me, other = notes.people[who or "samira"].pk, notes.lea.pk
    with session(key_of(notes.people[who]) if who else ""):
        for people in ([other], [me, other]):
            with pytest.raises(DatabaseError), transaction.atomic():
                read_again(people)
        if who:
            read_again([me])
    # As the worker does, of who answers for an erased child.
    read_again([me, other])
