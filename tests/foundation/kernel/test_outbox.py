"""Events: once in the database whatever fails, later and later when they fail, apart after five times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from eprimo.foundation.kernel import clock, outbox
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState, Switch
from tests.conftest import NOW


@dataclass(frozen=True, slots=True)
class Counted(outbox.Event):
    number: int


@pytest.fixture
def handled() -> Iterator[list[int]]:
    """Numbers whose handler ran to its end; number 13 always fails, after it has written."""
    done: list[int] = []

    def handler(event: Counted) -> None:
        Switch.objects.create(act=f"test.{event.number}", reason="x")
        if event.number == 13:
            raise ValueError("secret of a family")
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
def test_an_event_nobody_listens_to_is_done() -> None:
    outbox.emit(Counted(5))
    outbox.run_due()
    assert OutboxEvent.objects.get().state == OutboxState.DONE
