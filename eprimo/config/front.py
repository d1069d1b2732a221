"""What stands before Django in a process of pages: a body that comes drop by drop holds no thread that answers.

The server hands a request over as soon as its headers are there, and a thread that reads a body waits for it. So there
are many threads, and few of them at work at once: a small body is read before its request takes its turn, a large one
and what is sent in pieces have a lane of their own.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

from eprimo.config.compression import compressed

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Any]

# Answered without database, sessions nor hosts, also when every turn is taken: the process lives.
ALIVE = "/etat/vivant"
# Read before the request takes its turn (bytes); whoever is not signed in may not send more.
READ_FIRST = 512 * 1024
# Of those at work, how many may wait for the rest of a large body, or for a client that takes its file slowly.
LANE = 2


class Front:
    """`at_work`: requests that are answered at once."""

    def __init__(self, application: Application, *, at_work: int) -> None:
        self._application = application
        self._turns = BoundedSemaphore(at_work)
        self._lane = BoundedSemaphore(LANE)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == ALIVE:
            return _said(start_response, HTTPStatus.OK, b"vivant\n")
        length = _length(environ)
        if length is None:
            return _said(start_response, HTTPStatus.BAD_REQUEST)
        if length > READ_FIRST:
            with self._lane, self._turns:
                return self._answer(environ, start_response)
        body = environ["wsgi.input"].read(length) if length else b""
        if len(body) < length:
            # The client left in the middle.
            return _said(start_response, HTTPStatus.BAD_REQUEST)
        environ["wsgi.input"] = BytesIO(body)
        with self._turns:
            return self._answer(environ, start_response)

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        told: list[tuple[Any, ...]] = []
        response = self._application(environ, lambda *said: told.append(said))
        status, headers = told[-1][:2]
        if getattr(response, "streaming", True):
            start_response(status, headers)
            return _Pieces(response, self._lane)
        try:
            # A list leaves in one piece, and its connection to the database goes back before it does.
            headers, content = compressed(environ.get("HTTP_ACCEPT_ENCODING", ""), headers, response.content)
            start_response(status, headers)
            return [content]
        finally:
            response.close()


class _Pieces:
    """A file that leaves piece by piece, as fast as its client takes it: outside the turns, in the lane."""

    def __init__(self, response: Any, lane: BoundedSemaphore) -> None:
        self._response = response
        self._pieces = iter(response)
        self._lane = lane
        self._held = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._held:
            self._held = self._lane.acquire()
        return bytes(next(self._pieces))

    def close(self) -> None:
        """Part of WSGI: the response is over, whole or not."""
        if self._held:
            self._held = False
            self._lane.release()
        self._response.close()


def _length(environ: Environ) -> int | None:
    """What the headers announce; None when it is no number."""
    told = str(environ.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isascii() and told.isdigit() else None


def _said(start_response: StartResponse, status: HTTPStatus, text: bytes = b"") -> list[bytes]:
    start_response(
        f"{status.value} {status.phrase}",
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(text))),
            ("Cache-Control", "no-store"),
        ],
    )
    return [text]
