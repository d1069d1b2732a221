"""Events: once in the database whatever fails, later and later when they fail, apart after five times."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection

from eprimo.foundation.kernel import clock, outbox
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState, Switch
from tests.at_once import code_of
from tests.conftest import NOW
from tests.faults import killed_at


@dataclass(frozen=True, slots=True)
class Counted(outbox.Event):
    number: int


@pytest.fixture
def handled() -> Iterator[list[int]]:
    """Numbers whose handler ran to its end; 13 always fails, after it has written; 99 takes its process with it."""
    done: list[int] = []

    def handler(event: Counted) -> None:
        Switch.objects.create(act=f"test.{event.number}", reason="x")
        if event.number == 13:
            raise ValueError("secret of a family")
        if event.number == 99:
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(event.number)

    outbox.on(Counted)(handler)
    yield done
    outbox._handlers.pop(outbox._kind(Counted))
    outbox._events.pop(outbox._kind(Counted))


@pytest.mark.django_db
def test_due_events_are_handled_in_order_and_once(handled: list[int]) -> None:
    for number in (1, 2, 3):
        outbox.emit(Counted(number))
    assert outbox.run_due() == 3
    assert outbox.run_due() == 0
    assert handled == [1, 2, 3]


@pytest.mark.django_db
def test_an_event_waits_for_its_instant(handled: list[int]) -> None:
    outbox.emit(Counted(1), due_at=NOW + timedelta(hours=1))
    assert outbox.run_due() == 0
    with clock.frozen(NOW + timedelta(hours=1)):
        assert outbox.run_due() == 1


@pytest.mark.django_db
def test_a_failing_event_leaves_nothing_and_is_isolated_after_five_tries(handled: list[int]) -> None:
    outbox.emit(Counted(13))
    outbox.emit(Counted(2))
    at = NOW
    for tries in range(1, 6):
        with clock.frozen(at):
            outbox.run_due()
        row = OutboxEvent.objects.get(payload__number=13)
        assert row.attempts == tries
        # Later each time, and nothing of the failed handler remains.
        assert row.due_at > at
        assert not Switch.objects.filter(act="test.13").exists()
        at = row.due_at
    assert row.state == OutboxState.ISOLATED
    assert row.last_error == "ValueError"
    with clock.frozen(at + timedelta(days=1)):
        assert outbox.run_due() == 0
    assert handled == [2]


@pytest.mark.django_db
def test_killed_after_its_handler_an_event_has_done_nothing_and_is_handled_again(handled: list[int]) -> None:
    outbox.emit(Counted(7))
    with killed_at("outbox.handled"):
        outbox.run_due()
    row = OutboxEvent.objects.get()
    assert (row.state, row.attempts, row.last_error) == (OutboxState.PENDING, 1, "ProcessEnded")
    assert not Switch.objects.exists()
    with clock.frozen(row.due_at):
        assert outbox.run_due() == 1
    assert Switch.objects.filter(act="test.7").count() == 1
    row.refresh_from_db()
    assert row.state == OutboxState.DONE


@pytest.mark.django_db
def test_an_event_nobody_listens_to_is_done() -> None:
    outbox.emit(Counted(5))
    outbox.run_due()
    assert OutboxEvent.objects.get().state == OutboxState.DONE


def _worker_dies(at: datetime) -> None:
    """A worker of its own process carries on what is due, and does not come back."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            with clock.frozen(at):
                outbox.run_due()
        finally:
            os._exit(0)
    assert code_of(child) == -signal.SIGKILL


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.django_db(transaction=True)
def test_an_event_that_kills_its_worker_is_isolated_after_five_and_the_next_one_runs(
    handled: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    outbox.emit(Counted(99))
    outbox.emit(Counted(2), due_at=NOW + timedelta(minutes=10))
    at = NOW
    for tries in range(1, 6):
        _worker_dies(at)
        row = OutboxEvent.objects.get(payload__number=99)
        assert (row.attempts, row.state, row.last_error) == (tries, OutboxState.PENDING, "ProcessEnded")
        # Nothing of the dead worker remains, and the next one does not begin with the same event at once.
        assert not Switch.objects.exists()
        assert row.due_at > at
        at = row.due_at
    with clock.frozen(NOW + timedelta(minutes=10)):
        assert outbox.run_due() == 1
    assert handled == [2]
    row.refresh_from_db()
    assert (row.state, row.attempts) == (OutboxState.ISOLATED, 5)
    assert (
        f"event {row.pk} (tests.foundation.kernel.test_outbox.Counted) failed, try 5: ProcessEnded, isolated"
        in caplog.text
    )


@pytest.mark.django_db
def test_a_try_that_another_worker_took_up_is_left_to_it(handled: list[int]) -> None:
    outbox.emit(Counted(1))
    slow = outbox._claim()
    assert slow is not None
    # As long as the lease holds nobody else takes it; then somebody does.
    assert outbox.run_due() == 0
    with clock.frozen(slow.due_at):
        assert outbox.run_due() == 1
    outbox._carry_on(slow)
    assert handled == [1]


@pytest.mark.django_db
def test_what_was_done_keeps_no_trouble(handled: list[int]) -> None:
    outbox.emit(Counted(1))
    outbox.run_due()
    row = OutboxEvent.objects.get()
    assert (row.state, row.attempts, row.last_error) == (OutboxState.DONE, 1, "")
