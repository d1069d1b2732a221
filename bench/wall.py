"""What the second wall costs the database: the same pages with the policies of rows and without, by turns."""

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from bench.load import run
from bench.measure import QUIET
from bench.pages import Page
from bench.processes import Served
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.wall import guards

# Issue « The second wall »: all pages together, and any of them.
SUM, EACH = 1.5, 2.0  # times, milliseconds a request
# By turns, so that what else the machine does weighs on both.
TURNS = (True, False, False, True)


@dataclass(frozen=True)
class Cost:
    """The database's processor time of a page, in milliseconds a request: behind the wall, and without it."""

    page: str
    walled: float
    bare: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def cost(page: Page, server: Served, seconds: float) -> Cost:
    """Of one page that can be asked again and again."""
    spent = {True: 0.0, False: 0.0}
    counts = {True: 0, False: 0}
    for walled in TURNS:
        with contextlib.nullcontext() if walled else _lowered():
            # Plans are made again when policies change, and kept by each connection after five uses.
            run(server.port, page.requests, connections=QUIET, seconds=seconds)
            before = server.cpu()[1]
            counts[walled] += run(server.port, page.requests, connections=QUIET, seconds=seconds / 2).count
            spent[walled] += server.cpu()[1] - before
    return Cost(page.name, *(1000 * spent[walled] / max(1, counts[walled]) for walled in (True, False)))


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
        f"{one.page}: the wall adds {one.walled - one.bare:.2f} ms of the database, {EACH:.0f} allowed"
        for one in costs
        if one.walled - one.bare > EACH
    ]
    ratio = sum(one.walled for one in costs) / max(sum(one.bare for one in costs), 0.001)
    if ratio > SUM:
        found.append(f"all pages: {ratio:.2f} × the database’s work without the wall, {SUM} allowed")
    return found
