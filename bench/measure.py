"""Measuring one page: statements, bytes, CPU, times and requests a second."""

import gzip
import os
import platform
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.load import Request, Run, fetch, run, sent
from bench.page import Page, floor_page
from bench.processes import Served

# Connections: few to see the time of one page, many to see how many pages two workers give.
QUIET, BUSY = 2, 16
# Before a page is measured: a statement is prepared by the fifth use of a connection, and eight of them serve pages.
WARM = 80
# Answers whose contents are looked at before a page is measured.
LOOKED_AT = 20
GZIP = b"\x1f\x8b"


@dataclass
class Measure:
    """One line of the table. Times in milliseconds, CPU in milliseconds a request."""

    page: str
    sql: int
    sql_limit: int
    wire_bytes: int
    median: float
    p95: float
    p99: float
    per_second: float
    cpu: float
    database_cpu: float
    generator_cpu: float
    requests: int
    wrong: dict[int, int]
    # What it costs in all, as multiples of the floor and of the bare page of the same run; and how many times fewer
    # answers a second than the bare page.
    of_floor: float = 0.0
    of_bare: float = 0.0
    ratio_rate: float = 0.0

    @property
    def cost(self) -> float:
        """CPU of the pages' processes and of the database."""
        return self.cpu + self.database_cpu

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def statements(one: Request) -> int:
    """SQL statements of one request, the actor included, run in this process with its middleware."""
    count = [0]

    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    method, path, headers, body = parts(one.raw)
    client = Client(enforce_csrf_checks=False)
    for pair in filter(None, headers.pop("Cookie", "").split("; ")):
        name, value = pair.split("=", 1)
        client.cookies[name] = value
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(counted))
        if method == "GET":
            client.get(path)
        else:
            client.post(
                path,
                body,
                content_type="application/x-www-form-urlencoded",
                headers={"X-Forwarded-For": "10.9.9.9"},
            )
    return count[0]


def parts(raw: bytes) -> tuple[str, str, dict[str, str], str]:
    """(method, path, headers, body) of a request ready to be sent."""
    head, body = raw.decode().split("\r\n\r\n", 1)
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ")
    return method, path, dict(line.split(": ", 1) for line in lines), body


def measured(page: Page, server: Served, seconds: float) -> Measure:
    """Warm the sessions up, then measure one page: half of the time quietly, half busily. SystemExit: it is not
    answered, or shows too little."""
    requests = page.requests
    if page.again:
        run(server.port, requests, connections=QUIET, seconds=seconds, once=True)
        sent(server.port, requests, connections=BUSY, count=_warms(seconds))
        _, body = fetch(server.port, requests[0])
        if fault := fault_of(page, server.port):
            raise SystemExit(f"{page.name}: {fault}")
        # Twice: what a process remembers (the switches in force) is read by the first.
        statements(requests[0])
        sql = statements(requests[0])
        quiet = run(server.port, requests, connections=QUIET, seconds=seconds / 2)
    else:
        # The first is for counting; the others are shared out, since each can be sent once only.
        sql, body = statements(requests[0]), b""
        half = 1 + len(requests[1:]) // 2
        quiet = run(server.port, requests[1:half], connections=QUIET, seconds=seconds / 2, once=True)
        requests = requests[half:]
    return _line(page, sql, body, quiet, *_busy(server, requests, seconds, again=page.again))


def _warms(seconds: float) -> int:
    """Requests ahead of a measure. One of less than a second tells that a page is answered, and no figure."""
    return WARM if seconds >= 1 else QUIET


def measured_floor(server: Served, seconds: float) -> Measure:
    """The page of the floor, which makes one statement."""
    page = floor_page()
    sent(server.port, page.requests, connections=BUSY, count=10 * _warms(seconds))
    _, body = fetch(server.port, page.requests[0])
    quiet = run(server.port, page.requests, connections=QUIET, seconds=seconds / 2)
    return _line(page, 1, body, quiet, *_busy(server, page.requests, seconds, again=True))


def _busy(
    server: Served, requests: list[Request], seconds: float, *, again: bool
) -> tuple[Run, tuple[float, float]]:
    """What many at once are answered, and the CPU that it takes."""
    before = server.cpu()
    busy = run(server.port, requests, connections=BUSY if again else 4, seconds=seconds / 2, once=not again)
    after = server.cpu()
    return busy, (after[0] - before[0], after[1] - before[1])


def fault_of(page: Page, port: int) -> str:
    """The first of some of its answers that is another than wanted, or shows too little; empty when none is."""
    for one in page.requests[: LOOKED_AT if page.shows else 1]:
        status, body = fetch(port, one)
        if status not in one.wanted:
            return f"{status} in place of {sorted(one.wanted)}"
        text = (gzip.decompress(body) if body.startswith(GZIP) else body).decode()
        if page.shows and (fault := page.shows.fault(text)):
            return fault
    return ""


def _line(page: Page, sql: int, body: bytes, quiet: Run, busy: Run, cpu: tuple[float, float]) -> Measure:
    count = max(1, busy.count)
    wrong = {
        status: quiet.wrong.get(status, 0) + busy.wrong.get(status, 0)
        for status in {**quiet.wrong, **busy.wrong}
    }
    return Measure(
        page=page.name,
        sql=sql,
        sql_limit=page.limit,
        wire_bytes=len(body),
        median=quiet.centile(0.5),
        p95=quiet.centile(0.95),
        p99=quiet.centile(0.99),
        per_second=busy.count / max(busy.lasted, 0.001),
        cpu=1000 * cpu[0] / count,
        database_cpu=1000 * cpu[1] / count,
        generator_cpu=1000 * busy.cpu / count,
        requests=quiet.count + busy.count,
        wrong=wrong,
    )


def compare(lines: list[Measure]) -> None:
    """Fill the multiples of a run in, against the means of its measures of the floor and of the bare page."""
    bare, floor = _all_of(lines, "bare page"), _all_of(lines, "floor")
    cost = sum(line.cost for line in bare) / len(bare)
    least = sum(line.cost for line in floor) / len(floor)
    rate = sum(line.per_second for line in bare) / len(bare)
    for line in lines:
        line.of_bare = line.cost / cost if cost else 0.0
        line.of_floor = line.cost / least if least else 0.0
        line.ratio_rate = rate / line.per_second if line.per_second else 0.0


def _all_of(lines: list[Measure], page: str) -> list[Measure]:
    return [line for line in lines if line.page.startswith(page)]


def environment() -> dict[str, Any]:
    """What the figures were taken with."""
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "cores": os.cpu_count(),
        "postgresql": connection.pg_version,
        "debug": settings.DEBUG,
        "fsync": True,
    }
