"""The first page after a start of the processes of pages: templates are loaded and plans are made by it."""

from dataclasses import asdict, dataclass
from typing import Any

from bench.load import run
from bench.measure import QUIET
from bench.page import Page
from bench.processes import served

# What the first may take, beside the later ones.
TIMES = 2.0


@dataclass(frozen=True)
class Start:
    """Milliseconds of the first answer after a start, and the median of the later ones, one request at a time."""

    page: str
    first: float
    later: float
    wrong: dict[int, int]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def start(page: Page, database: str, postmaster: int, seconds: float) -> Start:
    """Of one page that can be asked again and again, by processes started for it."""
    with served(database, postmaster) as server:
        first = run(server.port, page.requests[:1], connections=1, seconds=seconds, once=True)
        run(server.port, page.requests, connections=QUIET, seconds=seconds)
        later = run(server.port, page.requests, connections=1, seconds=seconds / 2)
    return Start(page.name, first.centile(0.5), later.centile(0.5), {**later.wrong, **first.wrong})


def table(found: list[Start]) -> str:
    rows = [f"\n{'first page after a start':<26}{'first':>8}{'later':>8}{'÷':>7}  (ms)"]
    rows += [
        f"{one.page:<26}{one.first:>8.1f}{one.later:>8.1f}{one.first / max(one.later, 0.001):>7.1f}"
        for one in found
    ]
    return "\n".join(rows)


def missed(found: list[Start]) -> list[str]:
    return [
        f"{one.page}: {one.first / max(one.later, 0.001):.1f} × the later ones just after a start, {TIMES:.0f} allowed"
        for one in found
        if one.first > TIMES * one.later
    ]
