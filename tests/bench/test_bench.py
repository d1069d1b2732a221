"""The bench at its smallest: it makes its academy, measures its pages, and writes what it saw."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bench import report, starts, turns
from bench.aaf import BUDGETS
from bench.aaf import missed as academy_missed
from bench.load import fetch, request, run
from bench.measure import Measure, compare
from bench.page import Shown
from bench.report import missed
from bench.sizes import Size
from tests.at_once import ended
from tests.bench.measuring import measured


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The figures of the pages of one school, a fifth of a second each."""
    return measured(
        tmp_path_factory.mktemp("bench"), "--schools", "1", "--seconds", "0.2", "--aaf", "0", "--no-import",
        "--no-wall", "--no-starts", "--no-browser", "--morning", "0", "--photographs", "0",
    )  # fmt: skip


def pages(written: dict[str, object]) -> dict[str, dict[str, object]]:
    return {line["page"]: line for line in written["sizes"]["1"]["pages"]}  # type: ignore[index]


def test_every_page_answers_rightly(written: dict[str, object]) -> None:
    found = pages(written)
    roles = ("pupil", "guardian", "teacher", "director")
    expected = {
        "floor",
        "floor, again",
        "bare page",
        "bare page, again",
        "sign a note",
        "sign in",
        "follow-up, teacher",
    }
    expected |= {f"home, {role}" for role in roles} | {f"note list, {role}" for role in roles[1:]}
    expected |= {"note page, guardian", "note page, teacher"} | {f"search, {role}" for role in roles[1:]}
    expected |= {"homework, guardian", "homework, pupil", "homework of a class, teacher"}
    expected |= {"feed, guardian", "feed, unchanged"}
    assert set(found) == expected
    # A busy machine may find every hashing place taken: the door then says to come back, as it must.
    wrong = {page: line["wrong"] for page, line in found.items() if set(line["wrong"]) - {"503"}}  # type: ignore[call-overload]
    assert wrong == {}
    assert all(line["requests"] for line in found.values())
    assert all(line["of_floor"] > 0 for line in found.values())  # type: ignore[operator]


def test_pages_keep_their_budget_of_statements_and_bytes(written: dict[str, object]) -> None:
    for page, line in pages(written).items():
        assert line["sql"] <= line["sql_limit"], page  # type: ignore[operator]
        assert line["wire_bytes"] <= 30_000, page  # type: ignore[operator]


def test_a_page_that_shows_too_little_is_not_measured() -> None:
    shown = Shown("things", r'href="([^"]*)"', 2)
    twice = '<a href="/mots/1"></a><a href="/mots/1"></a>'
    assert shown.fault(twice) == "1 things in place of 2"
    assert shown.fault(twice + '<a href="/mots/2"></a>') == ""


def test_budgets_of_an_academy_are_told_when_they_are_missed() -> None:
    fast = {"seconds": 1.0, "memory_mb": 100.0}
    page = {"page": "home, guardian", "times": 1.5, "wrong": {}}
    found = dict.fromkeys(BUDGETS, fast) | {"search": {"median": 10.0}, "felt": {"pages": [page]}}
    assert academy_missed(550_000, found) == []
    found |= {"full": {"seconds": 91.0, "memory_mb": 601.0}, "search": {"median": 51.0}}
    found["felt"] = {"pages": [page | {"times": 2.1, "wrong": {500: 1}}]}
    told = "\n".join(academy_missed(550_000, found))
    for words in (
        "full: 91.0 s, 90",
        "full: 601 MB, 600",
        "median 51.0 ms, 50",
        "2.1 × its p95, 2",
        "{500: 1}",
    ):
        assert words in told
    # A small academy says nothing of the time of a great one.
    assert len(academy_missed(900, found)) == 2


