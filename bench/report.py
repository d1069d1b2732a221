"""The tables that the bench prints, and what is missed."""

from typing import Any

from bench import morning, paint, photographs, wall
from bench.measure import Measure
from bench.sizes import Size

# Design, section 7.
MEDIAN, P99, RATIO, FLAT, HTML = 15.0, 60.0, 3.0, 1.1, 30_000
HEAD = (
    f"{'page':<22}{'SQL':>4}{'wire':>7}{'median':>8}{'p95':>7}{'p99':>7}{'req/s':>7}{'CPU':>7}{'DB':>6}"
    f"{'ratio':>7}{'r/s÷':>6}{'gen.':>6}"
)
_RULED = ("home", "note list", "note page")


def of_size(schools: int, size: Size) -> tuple[dict[str, Any], list[str]]:
    """Print what was measured on one size of academy; what is written of it, and the budgets that it does not keep."""
    print(table(schools, size.accounts, size.lines), flush=True)
    found = [f"{schools} schools, {what}" for what in missed(size.lines)]
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
            f"{line.page:<22}{line.sql:>4}{line.wire_bytes:>7}{line.median:>8.1f}{line.p95:>7.1f}{line.p99:>7.1f}"
            f"{line.per_second:>7.0f}{line.cpu:>7.2f}{line.database_cpu:>6.2f}{line.ratio_cpu:>7.2f}{line.ratio_rate:>6.2f}"
            f"{line.generator_cpu:>6.2f}{wrong}"
        )
    return "\n".join(rows)


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
        if not line.page.startswith(_RULED):
            continue
        if line.ratio_cpu > RATIO:
            found.append(f"{line.page}: {line.ratio_cpu:.2f} × the bare page, {RATIO:.0f} allowed")
        if line.median > MEDIAN:
            found.append(f"{line.page}: median {line.median:.1f} ms, {MEDIAN:.0f} allowed")
        if line.p99 > P99:
            found.append(f"{line.page}: p99 {line.p99:.1f} ms, {P99:.0f} allowed")
    return found


def flatness(runs: dict[int, list[Measure]]) -> tuple[str, list[str]]:
    """How a page's cost (processes and database together) grows from the smallest to the greatest academy."""
    small, great = min(runs), max(runs)
    before = {line.page: line for line in runs[small]}
    rows, found = [f"\nFrom {small} to {great} schools: CPU of pages + database, median"], []
    for line in runs[great]:
        if line.page not in before:
            continue
        first = before[line.page]
        grown = (line.cpu + line.database_cpu) / max(first.cpu + first.database_cpu, 0.001)
        times = line.median / max(first.median, 0.001)
        rows.append(f"{line.page:<22}{grown:>7.2f} ×{times:>7.2f} ×")
        if line.page.startswith(_RULED) and grown > FLAT:
            found.append(f"{line.page}: {grown:.2f} × from {small} to {great} schools, {FLAT} allowed")
    return "\n".join(rows), found
