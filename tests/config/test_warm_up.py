"""What a process has done before it answers: no home of the first to come composes anything any more."""

import logging
from typing import Any

import pytest
from django.db import connection

from eprimo.config import warm_up
from eprimo.foundation.kernel.prepared_queries import Composed, Condition
from eprimo.foundation.notifications import sections
from tests.cast import Cast


def test_the_first_homes_compose_nothing(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sections._composed.cache_clear()
    monkeypatch.setattr(connection, "close", lambda: None)
    with caplog.at_level(logging.WARNING, "eprimo.requests"):
        warm_up.warm()
    assert not caplog.records

    def refused(self: object, actor: Any, *_: object) -> None:
        raise AssertionError(f"composed for {actor.role}")

    for kind in (Composed, Condition):
        monkeypatch.setattr(kind, "_compile", refused)
    for who in ("samira", "teacher", "director", "lea", "noe"):
        assert sign_in(cast.people[who]).get("/").status_code == 200, who


def test_a_database_that_is_away_keeps_no_process_from_starting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No test without a database may ask one: as where it is away."""
    closed: list[bool] = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    with caplog.at_level(logging.WARNING, "eprimo.requests"):
        warm_up.warm()
    assert [one.message for one in caplog.records] == ["Homes were not read at start."]
    assert closed == [True]
