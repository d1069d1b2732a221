"""What open pages are told: ids in pieces that fit, after the commit, at the instant it shows."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction

from eprimo.foundation.kernel import clock, realtime
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.kernel.outbox import run_due
from tests.conftest import NOW


def _listener() -> psycopg.Connection:
    settings = connection.settings_dict
    listener = psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, dbname=settings["NAME"], user=settings["USER"],
        password=settings["PASSWORD"], autocommit=True,
    )  # fmt: skip
    listener.execute(f"LISTEN {realtime.CHANNEL}")
    return listener


@pytest.mark.django_db(transaction=True)
def test_it_is_heard_after_the_commit_and_through_the_worker_only() -> None:
    with _listener() as listener:
        with transaction.atomic():
            realtime.touch(people=[3, 1, 3], topics=["note:x"])
        assert list(listener.notifies(timeout=0.2)) == []
        run_due()
        heard = [realtime.read(one.payload) for one in listener.notifies(timeout=2, stop_after=1)]
    assert heard == [realtime.Signal(people=(1, 3), topics=("note:x",))]


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_tells_nobody() -> None:
    with transaction.atomic():
        realtime.touch(people=[1])
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_it_waits_for_the_instant_it_shows() -> None:
    realtime.touch(people=[1], visible_from=NOW + timedelta(seconds=10))
    assert run_due() == 0
    with clock.frozen(NOW + timedelta(seconds=10)):
        assert run_due() == 1


@pytest.mark.django_db
def test_nothing_touched_writes_nothing() -> None:
    realtime.touch()
    assert not OutboxEvent.objects.exists()


def test_a_large_audience_is_told_in_pieces_that_fit() -> None:
    people = list(range(1_000_000, 1_002_000))
    topics = [f"note:{number:036}" for number in range(300)]
    pieces = list(realtime.payloads(people, topics))
    assert len(pieces) > 2
    assert all(len(piece.encode()) < 8000 for piece in pieces)
    heard = [realtime.read(piece) for piece in pieces]
    assert [one for signal in heard for one in signal.people] == people
    assert [one for signal in heard for one in signal.topics] == topics
    assert set(json.loads(pieces[0])) == {"p", "t"}
