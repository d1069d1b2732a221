"""Before Django: a slow body takes no turn, a large one has a lane of its own, and the process says that it lives."""

import io
import threading
import time
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from eprimo.config.front import ALIVE, READ_FIRST, Front
from tests.at_once import ended


class Slow(io.BytesIO):
    """A body whose client sends nothing more until it is let go."""

    def __init__(self) -> None:
        super().__init__(b"x" * (2 * READ_FIRST))
        self.goes_on = threading.Event()
        self.reading = threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.reading.set()
        assert self.goes_on.wait(10)
        return super().read(size)


class App:
    """Django's part of the contract: reads the body, answers a response that has to be closed."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.closed = 0
        self.at_work = self.most = 0
        self.streams = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        time.sleep(0.01)
        self.at_work -= 1
        start_response("200 OK", [])
        response = StreamingHttpResponse(iter([b"a", b"b"])) if self.streams else HttpResponse(b"page")
        response.close = self.close
        return response

    def close(self) -> None:
        self.closed += 1


class Said:
    """What a server would send."""

    def __init__(
        self, front: Front, body: io.BytesIO | None = None, *, length: str = "", path: str = "/"
    ) -> None:
        self.status = ""
        environ = {"PATH_INFO": path, "wsgi.input": body or io.BytesIO(), "CONTENT_LENGTH": length}
        self.answer = front(environ, self.start)

    def start(self, status: str, _headers: list[tuple[str, str]]) -> None:
        self.status = status


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def front(app: App) -> Front:
    return Front(app, at_work=2)


def test_a_page_leaves_in_one_piece_and_is_closed_before(app: App, front: Front) -> None:
    said = Said(front, io.BytesIO(b"abc"), length="3")
    assert (said.status, said.answer, app.bodies, app.closed) == ("200 OK", [b"page"], [b"abc"], 1)


def _sends(front: Front, body: Slow, length: str) -> threading.Thread:
    return threading.Thread(target=Said, args=(front, body), kwargs={"length": length}, daemon=True)


def test_slow_bodies_take_no_turn(app: App, front: Front) -> None:
    slow = [Slow() for _ in range(12)]
    threads = [_sends(front, one, "1000") for one in slow]
    for thread, one in zip(threads, slow, strict=True):
        thread.start()
        assert one.reading.wait(5)
    assert Said(front).answer == [b"page"]
    for one in slow:
        one.goes_on.set()
    ended(*threads)
    assert len(app.bodies) == 13
    assert app.most <= 2


def test_large_bodies_leave_turns_to_the_others(app: App) -> None:
    front = Front(app, at_work=3)
    slow = [Slow() for _ in range(5)]
    threads = [_sends(front, one, str(READ_FIRST + 1)) for one in slow]
    for thread in threads:
        thread.start()
    assert slow[0].reading.wait(5)
    assert Said(front).answer == [b"page"]
    for one in slow:
        one.goes_on.set()
    ended(*threads)
    assert len(app.bodies) == 6


def test_a_client_that_left_in_the_middle_asks_nothing_of_django(app: App, front: Front) -> None:
    assert Said(front, io.BytesIO(b"ab"), length="3").status.startswith("400")
    assert Said(front, length="-1").status.startswith("400")
    assert app.bodies == []


def test_pieces_are_sent_outside_the_turns(app: App) -> None:
    app.streams = True
    front = Front(app, at_work=1)
    kept = [Said(front).answer for _ in range(4)]
    assert [b"".join(one) for one in kept[:1]] == [b"ab"]
    for one in kept:
        one.close()  # type: ignore[attr-defined]
    assert app.closed == 4
    # Those that were closed before their end gave their place back.
    assert b"".join(Said(front).answer) == b"ab"


def test_it_lives_whatever_is_at_work(front: Front) -> None:
    for _ in range(2):
        assert front._turns.acquire(timeout=10)
    said = Said(front, path=ALIVE)
    assert (said.status, said.answer) == ("200 OK", [b"vivant\n"])
