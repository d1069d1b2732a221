"""Bodies over 64 kB: taken under a deadline by the process of streams, and answered by the same Django."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from eprimo.config.bodies import LARGE, BodiesApplication, Limits, is_large
from eprimo.config.front import READ_FIRST
from eprimo.foundation.accounts.sessions import session_open
from tests.cast import Cast

FORM = b"application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int = 0
    text: str = ""
    headers: dict[bytes, bytes] | None = None


class Sending:
    """A client that sends its pieces one after the other, and may stop in the middle."""

    def __init__(
        self, app: BodiesApplication, *pieces: bytes, length: int | None = None, then: str = "end"
    ) -> None:
        self.app, self.pieces, self.then = app, list(pieces), then
        self.length = sum(map(len, pieces)) if length is None else length
        self.headers: list[tuple[bytes, bytes]] = [(b"host", b"testserver"), (b"content-type", FORM)]
        self.answer = Answer()

    async def receive(self) -> dict[str, Any]:
        if self.pieces:
            piece = self.pieces.pop(0)
            return {
                "type": "http.request",
                "body": piece,
                "more_body": bool(self.pieces) or self.then != "end",
            }
        if self.then == "leaves":
            return {"type": "http.disconnect"}
        await asyncio.sleep(60)
        raise AssertionError

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.answer.status, self.answer.headers = message["status"], dict(message["headers"])
        else:
            self.answer.text += message["body"].decode()

    @property
    def scope(self) -> dict[str, Any]:
        return {
            "type": "http", "method": "POST", "path": "/compte/entrer", "query_string": b"", "http_version": "1.1",
            "scheme": "http", "server": ("testserver", 80), "client": ("192.0.2.1", 1),
            "headers": [*self.headers, (b"content-length", str(self.length).encode())],
        }  # fmt: skip

    async def go(self) -> Answer:
        await asyncio.wait_for(self.app(self.scope, self.receive, self.send), 20)
        return self.answer


@pytest.fixture
def limits(tmp_path: Path) -> Limits:
    return Limits(folder=tmp_path, cookie=settings.SESSION_COOKIE_NAME, linger=0.05)


@pytest.fixture
def app(limits: Limits) -> BodiesApplication:
    return BodiesApplication(get_wsgi_application(), limits)


def test_only_large_ones_come_here(app: BodiesApplication) -> None:
    assert not is_large(Sending(app, b"x", length=LARGE).scope)
    assert is_large(Sending(app, b"x", length=LARGE + 1).scope)


@pytest.mark.django_db
def test_it_is_answered_by_the_same_pages(app: BodiesApplication) -> None:
    """Django's own answer to a form without its token: the page that says so."""
    answer = asyncio.run(Sending(app, b"a=", b"x" * LARGE).go())
    assert answer.status == 403
    assert "<html" in answer.text
    assert answer.headers is not None
    assert b"content-security-policy" in answer.headers
    assert list(app._under_way.elements()) == []


@pytest.mark.django_db
def test_who_is_not_signed_in_sends_little_and_nothing_is_kept(app: BodiesApplication) -> None:
    """Refused at once, by the length that was announced."""
    answer = asyncio.run(Sending(app, b"x", length=READ_FIRST + 1, then="waits").go())
    assert answer.status == 413
    assert "trop lourd" in answer.text
    assert answer.headers is not None
    assert answer.headers[b"connection"] == b"close"


def test_who_is_signed_in_sends_more_until_there_is_too_much(
    transactional_db: None, cast: Cast, limits: Limits
) -> None:
    app = BodiesApplication(get_wsgi_application(), replace(limits, most=2 * READ_FIRST))
    key = session_open(cast.director.account)[1]
    for length, status in ((2 * READ_FIRST, 403), (2 * READ_FIRST + 1, 413)):
        sending = Sending(app, b"x" * length)
        sending.headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode()))
        assert asyncio.run(sending.go()).status == status


@pytest.mark.django_db
def test_a_body_that_drips_is_ended(limits: Limits) -> None:
    slow = replace(limits, grace=0.2, slowest=1e9)
    app = BodiesApplication(get_wsgi_application(), slow)
    answer = asyncio.run(Sending(app, b"x", length=LARGE + 1, then="waits").go())
    assert answer.status == 408
    assert "pris trop de temps" in answer.text
    silent = BodiesApplication(get_wsgi_application(), replace(limits, silence=0.1))
    assert asyncio.run(Sending(silent, b"x", length=LARGE + 1, then="waits").go()).status == 408


@pytest.mark.django_db
def test_who_leaves_is_not_answered(app: BodiesApplication) -> None:
    assert asyncio.run(Sending(app, b"x", length=LARGE + 1, then="leaves").go()).status == 0
    assert asyncio.run(Sending(app, b"x", length=LARGE + 1).go()).status == 0


@pytest.mark.django_db
def test_so_many_at_once_and_no_more(limits: Limits) -> None:
    app = BodiesApplication(get_wsgi_application(), replace(limits, at_once=3, silence=0.5))

    async def all_at_once() -> list[int]:
        sent = [Sending(app, b"x", length=LARGE + 1, then="waits") for _ in range(5)]
        return [answer.status for answer in await asyncio.gather(*(one.go() for one in sent))]

    assert sorted(asyncio.run(all_at_once())) == [408, 408, 408, 503, 503]


def test_how_long_it_may_take(limits: Limits) -> None:
    assert limits.seconds(0) == 30
    assert limits.seconds(1024 * 1024) == 94
    assert limits.seconds(10**9) == 900