class _Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        body = b"x" * 70_000
        self.send_response(404 if self.path == "/absent" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def echo() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    _Echo.seen.clear()
    yield server.server_address[1]
    server.shutdown()
    ended(thread)
    server.server_close()


def test_the_generator_reads_whole_answers(echo: int) -> None:
    status, body = fetch(echo, request("GET", "/", {"a": "b"}))
    assert (status, len(body)) == (200, 70_000)


def test_the_generator_sends_each_request_once_when_told(echo: int) -> None:
    requests = [request("GET", f"/{number}", {}) for number in range(9)]
    seen = run(echo, requests, connections=3, seconds=20, once=True)
    assert seen.count == 9
    assert sorted(_Echo.seen) == [f"/{number}" for number in range(9)]
    assert seen.wrong == {}


def test_the_generator_stops_in_time_and_tells_wrong_answers(echo: int) -> None:
    seen = run(echo, [request("GET", "/absent", {})], connections=2, seconds=0.2)
    assert seen.lasted < 10
    assert seen.wrong == {404: seen.count}


def line(page: str, cpu: float, **values: object) -> Measure:
    usual: dict[str, object] = {
        "sql": 3, "sql_limit": 4, "wire_bytes": 2000, "median": 5.0, "p95": 9.0, "p99": 20.0, "per_second": 300.0,
        "database_cpu": 1.0, "generator_cpu": 0.1, "requests": 500, "wrong": {},
    }  # fmt: skip
    return Measure(page=page, cpu=cpu, **{**usual, **values})  # type: ignore[arg-type]


def test_what_is_missed_is_said() -> None:
    lines = [
        line("floor", 0.5, database_cpu=0.5), line("bare page", 1.0), line("home, pupil", 4.9),
        line("home, guardian", 5.4, sql=5, p99=61.0), line("home, director", 6.9),
    ]  # fmt: skip
    compare(lines)
    assert lines[1].of_floor == pytest.approx(2.0)
    assert lines[3].of_bare == pytest.approx(3.2)
    found = missed(lines)
    assert all(what.startswith("home, guardian") for what in found)
    assert len(found) == 3


def test_a_page_that_is_not_answered_fails() -> None:
    """A door that has no place for another hash may say so; nothing else may be refused, nor after a start."""
    lines = [line("search, director", 1.0, wrong={429: 3}), line("sign in", 1.0, wrong={503: 1})]
    first = [starts.Start("home, pupil", 30.0, 10.0, {500: 1})]
    assert report.unanswered(Size(1, lines, [], first, [], [], None, None)) == [
        "search, director: answers {429: 3}",
        "home, pupil, after a start: answers {500: 1}",
    ]
    assert starts.missed(first) == ["home, pupil: 3.0 × the later ones just after a start, 2 allowed"]


def test_two_sides_are_compared_by_the_medians_of_their_rounds() -> None:
    """A round that something else slowed weighs nothing."""
    floor = turns.summed("floor", [(1.0, 0.4)] * 5, [(1.1, 0.4)] * 5, {})
    slow = [(4.0, 2.0), (4.0, 2.0), (40.0, 9.0), (4.0, 2.0), (4.0, 2.0)]
    same = turns.summed(
        "home, pupil", slow, [(4.1, 2.1), (60.0, 2.1), (4.1, 2.1), (4.1, 2.1), (4.1, 2.1)], {}
    )
    assert (same.first, same.second) == ((4.0, 2.0), (4.1, 2.1))
    assert turns.dearer([floor, same]) == []
    dear = turns.summed("search, director", [(4.0, 2.0)] * 5, [(4.0, 2.6)] * 5, {429: 2})
    assert turns.dearer([floor, same, dear]) == [
        "search, director: answers {429: 2}",
        "search, director: 1.10 × the processor of the other tree, 1.05 allowed",
    ]
    # Of a size as a multiple of the floor, pages and database apart.
    assert turns.grown([floor, same]) == []
    assert turns.grown([floor, dear])[1:] == [
        "search, director, database: 1.30 × as a multiple of the floor, 1.1 allowed"
    ]
    assert "1.10" in turns.table("there", "here", [floor, same, dear])
