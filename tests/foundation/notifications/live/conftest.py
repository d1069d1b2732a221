"""A stream process inside the test: the real application and its listener, asked as a server would."""

import asyncio
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import Person
from eprimo.foundation.notifications.live.app import Options, StreamsApplication
from eprimo.foundation.notifications.live.listener import connection_options
from eprimo.foundation.notifications.live.tickets import ticket_for
from tests.foundation.notifications.live.reading import ORIGIN, Asked

LOOK = 0.4


@pytest.fixture
def streams(transactional_db: None) -> Iterator["Streams"]:
    process = Streams()
    yield process
    process.end()


class Streams:
    """The application on a loop of its own thread."""

    def __init__(self, **options: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        database = connection_options(connection.settings_dict)
        wanted = {
            "origins": frozenset({ORIGIN}),
            "database": database,
            "heartbeat": 0.3,
            "look": LOOK,
        } | options
        self.app = StreamsApplication(Options(**wanted))
        self._in_loop(self._start())

    async def _start(self) -> None:
        self.app.start()
        await self.app.listens.wait()

    def _in_loop(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def ask(self, query: str, *, origin: str = ORIGIN, path: str = "/rt/stream", **headers: str) -> Asked:
        """Open `path?query`, as a browser of the pages would."""
        sent = {"origin": origin, **headers} if origin else headers
        asked = Asked(self.loop)
        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
        }  # fmt: skip
        asked.run(self.app(scope, asked.receive, asked.send))
        return asked

    def look(self) -> None:
        """The look of each minute, now: it is over when this returns."""
        hub = self.app.hub
        self._in_loop(hub._look([(stream, None) for stream in hub.streams]))

    def end(self) -> None:
        self._in_loop(self.app.stop())
        self._in_loop(asyncio.sleep(0.05))
        self.app._threads.shutdown(wait=True)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


@pytest.fixture
def ticket() -> Callable[..., str]:
    """`ticket(person)`: of a fresh session; `ticket(person, key)`: of that one."""

    def give(person: Person, key: str = "") -> str:
        signed_in = from_session(key or session_open(person.account)[1])
        assert signed_in is not None
        return ticket_for(signed_in)

    return give
