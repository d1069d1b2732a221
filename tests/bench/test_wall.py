"""The bench lowers the wall to tell its cost, and raises it again whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from bench import wall
from bench.page import Page
from bench.processes import Served
from bench.wall import Cost
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.wall import guards


def standing() -> set[str]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_the_wall_is_down_inside_and_stands_again() -> None:
    walled = {guard.table for guard in guards()}
    assert walled
    assert walled <= standing()
    found: set[str] = set()

    def fails() -> None:
        with wall._lowered():
            found.update(walled & standing())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not found
    assert walled <= standing()


def test_one_round_that_something_else_slowed_weighs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """By turns, with the wall and without: what is told are the medians."""
    asked = iter([3.0, 2.0, 2.0, 90.0, 3.0, 2.0, 2.0, 3.0, 3.0, 2.0])
    standing: list[bool] = []

    @contextmanager
    def lowered() -> Iterator[None]:
        standing.append(False)
        yield
        standing.append(True)

    monkeypatch.setattr(wall, "_lowered", lowered)
    monkeypatch.setattr(wall, "_spent", lambda *_: next(asked))
    page = Page("home", [])
    assert wall.costs([page], Served(0, 0, 0, ""), 1.0) == [Cost("home", walled=3.0, bare=2.0)]
    assert standing == [False, True] * wall.ROUNDS


def test_what_is_missed_is_told() -> None:
    cheap, dear = Cost("home", walled=2.3, bare=2.0), Cost("list", walled=3.0, bare=2.0)
    assert wall.missed([cheap]) == []
    assert wall.missed([cheap, dear]) == [
        "list: 1.50 × the database’s work without the wall, 1.40 allowed",
        "all pages: 1.32 × the database’s work without the wall, 1.20 allowed",
    ]
    assert wall.table([cheap, dear]).splitlines()[-1].split() == ["all", "4.00", "5.30", "1.32"]
