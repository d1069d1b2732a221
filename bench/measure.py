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

from bench.load import Request, Run, fetch, run
from bench.pages import Page
from bench.processes import Served

# Connections: few to see the time of one page, many to see how many pages two workers give.
QUIET, BUSY = 2, 16
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
    # CPU and requests a second, compared with the bare page of the same run.
    ratio_cpu: float = 0.0
    ratio_rate: float = 0.0

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
    """Warm the sessions up, then measure one page: half of the time quietly, half busily."""
    requests = page.requests
    if page.again:
        run(server.port, requests, connections=QUIET, seconds=seconds, once=True)
        status, body = fetch(server.port, requests[0])
        if status not in requests[0].wanted:
            raise SystemExit(f"{page.name}: {status} in place of {sorted(requests[0].wanted)}")
        if fault := _fault(page, server.port):
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
    before = server.cpu()
    busy = run(
        server.port, requests, connections=BUSY if page.again else 4, seconds=seconds / 2, once=not page.again
    )
    after = server.cpu()
    return _line(page, sql, body, quiet, busy, (after[0] - before[0], after[1] - before[1]))


def _fault(page: Page, port: int) -> str:
    """What some of its answers do not show; empty when the page is as full as it must be."""
    if page.shows is None:
        return ""
    for one in page.requests[:LOOKED_AT]:
        _, body = fetch(port, one)
        text = (gzip.decompress(body) if body.startswith(GZIP) else body).decode()
        if fault := page.shows.fault(text):
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
    """Fill the ratios of a run in, against the mean of its measures of the bare page."""
    bare = [line for line in lines if line.page.startswith("bare page")]
    cpu = sum(line.cpu for line in bare) / len(bare)
    rate = sum(line.per_second for line in bare) / len(bare)
    for line in lines:
        line.ratio_cpu = line.cpu / cpu if cpu else 0.0
        line.ratio_rate = rate / line.per_second if line.per_second else 0.0


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
