"""What a stream wrote, as a browser reads it."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

ORIGIN = "https://ent.example.org"


class Asked:
    """One request to the application, answered bit by bit."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = ""
        self.ended = False
        self._gone = asyncio.Event()

    def run(self, work: Any) -> None:
        self._work = asyncio.run_coroutine_threadsafe(work, self.loop)
        self.wait(lambda: self.status)

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self.status = message["status"]
        else:
            self.body += message["body"].decode()
            self.ended = not message["more_body"]

    def leave(self) -> None:
        """The browser closes the line."""
        self.loop.call_soon_threadsafe(self._gone.set)
        self._work.result(5)

    def wait(self, until: Callable[[], object], seconds: float = 5) -> None:
        limit = time.monotonic() + seconds
        while not until():
            if time.monotonic() > limit:
                raise AssertionError(f"nothing came: {self.status} {self.body!r}")
            time.sleep(0.01)

    def events(self, name: str = "live") -> list[Any]:
        """What was told under that name, in order."""
        found = []
        for block in self.body.split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if lines.get("event") == name:
                found.append(json.loads(lines["data"]) if name == "live" else lines["data"])
        return found

    def hears(self, count: int = 1, seconds: float = 5) -> Any:
        """The `count`-th thing told."""
        self.wait(lambda: len(self.events()) >= count, seconds)
        return self.events()[count - 1]
