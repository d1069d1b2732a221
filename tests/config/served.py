"""The processes of e-primo as they are launched, on the database of the tests; and who asks them."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from eprimo.config.front import ALIVE
from eprimo.config.settings.env import env_secret
from eprimo.devtools.postgres import ensure_server
from tests.at_once import ended
from tests.databases import address_of

DOOR = "/compte/entrer"


def door_url(url: str) -> str:
    """The door's address of the database that `url` names."""
    door = env_secret("DATABASE_DOOR_URL") or ensure_server(settings.VAR, "test", fast=True).door
    return address_of(door, urlsplit(url).path.removeprefix("/"))


def database_url() -> str:
    """Of the tests' database, as a process of pages reaches it: behind the second wall."""
    application = env_secret("DATABASE_URL") or ensure_server(settings.VAR, "test", fast=True).application
    return address_of(application, connection.settings_dict["NAME"])


@dataclass
class Served:
    """A process that answers on a port of loopback."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(self, path: str, *, method: str = "GET", body: str | None = None, **headers: str) -> int:
        """The status. Raises OSError or HTTPException when nothing comes."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body=body, headers={"Host": "127.0.0.1", **headers})
            answer = line.getresponse()
            answer.read()
            return answer.status
        finally:
            line.close()

    def listeners(self) -> int:
        """Processes that take connections: each worker opens the port for itself, once it has started."""
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[1].endswith(f":{self.port:04X}") and row[3] == "0A" for row in rows)

    def workers(self) -> list[int]:
        """The processes that answer: children of the one that was started."""
        pid = self.process.pid
        found = []
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with contextlib.suppress(OSError):
                if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(int(child))
        return found


@contextlib.contextmanager
def served(
    command: list[str], port: int, url: str, *, ready: str = ALIVE, **variables: str
) -> Iterator[Served]:
    """Started with that database, with all its workers, and stopped at the end."""
    workers = int(command[command.index("--workers") + 1])
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.config.served_settings", "DATABASE_URL": url,
        "DATABASE_DOOR_URL": door_url(url), **variables,
    }  # fmt: skip
    environment.pop("DATABASE_OWNER_URL", None)
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)
    found = Served(port, process)
    try:
        until(lambda: found.listeners() == workers and _answers(found, ready))
        yield found
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # A worker that is still starting does not hear that it is to stop.
            process.wait(3)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def _answers(found: Served, path: str) -> bool:
    assert found.process.poll() is None, found.process.returncode
    try:
        return found.ask(path) > 0
    except (OSError, HTTPException):
        return False


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Ask until it is so: nothing is promised about how fast, this machine has other work."""
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.1)


@dataclass
class Load:
    """People who ask one page after the other, every second one sending a form; what came of it."""

    ask: Callable[[bool], int]
    people: int
    answered: int = 0
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._go, daemon=True) for _ in range(self.people)]

    def _go(self) -> None:
        sends = False
        while not self._stop.is_set():
            sends = not sends
            try:
                status = self.ask(sends)
                trouble = f"{status}" if status >= 500 else ""
            except (OSError, HTTPException) as error:
                trouble = type(error).__name__
            with self._lock:
                self.answered += not trouble
                self.failed += [trouble] if trouble else []

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        ended(*self._threads)

    def goes_on(self, count: int = 30) -> None:
        """Wait until so many more were answered."""
        wanted = self.answered + count
        until(lambda: self.answered >= wanted)


class Drips:
    """Connections that announce a body and send a byte of it now and then, until the end of the block."""

    def __init__(self, connect: Callable[[int], socket.socket], count: int, *, length: int = 1000) -> None:
        head = f"POST {DOOR} HTTP/1.1\r\nHost: ent.example.org\r\nContent-Length: {length}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n\r\na"
        self._lines = [connect(number) for number in range(count)]
        for line in self._lines:
            line.sendall(head.encode())

    def drip(self) -> None:
        """One more byte of each; those that the server ended are left out."""
        for line in list(self._lines):
            try:
                line.sendall(b"a")
            except OSError:
                self._lines.remove(line)

    @property
    def held(self) -> int:
        """Those that the server has not ended."""
        return len(self._lines)

    def __enter__(self) -> "Drips":
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.close()
