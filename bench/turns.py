"""Two sides asked by turns: another work tree, or another size of academy, page by page.

What else the machine does weighs on both: the two of a round are asked within seconds, each begins every other round,
and the medians of the rounds are told.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from typing import Any

from bench.load import Request, run, sent
from bench.measure import fault_of
from bench.page import Page, floor_page
from bench.processes import Served
from bench.side import Side

ROUNDS, CONNECTIONS = 5, 4
# Requests of one turn at least, however long they take: both sides are asked for as many.
FEWEST = 100
# A page that costs more than that many times what it costs on the other side fails.
DEARER = 1.05
# Of a page as a multiple of the floor, from the lesser to the greater size; pages and database apart. Of a few tenths
# of a millisecond a multiple says nothing.
FLAT, LEAST = 1.1, 0.3

type Round = tuple[float, float]


@dataclass(frozen=True)
class Compared:
    """Medians of one page on two sides, in milliseconds of processor a request: of the pages, of the database.

    `ratio`: the median of what each round's second cost in all, divided by its first.
    """

    page: str
    first: Round
    second: Round
    ratio: float
    wrong: dict[int, int]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def by_turns(
    first: Side, second: Side, seconds: float, *, only: str = "", tell: Callable[[str], None] = lambda _: None
) -> list[Compared]:
    """Each page that both sides have, the floor before them. SystemExit: a page shows too little to be compared."""
    found = [_compared(floor_page(), first.floor, floor_page(), second.floor, seconds)]
    others = {page.name: page for page in second.pages}
    for page in first.pages:
        if page.name in others and (only in page.name or page.name == "bare page"):
            tell(page.name)
            found.append(_compared(page, first.server, others[page.name], second.server, seconds))
    return found


def _compared(page: Page, server: Served, other: Page, beside: Served, seconds: float) -> Compared:
    both = ((page, server), (other, beside))
    wrong: dict[int, int] = {}
    count = FEWEST
    for one, at in both if page.again else ():
        if fault := fault_of(one, at.port):
            raise SystemExit(f"{one.name}: {fault}")
        sent(at.port, one.requests, connections=CONNECTIONS, count=FEWEST)
        timed = run(at.port, one.requests, connections=CONNECTIONS, seconds=seconds)
        count = max(count, timed.count)
    rounds: list[list[Round]] = [[], []]
    for number in range(ROUNDS):
        for place in (0, 1) if number % 2 == 0 else (1, 0):
            one, at = both[place]
            requests = cycle(one.requests) if one.again else one.requests[number::ROUNDS]
            rounds[place].append(_cost(at, list(islice(requests, count)), wrong))
    return summed(page.name, rounds[0], rounds[1], wrong)


def _cost(server: Served, requests: Sequence[Request], wrong: dict[int, int]) -> Round:
    """Milliseconds of processor a request, each of them sent once; what was not wanted is added to `wrong`."""
    before = server.cpu()
    seen = sent(server.port, requests, connections=CONNECTIONS, count=len(requests))
    after = server.cpu()
    for status, count in seen.wrong.items():
        wrong[status] = wrong.get(status, 0) + count
    count = max(1, seen.count)
    return 1000 * (after[0] - before[0]) / count, 1000 * (after[1] - before[1]) / count


def summed(page: str, first: Sequence[Round], second: Sequence[Round], wrong: dict[int, int]) -> Compared:
    """The medians of some rounds, whose places are their turns."""
    ratios = [sum(b) / max(sum(a), 0.001) for a, b in zip(first, second, strict=True)]
    return Compared(page, _medians(first), _medians(second), statistics.median(ratios), wrong)


def _medians(rounds: Sequence[Round]) -> Round:
    return statistics.median(one for one, _ in rounds), statistics.median(one for _, one in rounds)


def table(first: str, second: str, found: list[Compared]) -> str:
    """Milliseconds of processor a request on both sides, of pages and of the database, and the ratios."""
    rows = [
        f"\nBy turns, {ROUNDS} rounds: {first}, then {second} (ms of CPU a request)",
        f"{'page':<30}{'pages':>8}{'DB':>8}{'pages':>9}{'DB':>8}{'all ÷':>8}{'pages ÷':>9}{'DB ÷':>7}",
    ]
    for one in found:
        wrong = f"  wrong answers: {one.wrong}" if one.wrong else ""
        apart = (after / max(before, 0.001) for before, after in zip(one.first, one.second, strict=True))
        rows.append(
            f"{one.page:<30}{one.first[0]:>8.2f}{one.first[1]:>8.2f}{one.second[0]:>9.2f}{one.second[1]:>8.2f}"
            f"{one.ratio:>8.2f}{next(apart):>9.2f}{next(apart):>7.2f}{wrong}"
        )
    return "\n".join(rows)


def dearer(found: list[Compared]) -> list[str]:
    """The pages that cost more on the second side, and those that were not answered."""
    return _unanswered(found) + [
        f"{one.page}: {one.ratio:.2f} × the processor of the other tree, {DEARER} allowed"
        for one in found
        if one.page != "floor" and one.ratio > DEARER
    ]


def grown(found: list[Compared]) -> list[str]:
    """The pages that cost more multiples of the floor on the second side, and those that were not answered."""
    floor = next(one for one in found if one.page == "floor")
    faults = _unanswered(found)
    for one in found:
        for place, part in enumerate(("pages", "database")):
            before, after = one.first[place], one.second[place]
            times = (after / max(before, 0.001)) / (floor.second[place] / max(floor.first[place], 0.001))
            if one is not floor and times > FLAT and after - before > LEAST:
                faults.append(f"{one.page}, {part}: {times:.2f} × as a multiple of the floor, {FLAT} allowed")
    return faults


def _unanswered(found: list[Compared]) -> list[str]:
    return [f"{one.page}: answers {one.wrong}" for one in found if one.wrong]
