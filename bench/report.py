"""The tables that the bench prints, and what is missed."""

import statistics
from typing import Any

from bench import morning, paint, photographs, starts, wall
from bench.measure import Measure
from bench.sizes import Size

# Design, section 7. Multiples are those of processor, of pages and of the database.
MEDIAN, P99, HTML = 15.0, 60.0, 30_000
BARE = 2.0  # of the floor
# Multiples of the bare page, by the beginnings of names: the first that fits holds.
RATIOS = (
    ("home, director", 4.0), ("home,", 3.0), ("note", 3.0), ("search", 3.0), ("homework of a class", 4.0),
    ("homework,", 3.0), ("follow-up", 3.0), ("sign a note", 4.0),
)  # fmt: skip
# Megabytes that a connection of PostgreSQL has for itself once it has served every page.
MEMORY = 40.0
# A door that has no place for another hash says so, as it must.
_BUSY = {503}
HEAD = (
    f"{'page':<30}{'SQL':>4}{'wire':>7}{'median':>8}{'p95':>7}{'p99':>7}{'req/s':>7}{'CPU':>7}{'DB':>7}"
    f"{'÷floor':>8}{'÷bare':>7}{'r/s÷':>6}{'gen.':>6}"
)
_TIMED = ("home,", "note list", "note page")


def of_size(schools: int, size: Size) -> tuple[dict[str, Any], list[str]]:
    """Print what was measured on one size of academy; what is written of it, and the budgets that it does not keep."""
    print(table(schools, size.accounts, size.lines), flush=True)
    found = [f"{schools} schools, {what}" for what in missed(size.lines)]
    if size.memory:
        print(told_memory(size.memory), flush=True)
        if size.memory[0] > MEMORY:
            found.append(
                f"a connection of PostgreSQL: {size.memory[0]:.0f} MB of its own, {MEMORY:.0f} allowed"
            )
    if size.starts:
        print(starts.table(size.starts), flush=True)
        found += starts.missed(size.starts)
    if size.paints:
        print(paint.table(size.paints), flush=True)
        found += paint.missed(size.paints)
    if size.walls:
        print(wall.table(size.walls), flush=True)
        found += wall.missed(size.walls)
    if size.morning:
        print(morning.table(size.morning), flush=True)
        found += morning.missed(size.morning)
    if size.looked:
        print(photographs.table(size.looked), flush=True)
        found += photographs.missed(size.looked)
    return {
        "accounts": size.accounts,
        "pages": [line.as_json() for line in size.lines],
        "memory": size.memory,
        "starts": [one.as_json() for one in size.starts],
        "paints": [line.as_json() for line in size.paints],
        "walls": [one.as_json() for one in size.walls],
        "morning": size.morning.as_json() if size.morning else None,
        "looked": size.looked.as_json() if size.looked else None,
    }, found


def table(schools: int, accounts: int, lines: list[Measure]) -> str:
    """Times in ms; CPU of the pages' processes, of PostgreSQL (DB) and of the generator (gen.) in ms a request."""
    rows = [f"\n{schools} schools, {accounts} accounts (ms; CPU in ms a request)", HEAD]
    for line in lines:
        wrong = f"  wrong answers: {line.wrong}" if line.wrong else ""
        rows.append(
            f"{line.page:<30}{line.sql:>4}{line.wire_bytes:>7}{line.median:>8.1f}{line.p95:>7.1f}{line.p99:>7.1f}"
            f"{line.per_second:>7.0f}{line.cpu:>7.2f}{line.database_cpu:>7.2f}{line.of_floor:>8.2f}"
            f"{line.of_bare:>7.2f}{line.ratio_rate:>6.2f}{line.generator_cpu:>6.2f}{wrong}"
        )
    return "\n".join(rows)


def told_memory(found: list[float]) -> str:
    """Of the connections that served every page."""
    return (
        f"\n{len(found)} connections of PostgreSQL after all pages, MB of their own: the greatest {found[0]:.0f}, "
        f"the median {statistics.median(found):.0f}"
    )


def unanswered(size: Size) -> list[str]:
    """Pages with answers that were not wanted: they fail the bench, whatever they cost."""
    found = [(line.page, line.wrong) for line in size.lines]
    found += [(f"{one.page}, after a start", one.wrong) for one in size.starts]
    found += [(one.what, one.wrong) for one in (size.morning.lines if size.morning else ())]
    found += [("home, beside photographs", size.looked.beside.wrong)] if size.looked else []
    return [f"{page}: answers {wrong}" for page, wrong in found if set(wrong) - _BUSY]


def missed(lines: list[Measure]) -> list[str]:
    """The budgets that these lines do not keep."""
    found = []
    for line in lines:
        if line.sql > line.sql_limit:
            found.append(f"{line.page}: {line.sql} statements, {line.sql_limit} allowed")
        if line.wire_bytes > HTML:
            found.append(f"{line.page}: {line.wire_bytes} bytes on the wire, {HTML} allowed")
        if line.wrong:
            found.append(f"{line.page}: answers {line.wrong}")
        if line.page == "bare page" and line.of_floor > BARE:
            found.append(f"{line.page}: {line.of_floor:.2f} × the floor, {BARE:.0f} allowed")
        ratio = next((most for name, most in RATIOS if line.page.startswith(name)), None)
        if ratio is not None and line.of_bare > ratio:
            found.append(f"{line.page}: {line.of_bare:.2f} × the bare page, {ratio:.0f} allowed")
        if not line.page.startswith(_TIMED):
            continue
        if line.median > MEDIAN:
            found.append(f"{line.page}: median {line.median:.1f} ms, {MEDIAN:.0f} allowed")
        if line.p99 > P99:
            found.append(f"{line.page}: p99 {line.p99:.1f} ms, {P99:.0f} allowed")
    return found
