"""When a page is seen on a slow phone: largest contentful paint with 4× less CPU on a line of 1.6 Mbit/s, 150 ms away.

An empty cache each time: the first visit of the day. Pages are visited by turns, so that a machine that slows down
slows all of them.
"""

import os
import statistics
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.load import Request
from bench.measure import parts
from eprimo.devtools.chromium import FLAGS, ChromiumError, find_chromium

PHONE = {"width": 360, "height": 780}
SLOWER, DOWN, UP, AWAY_MS = 4, 1_600_000 / 8, 750_000 / 8, 150
TIMES = 7
LIMIT = 1500.0
# A guardian's pages, on the phone of a family: at most that many times the bare page.
FAMILY, BESIDE_BARE = "guardian", 1.5
# The last candidate of the observer is what the browser reports.
_LARGEST = """() => new Promise((done) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) last = one.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => done(last), 300);
})"""


@dataclass(frozen=True)
class Painted:
    """Milliseconds from the click to the largest paint: least, median, most; requests and bytes of the first."""

    page: str
    least: float
    median: float
    most: float
    requests: int
    bytes: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def painted(port: int, pages: Iterable[tuple[str, Request]]) -> list[Painted]:
    """One line a page, each visited TIMES times, by turns, by a browser that remembers nothing."""
    asked = list(pages)
    with _browser() as browser:
        rounds = [[_visit(browser, port, request) for _, request in asked] for _ in range(TIMES)]
    return [_line(name, [visits[place] for visits in rounds]) for place, (name, _) in enumerate(asked)]


@contextmanager
def _browser() -> Iterator[Browser]:
    try:
        found = find_chromium(whole=True)
    except ChromiumError:
        found = find_chromium()
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=found.executable, env={**os.environ, **found.env}, args=list(FLAGS[1:])
        )
        try:
            yield browser
        finally:
            browser.close()


def _line(name: str, visits: list[tuple[float, int, int]]) -> Painted:
    times = [time for time, _, _ in visits]
    return Painted(name, min(times), statistics.median(times), max(times), visits[0][1], visits[0][2])


def _visit(browser: Browser, port: int, request: Request) -> tuple[float, int, int]:
    """(milliseconds, requests, bytes received) of one visit."""
    _, path, headers, _ = parts(request.raw)
    site = f"http://127.0.0.1:{port}"
    context = browser.new_context(
        viewport=PHONE, locale="fr-FR", reduced_motion="reduce", service_workers="block"
    )
    try:
        context.add_cookies(
            [
                {"name": name, "value": value, "url": site}
                for name, value in (pair.split("=", 1) for pair in headers["Cookie"].split("; "))
            ]
        )
        page = context.new_page()
        line = context.new_cdp_session(page)
        received: list[int] = []
        line.on("Network.loadingFinished", lambda done: received.append(int(done["encodedDataLength"])))
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": AWAY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP},
        )
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(site + path, wait_until="load")
        return float(page.evaluate(_LARGEST)), len(received), sum(received)
    finally:
        context.close()


def table(lines: list[Painted]) -> str:
    """Beside the bare page of the same run."""
    bare = lines[0].median
    head = f"{'largest paint, slow phone':<26}{'least':>7}{'median':>8}{'most':>7}{'÷ bare':>8}{'files':>7}{'kB':>7}"
    rows = [
        f"{one.page:<26}{one.least:>7.0f}{one.median:>8.0f}{one.most:>7.0f}{one.median / bare:>8.2f}"
        f"{one.requests:>7}{one.bytes / 1000:>7.0f}"
        for one in lines
    ]
    return "\n".join(["", head, *rows])


def missed(lines: list[Painted]) -> list[str]:
    """Pages painted later than LIMIT, and a guardian's that wait too long beside the bare page, the first line."""
    bare, *others = lines
    late = [
        f"{one.page}: largest paint {one.median:.0f} ms, {LIMIT:.0f} allowed"
        for one in others
        if one.median > LIMIT
    ]
    beside = [
        f"{one.page}: largest paint {one.median / bare.median:.2f} × the bare page, {BESIDE_BARE} allowed"
        for one in others
        if FAMILY in one.page and one.median > BESIDE_BARE * bare.median
    ]
    return late + beside
