"""The fixed cast is built once and lent to one test after the other, each in a savepoint that is rolled back.

What many tests of a folder prepare upon it is lent in the same way: a fixture marked `@lent` is built once, upon those
that it asks for, and stands while tests that ask for it follow each other (tests/order.py sees to that). Tests that
commit find the same rows put back as they were (`Saved`), and build the rest themselves.

A third of the suite's time was spent building the same sixty people four thousand times, and four fifths of the tests
of the purchasing group building the same group. What each test finds is what it found before: the same rows, at the
same instant, and copies of the same objects that nobody has touched.
"""

import inspect
import pickle
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections, transaction

from eprimo.foundation.kernel import clock, switches
from tests import emptying
from tests.cast import Cast, build_cast


def transactional(item: pytest.Item) -> bool:
    """Whether this test commits, and has the tables emptied after it."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    asked = marker is not None and bool(marker.kwargs.get("transaction"))
    return asked or "transactional_db" in names or "live_server" in names


def lent(build: Callable[..., Any]) -> Any:
    """A fixture whose rows stand under the tests that ask for it. It asks for `cast`, for other lent fixtures, or for
    nothing: it then stands alone."""
    names = tuple(inspect.signature(build).parameters)

    def give(request: pytest.FixtureRequest, **given: Any) -> Any:
        return build(**given) if transactional(request.node) else GROUND.lend(build.__name__)

    give.__name__, give.__doc__ = build.__name__, build.__doc__
    give.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in ("request", *names)]
    )
    give.lent = build  # type: ignore[attr-defined]
    return pytest.fixture(give)


def layers_of(item: pytest.Item) -> tuple[Callable[..., Any], ...]:
    """What stands under this test, from the cast upwards where it asks for the cast; nothing of one that commits."""
    names = getattr(item, "fixturenames", ())
    if transactional(item):
        return ()
    known = getattr(item, "_fixtureinfo").name2fixturedefs if hasattr(item, "_fixtureinfo") else {}  # noqa: B009
    found: dict[str, Callable[..., Any]] = {"cast": build_cast} if "cast" in names else {}

    def find(name: str) -> None:
        build = getattr(known[name][-1].func, "lent", None) if name in known else None
        if build is not None and name not in found:
            for under in inspect.signature(build).parameters:
                find(under)
            found[name] = build

    for name in sorted(names):
        find(name)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows in a transaction that stays open, and the objects that stand for them and for those below, by name."""

    build: Callable[..., Any]
    block: Any
    objects: bytes


class Ground:
    """One transaction, open from test to test while they use the cast, and one in it for each thing lent upon it."""

    def __init__(self) -> None:
        self._layers: list[Layer] = []
        self._raw: Any = None
        self._wrapper: Any = None
        self._given: dict[str, Any] | None = None

    def lay(self, at: Any, wanted: tuple[Callable[..., Any], ...] = (build_cast,)) -> None:
        """These stand, one upon the other, built at this instant; what stood above what they share is gone."""
        self._given = None
        if self._layers and (connection.connection is not self._raw or connection.needs_rollback):
            self.clear()
        shared = 0
        for layer, build in zip(self._layers, wanted, strict=False):
            if layer.build is not build:
                break
            shared += 1
        if not shared:
            self.clear()
        while len(self._layers) > shared:
            self._undo()
        for build in wanted[shared:]:
            self._build(build, at)

    def _build(self, build: Callable[..., Any], at: Any) -> None:
        objects: dict[str, Any] = pickle.loads(self._layers[-1].objects) if self._layers else {}
        name = "cast" if build is build_cast else build.__name__
        block = transaction.atomic()
        block.__enter__()
        self._wrapper, self._raw = connections["default"], connection.connection
        drawn = random.getstate()
        switches.forget()
        try:
            with clock.frozen(at):
                objects[name] = build(**{one: objects[one] for one in inspect.signature(build).parameters})
            # What is deferred is checked once, here, and not again by each test.
            connection.check_constraints()
        except BaseException as error:
            block.__exit__(type(error), error, None)
            raise
        random.setstate(drawn)
        switches.forget()
        self._layers.append(Layer(build, block, pickle.dumps(objects)))

    def lend(self, name: str = "cast") -> Any:
        """Copies: what a test does to them is its own. Two that a test asks for know each other."""
        if self._given is None:
            self._given = pickle.loads(self._layers[-1].objects)
        return self._given[name]

    def clear(self) -> None:
        """Nothing is left of it."""
        self._given = None
        if self._layers and connections["default"] is not self._wrapper:
            # A browser started in this process since: Django gives another connection to a thread whose event loop
            # runs, and the first one would keep its rows locked to the end.
            self._layers.clear()
            self._wrapper.in_atomic_block = False
            self._wrapper.close()
            return
        while self._layers:
            self._undo()

    def _undo(self) -> None:
        transaction.set_rollback(True)
        self._layers.pop().block.__exit__(None, None, None)


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
