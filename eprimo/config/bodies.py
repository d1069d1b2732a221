"""Bodies over 64 kB, in the process of streams: a slow one holds a file there, and no thread of the pages.

The proxy sends them here (`deploy/nginx.conf`). They are taken under a deadline, written beside the users' files, then
answered by the same Django as any page. Whoever is not signed in may send little.
"""

import asyncio
import contextlib
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import IO, Any

from asgiref.wsgi import WsgiToAsgiInstance
from django.db import DatabaseError, close_old_connections

from eprimo.config.front import READ_FIRST
from eprimo.foundation.access.actors import from_session

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[dict[str, Any]], Awaitable[None]]

# Below, a page takes it (bytes). The proxy's file says the same number.
LARGE = 64 * 1024

_TOO_MUCH = "C’est trop lourd. Envoyez moins à la fois, ou des fichiers plus petits.\n"
_TOO_SLOW = (
    "L’envoi a pris trop de temps. Réessayez avec une meilleure connexion, ou envoyez moins à la fois.\n"
)
_FULL = "Beaucoup de fichiers arrivent en ce moment. Réessayez dans une minute.\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds, `slowest` in bytes a second."""

    folder: Path
    cookie: str
    most: int = 84 * 1024 * 1024
    most_unknown: int = READ_FIRST
    at_once: int = 16
    at_once_each: int = 2
    grace: float = 30.0
    slowest: float = 16 * 1024
    longest: float = 900.0
    silence: float = 20.0
    linger: float = 2.0

    def seconds(self, length: int) -> float:
        """How long a body of that length may take."""
        return min(self.longest, self.grace + length / self.slowest)


class Refused(Exception):
    """`status` and a sentence."""

    def __init__(self, status: HTTPStatus, sentence: str = "") -> None:
        self.status, self.sentence = status, sentence
        super().__init__(status)


class Left(Exception):
    """The client is gone: nobody waits for an answer."""


class BodiesApplication:
    """ASGI. `django` is the WSGI application of the pages."""

    def __init__(self, django: Callable[..., Any], limits: Limits) -> None:
        self._django = django
        self._limits = limits
        # Those under way by who sends them: a session, or nobody.
        self._under_way: Counter[str] = Counter()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="bodies")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        try:
            length = _length(headers)
            sender = await self._sender(headers, length)
        except Refused as refused:
            await self._refuse(receive, send, refused)
            return
        self._under_way[sender] += 1
        try:
            with tempfile.TemporaryFile(dir=self._limits.folder) as body:
                await self._take(receive, length, body)
                body.seek(0)
                await _send(send, *await self._in_thread(lambda: self._answer(scope, body)))
        except Refused as refused:
            await self._refuse(receive, send, refused)
        except Left:
            return
        finally:
            self._under_way[sender] -= 1
            self._under_way += Counter()

    async def _sender(self, headers: Mapping[str, str], length: int) -> str:
        """Who sends it, when they may, before anything of it is read."""
        limits, session = self._limits, _session(headers.get("cookie", ""), self._limits.cookie)
        if length > limits.most:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_MUCH)
        try:
            known = bool(session) and await self._in_thread(lambda: from_session(session) is not None)
        except DatabaseError:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, _FULL) from None
        sender = session if known else ""
        if not known and length > limits.most_unknown:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_MUCH)
        others = self._under_way.total() - self._under_way[""]
        mine = self._under_way[sender]
        if mine >= (limits.at_once_each if known else limits.at_once) or (known and others >= limits.at_once):
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, _FULL)
        return sender

    async def _take(self, receive: Receive, length: int, body: IO[bytes]) -> None:
        taken, more = 0, True
        try:
            async with asyncio.timeout(self._limits.seconds(length)):
                while more:
                    message = await asyncio.wait_for(receive(), self._limits.silence)
                    if message["type"] == "http.disconnect":
                        raise Left
                    piece = message.get("body", b"")
                    taken, more = taken + len(piece), message.get("more_body", False)
                    if taken > length:
                        raise Refused(HTTPStatus.BAD_REQUEST)
                    body.write(piece)
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, _TOO_SLOW) from None
        if taken < length:
            raise Left

    def _answer(self, scope: Scope, body: IO[bytes]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        instance = WsgiToAsgiInstance(self._django)  # type: ignore[no-untyped-call]
        instance.scope = scope
        told: list[Any] = []
        environ = instance.build_environ(scope, body)  # type: ignore[no-untyped-call]
        response = self._django(environ, lambda *said: told.append(said))
        try:
            text = b"".join(response)
        finally:
            response.close()
        status, headers = told[-1][:2]
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return int(status.split(" ", 1)[0]), pairs, text

    async def _refuse(self, receive: Receive, send: Send, refused: Refused) -> None:
        """Say so at once, then throw away for a moment what is still on its way: a connection that is cut while the
        other side writes loses the answer too."""
        # No length: the server ends a connection as soon as an answer is whole, whatever is still to be read.
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"),
            (b"connection", b"close"), (b"x-content-type-options", b"nosniff"),
        ]  # fmt: skip
        if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append((b"retry-after", b"60"))
        await send({"type": "http.response.start", "status": int(refused.status), "headers": headers})
        await send({"type": "http.response.body", "body": refused.sentence.encode(), "more_body": True})
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.linger):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect" or not message.get("more_body", False):
                        break
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        def with_connection() -> T:
            try:
                return work()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._threads, with_connection)


def is_large(scope: Scope) -> bool:
    """Whether the body is announced to be one of those that come here."""
    told = dict(scope["headers"]).get(b"content-length", b"")
    return bool(told.isdigit() and int(told) > LARGE)


def _length(headers: Mapping[str, str]) -> int:
    told = headers.get("content-length", "")
    if not (told.isascii() and told.isdigit()):
        raise Refused(HTTPStatus.LENGTH_REQUIRED)
    return int(told)


def _session(cookies: str, name: str) -> str:
    try:
        found = SimpleCookie(cookies).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], text: bytes) -> None:
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})
