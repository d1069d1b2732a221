"""One size of academy: its database, its server, its pages."""

import sys
from dataclasses import dataclass

from django.db import connection

from bench import databases, morning, photographs, wall
from bench.academy import count_accounts
from bench.measure import Measure, compare, measured
from bench.pages import Page, acts_for, pages_for
from bench.paint import Painted, painted
from bench.processes import served

# The pages that are opened on a phone first thing.
PAINTED = ("bare page", "home, pupil", "home, guardian", "note page, guardian", "home, teacher")


@dataclass(frozen=True)
class Size:
    """What was measured on one size of academy; `paints` when a browser was asked for, `walls` when the cost of the
    second wall was, `morning` when calls were made beside, `looked`
    when the worker looked at photographs meanwhile."""

    accounts: int
    lines: list[Measure]
    paints: list[Painted]
    walls: list[wall.Cost]
    morning: morning.Morning | None
    looked: photographs.Looked | None


def one_size(
    schools: int,
    port: int,
    seconds: float,
    *,
    only: str = "",
    fresh: bool = False,
    paint: bool = False,
    walls: bool = False,
    mornings: float = 0,
    pictures: int = 0,
) -> Size:
    """An academy of that many schools; the bare page is measured first and last."""
    name = databases.ensure(schools, _tell, fresh=fresh)
    accounts = count_accounts()
    pages = pages_for(schools)
    bare, *others = pages
    others += acts_for(schools)
    others = [page for page in others if only in page.name]
    postmaster = databases.postmaster()
    with served(name, port, postmaster) as server:
        lines = [measured(bare, server, seconds)]
        for page in others:
            _tell(f"{schools}: {page.name}")
            lines.append(measured(page, server, seconds))
        lines.append(measured(Page("bare page, again", bare.requests, limit=bare.limit), server, seconds))
        paints = (
            painted(port, [(page.name, page.requests[0]) for page in pages if page.name in PAINTED])
            if paint
            else []
        )
        costs = [
            wall.cost(page, server, seconds)
            for page in (pages if walls else [])
            if page.again and only in page.name
        ]
        called = morning.morning(server, mornings) if mornings else None
        looked = photographs.looked(server, pictures) if mornings and pictures else None
    compare(lines)
    connection.close()
    return Size(accounts, lines, paints, costs, called, looked)


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        print(f"… {line}", file=sys.stderr, flush=True)
