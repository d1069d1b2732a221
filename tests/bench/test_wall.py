"""The bench lowers the wall to tell its cost, and raises it again whatever happens."""

import pytest
from django.db import connection

from bench import wall
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


def test_what_is_missed_is_told() -> None:
    cheap, dear = Cost("home", walled=2.0, bare=1.5), Cost("list", walled=5.0, bare=2.0)
    assert wall.missed([cheap]) == []
    assert wall.missed([cheap, dear]) == [
        "list: the wall adds 3.00 ms of the database, 2 allowed",
        "all pages: 2.00 × the database’s work without the wall, 1.5 allowed",
    ]
    assert wall.table([cheap, dear]).splitlines()[-1].split() == ["all", "3.50", "7.00", "2.00"]
