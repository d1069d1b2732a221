"""The ASGI application of streams: `GET /rt/stream?ticket=…&topics=…`, server-sent events.

Events: `live` with `{"badges": {"todo": 2}, "topics": ["me", "note:…"]}`: counts and ids, never a name or a title.
`bye`: the server ends the stream, and says why. A page then asks for a fresh ticket.
"""

import asyncio
import contextlib
import json
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import close_old_connections

from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.live import checks
from eprimo.foundation.notifications.live.checks import StreamHolder, StreamVerdict
from eprimo.foundation.notifications.live.hub import Hub, Stream
from eprimo.foundation.notifications.live.listener import listen_forever
from eprimo.foundation.notifications.live.tickets import Ticket, read_ticket

logger = logging.getLogger("eprimo.streams")

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH = "/rt/stream"
THREADS = 3
# Browsers wait that long before they try again by themselves (milliseconds); ours ask for a ticket first.
RETRY = 5000


@dataclass(frozen=True, slots=True)
class Options:
    """`origins`: the pages' own, exactly. Times in seconds."""

    origins: frozenset[str]
    database: Mapping[str, Any]
    most: int = 5000
    heartbeat: float = 25.0
    look: float = 60.0
    # A reader that takes nothing for that long is gone.
    stalled: float = 20.0


def origin_of(url: str) -> str:
    """`https://ent.example.org` of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class StreamsApplication:
    """One process: one listening connection, a few threads for the database, any number of streams."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.hub = Hub(self._checked)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="streams")
        self._tasks: list[asyncio.Task[None]] = []
        self.listens = asyncio.Event()
        self.stopping = False
        # Tickets are for one opening: those used, until they are too old to matter.
        self._used: dict[str, datetime] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    # --- the life of the process -----------------------------------------------------------------------------------

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.start()
                _before(signal.SIGTERM, self.say_goodbye)
                _before(signal.SIGINT, self.say_goodbye)
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def start(self) -> None:
        hub, options = self.hub, self.options
        works = (
            listen_forever(dict(options.database), heard=hub.happened, listening=self._listening),
            hub.tell_forever(),
            hub.look_every(options.look),
        )
        self._tasks = [asyncio.create_task(work) for work in works]

    def _listening(self) -> None:
        self.listens.set()
        self.hub.missed()

    def say_goodbye(self) -> None:
        """End every stream: a server that is told to stop waits for its open answers, and these never end."""
        self.stopping = True
        self.hub.close_all("stop")

    async def stop(self) -> None:
        self.say_goodbye()
        for task in self._tasks:
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        def with_connection() -> T:
            close_old_connections()
            try:
                return work()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._threads, with_connection)

    async def _checked(
        self, holders: Sequence[StreamHolder], touched: Sequence[Iterable[str] | None]
    ) -> list[StreamVerdict]:
        return await self._in_thread(lambda: checks.check(holders, touched))

    # --- one stream ------------------------------------------------------------------------------------------------

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        origin = headers.get("origin", "")
        if scope["path"] != PATH or scope["method"] != "GET":
            await _refuse(send, 404)
        elif not self._is_ours(origin, headers.get("sec-fetch-site", "")):
            await _refuse(send, 403)
        elif self._is_full():
            await _refuse(send, 503, origin)
        else:
            asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=4)
            ticket = read_ticket(asked.get("ticket", [""])[0])
            holder = await self._admit(ticket, asked)
            if ticket is None or holder is None:
                await _refuse(send, 403, origin)
            else:
                await self._run(holder, _age(ticket, asked), origin, receive, send)

    def _is_full(self) -> bool:
        """Pages then ask for their counts by themselves, and try again later."""
        broken = any(task.done() for task in self._tasks)
        return self.stopping or broken or len(self.hub.streams) >= self.options.most

    def _is_ours(self, origin: str, site: str) -> bool:
        """The pages' own origin; a page of the same origin may send none."""
        if origin:
            return origin in self.options.origins
        return site in {"", "same-origin"}

    async def _admit(self, ticket: Ticket | None, asked: Mapping[str, list[str]]) -> StreamHolder | None:
        if ticket is None or not self._first_use(ticket):
            return None
        topics = asked.get("topics", [""])[0].split(",")
        return await self._in_thread(lambda: checks.admit(ticket, topics))

    def _first_use(self, ticket: Ticket) -> bool:
        now = clock.now()
        self._used = {nonce: until for nonce, until in self._used.items() if now < until}
        if ticket.nonce in self._used:
            return False
        self._used[ticket.nonce] = ticket.until
        return True

    async def _run(self, holder: StreamHolder, age: float, origin: str, receive: Receive, send: Send) -> None:
        stream = Stream(holder)
        await send({"type": "http.response.start", "status": 200, "headers": _headers(origin)})
        await _write(send, f"retry: {RETRY}\n\n")
        self.hub.add(stream, age)
        leaving = asyncio.create_task(_until_gone(receive, stream))
        try:
            await self._write_forever(stream, send)
        finally:
            self.hub.remove(stream)
            leaving.cancel()

    async def _write_forever(self, stream: Stream, send: Send) -> None:
        while stream.closing != "gone":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stream.wakes.wait(), self.options.heartbeat)
            badges, topics = stream.take()
            text = _event("beat", "1")
            if stream.closing:
                text = _event("bye", stream.closing)
            elif badges or topics:
                text = _event("live", json.dumps({"badges": badges, "topics": topics}, separators=(",", ":")))
            try:
                await asyncio.wait_for(_write(send, text, more=not stream.closing), self.options.stalled)
            except (TimeoutError, OSError, RuntimeError):
                return
            if stream.closing:
                return


def _before(number: signal.Signals, work: Callable[[], None]) -> None:
    """Do that first when the signal comes, then what the server had planned; it learns of its end no other way."""
    loop = asyncio.get_running_loop()
    planned = getattr(loop, "_signal_handlers", {}).get(number)
    if planned is None:
        return

    def first() -> None:
        work()
        planned._run()  # noqa: SLF001 - asyncio's handle of the server's own handler

    loop.add_signal_handler(number, first)


def _age(ticket: Ticket, asked: Mapping[str, list[str]]) -> float:
    """Seconds since the page knew what there was. It says in milliseconds how old that was when it got its ticket;
    how long the ticket then waited on a slow line is counted here."""
    said = asked.get("age", ["0"])[0]
    age = int(said) / 1000 if said.isascii() and said.isdigit() else 0.0
    return age + max(0.0, time.time() - ticket.given)


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.close("gone")


def _headers(origin: str) -> list[tuple[bytes, bytes]]:
    found = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if origin:
        found += [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
    return found


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"


async def _write(send: Send, text: str, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def _refuse(send: Send, status: int, origin: str = "") -> None:
    """Nothing but a number: whoever asks wrongly learns nothing."""
    headers = [pair for pair in _headers(origin) if pair[0] != b"content-type"]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await _write(send, "", more=False)
