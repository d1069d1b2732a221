"""The fixed cast is built once and lent to one test after the other, each in a savepoint that is rolled back.

Tests that commit find the same rows put back as they were (`Saved`).

A third of the suite's time was spent building the same sixty people four thousand times. What each test finds is what
it found before: the same rows, at the same instant, and copies of the same objects that nobody has touched.
"""

import pickle
from typing import Any

import pytest
from django.db import connection, connections, transaction

from eprimo.foundation.kernel import clock, rights
from tests import emptying
from tests.cast import Cast, build_cast


def transactional(item: pytest.Item) -> bool:
    """Whether this test commits, and has the tables emptied after it."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    asked = marker is not None and bool(marker.kwargs.get("transaction"))
    return asked or "transactional_db" in names or "live_server" in names


class Ground:
    """One transaction, open from test to test while they use the cast."""

    def __init__(self) -> None:
        self._block: Any = None
        self._raw: Any = None
        self._wrapper: Any = None
        self._cast = b""

    def lay(self, at: Any) -> None:
        """The cast stands, built at this instant."""
        if self._block is not None and connection.connection is self._raw and not connection.needs_rollback:
            return
        self.clear()
        self._block = transaction.atomic()
        self._block.__enter__()
        rights._cache = (-1, [])
        with clock.frozen(at):
            cast = build_cast()
        # What is deferred is checked once, here, and not again by each test.
        connection.check_constraints()
        self._wrapper, self._raw = connections["default"], connection.connection
        self._cast = pickle.dumps(cast)

    def lend(self) -> Cast:
        """Copies: what a test does to them is its own."""
        found: Cast = pickle.loads(self._cast)
        return found

    def clear(self) -> None:
        """Nothing is left of it."""
        if self._block is None:
            return
        block, self._block = self._block, None
        if connections["default"] is not self._wrapper:
            # A browser started in this process since: Django gives another connection to a thread whose event loop
            # runs, and the first one would keep its rows locked to the end.
            self._wrapper.in_atomic_block = False
            self._wrapper.close()
            return
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


class Saved:
    """The cast for tests that commit: built by the first, then put back as its tables were."""

    def __init__(self) -> None:
        self._tables: list[emptying.Rows] = []
        self._cast = b""

    def lend(self) -> Cast:
        """The cast stands in the tables, which were empty."""
        if not emptying.may(connection):
            return build_cast()
        if not self._cast:
            cast = build_cast()
            self._tables, self._cast = emptying.kept(connection), pickle.dumps(cast)
            return cast
        emptying.put_back(connection, self._tables)
        found: Cast = pickle.loads(self._cast)
        return found


GROUND = Ground()
SAVED = Saved()
