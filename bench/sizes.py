"""One size of academy: its database, its servers, its pages."""

import sys
from dataclasses import dataclass, replace

from bench import databases, morning, photographs, processes, starts, wall
from bench.academy import count_accounts
from bench.acts import acts_for
from bench.measure import Measure, compare, measured, measured_floor
from bench.pages import pages_for
from bench.paint import Painted, painted

# The pages that are opened on a phone first thing.
PAINTED = ("bare page", "home, pupil", "home, guardian", "note page, guardian", "home, teacher")


@dataclass(frozen=True)
class Size:
    """What was measured on one size of academy. `memory`: megabytes of each connection of PostgreSQL after all pages;
    `starts`: the first page after a start. `paints` when a browser was asked for, `walls` when the cost of the second
    wall was, `morning` when calls were made beside, `looked` when the worker looked at photographs meanwhile."""

    accounts: int
    lines: list[Measure]
    memory: list[float]
    starts: list[starts.Start]
    paints: list[Painted]
    walls: list[wall.Cost]
    morning: morning.Morning | None
    looked: photographs.Looked | None


def one_size(
    schools: int,
    seconds: float,
    *,
    kept: int,
    only: str = "",
    fresh: bool = False,
    first: bool = True,
    paint: bool = False,
    walls: bool = False,
    mornings: float = 0,
    pictures: int = 0,
) -> Size:
    """An academy of that many schools; the floor and the bare page are measured first and last."""
    name = databases.ensure(schools, tell, kept=kept, fresh=fresh)
    accounts = count_accounts()
    pages = pages_for(schools)
    bare, *others = pages
    others = [page for page in [*others, *acts_for(schools)] if only in page.name]
    postmaster = databases.postmaster()
    # Ahead of the browser, which is given other turns of its sessions: what had a former one is then sent to the door.
    homes = [page for page in pages if first and page.name.startswith("home,") and only in page.name]
    begun = [starts.start(page, name, postmaster, seconds) for page in homes]
    with processes.served(name, postmaster) as server:
        with processes.floor(name, postmaster) as floor:
            lines = [measured_floor(floor, seconds), measured(bare, server, seconds)]
            for page in others:
                tell(f"{schools}: {page.name}")
                lines.append(measured(page, server, seconds))
            lines.append(measured(replace(bare, name="bare page, again"), server, seconds))
            lines.append(replace(measured_floor(floor, seconds), page="floor, again"))
        memory = server.memory()
        asked = [(page.name, page.requests[0]) for page in pages if page.name in PAINTED]
        paints = painted(server.port, asked) if paint else []
        again = [page for page in pages if page.again and only in page.name]
        costs = wall.costs(again, server, seconds) if walls else []
        called = morning.morning(server, mornings) if mornings else None
        looked = photographs.looked(server, pictures) if mornings and pictures else None
    compare(lines)
    databases.leave()
    return Size(accounts, lines, memory, begun, paints, costs, called, looked)


def tell(line: str) -> None:
    """Say on a terminal how far the bench is."""
    if sys.stderr.isatty():
        print(f"… {line}", file=sys.stderr, flush=True)
