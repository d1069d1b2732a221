"""What the second wall costs the database: the same pages with the policies of rows and without, by turns."""

import contextlib
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from bench.load import run, sent
from bench.measure import QUIET
from bench.page import Page
from bench.processes import Served
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.wall import guards

# Times what the database does without the wall: all pages together, and any of them.
SUM, EACH = 1.20, 1.40
# By turns, so that what else the machine does weighs on both; each begins every other round.
ROUNDS = 5
# Requests after which each of eight connections has planned again.
REPLANNED = 24


@dataclass(frozen=True)
class Cost:
    """The database's processor time of a page, in milliseconds a request: behind the wall, and without it."""

    page: str
    walled: float
    bare: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def costs(pages: Sequence[Page], server: Served, seconds: float) -> list[Cost]:
    """Of pages that can be asked again and again: medians of the rounds."""
    spent: dict[bool, list[list[float]]] = {True: [], False: []}
    for number in range(ROUNDS):
        for walled in (True, False) if number % 2 == 0 else (False, True):
            with contextlib.nullcontext() if walled else _lowered():
                spent[walled].append([_spent(page, server, seconds) for page in pages])
    medians = {
        walled: list(map(statistics.median, zip(*rounds, strict=True))) for walled, rounds in spent.items()
    }
    return [
        Cost(page.name, walled, bare)
        for page, walled, bare in zip(pages, medians[True], medians[False], strict=True)
    ]


def _spent(page: Page, server: Served, seconds: float) -> float:
    """The database's milliseconds of one request. When policies change, each connection makes its plans again."""
    sent(server.port, page.requests, connections=QUIET, count=REPLANNED)
    before = server.cpu()[1]
    count = run(server.port, page.requests, connections=QUIET, seconds=seconds / 2).count
    return 1000 * (server.cpu()[1] - before) / max(1, count)


@contextlib.contextmanager
def _lowered() -> Iterator[None]:
    """Every row is reached by everybody meanwhile."""
    _rows_are("DISABLE")
    try:
        yield
    finally:
        _rows_are("ENABLE")


def _rows_are(word: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for guard in guards():
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(guard.table)} {word} ROW LEVEL SECURITY")


def table(costs: list[Cost]) -> str:
    """Milliseconds of the database's processor a request."""
    rows = [
        "\nThe second wall: CPU of PostgreSQL, ms a request",
        f"{'page':<22}{'without':>9}{'with':>9}{'ratio':>7}",
    ]
    both = [*costs, Cost("all", sum(one.walled for one in costs), sum(one.bare for one in costs))]
    rows += [
        f"{one.page:<22}{one.bare:>9.2f}{one.walled:>9.2f}{one.walled / max(one.bare, 0.001):>7.2f}"
        for one in both
    ]
    return "\n".join(rows)


def missed(costs: list[Cost]) -> list[str]:
    """The budgets that these costs do not keep."""
    found = [
        f"{one.page}: {one.walled / one.bare:.2f} × the database’s work without the wall, {EACH:.2f} allowed"
        for one in costs
        if one.walled > EACH * one.bare
    ]
    ratio = sum(one.walled for one in costs) / max(sum(one.bare for one in costs), 0.001)
    if ratio > SUM:
        found.append(f"all pages: {ratio:.2f} × the database’s work without the wall, {SUM:.2f} allowed")
    return found
