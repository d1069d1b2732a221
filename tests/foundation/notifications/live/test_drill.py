"""Many streams on one process, as it is run: what they weigh, and how long a signal takes to reach them all.

EPRIMO_DRILL=full opens a thousand, the suite fifty. Figures are printed; only counts are held.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from eprimo.config import launch
from eprimo.foundation.access.actors import SignedIn, from_session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.notifications.live.tickets import ticket_for
from tests import factories as make
from tests.cast import Cast
from tests.foundation.transport.servers import free_port
from tests.sizes import FULL

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

STREAMS = 1000 if FULL else 50
IDLE_SECONDS = 20 if FULL else 1


@dataclass
class Process:
    """The process of streams, started as in production."""

    port: int
    process: subprocess.Popen[bytes]

    def worker(self) -> int:
        """The process that holds the streams: the child of the one that was started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = [
            int(pid)
            for pid in children
            if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        return found[-1]

    def memory(self) -> float:
        """Resident, in MB."""
        status = Path(f"/proc/{self.worker()}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def cpu(self) -> float:
        """Seconds of processor since it began."""
        fields = Path(f"/proc/{self.worker()}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def process() -> Iterator[Process]:
    port = free_port()
    given = connection.settings_dict
    url = (
        f"postgresql://{quote(given['USER'])}:{quote(given['PASSWORD'])}@:{given['PORT']}/{given['NAME']}"
        f"?host={quote(given['HOST'], safe='')}"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "eprimo.config.settings.test", "DATABASE_URL": url}
    started = subprocess.Popen(launch.streams(port), env=environment, cwd=settings.BASE_DIR)
    yield Process(port, started)
    started.send_signal(signal.SIGTERM)
    started.wait(15)


def _people(cast: Cast) -> list[Person]:
    found = []
    for number in range(STREAMS):
        person = make.guardian(cast.lea, first_name="Parent", last_name=f"N{number}")
        make.account(person, login=f"parent.n{number}")
        found.append(person)
    return found


def _signed_in(people: list[Person]) -> list[SignedIn]:
    found = []
    for person in people:
        signed_in = from_session(session_open(person.account)[1])
        assert signed_in is not None
        found.append(signed_in)
    return found


class Line:
    """One browser's stream, read as bytes."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in
        self.heard: list[str] = []
        self.ended = False

    async def open(self, port: int) -> None:
        for attempt in range(50):
            try:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                assert attempt < 49
                await asyncio.sleep(0.2)
        # As a page does, just before: a ticket lasts a minute, and a thousand people are not made in one.
        with clock.frozen(clock.wall()):
            ticket = ticket_for(self.signed_in)
        ask = f"GET /rt/stream?ticket={ticket} HTTP/1.1\r\nHost: x\r\nOrigin: {settings.PUBLIC_URL}\r\n\r\n"
        self.writer.write(ask.encode())
        assert b" 200 " in await self.reader.readline()
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while text := await self.reader.readline():
            if text.startswith(b"data: {"):
                self.heard.append(json.loads(text[6:])["badges"])
            elif text.startswith(b"data: stop"):
                self.heard.append("stop")
        self.ended = True


async def _until(lines: list[Line], count: int, seconds: float = 60) -> float:
    start = time.monotonic()
    while not all(len(line.heard) >= count for line in lines):
        assert time.monotonic() - start < seconds, [len(line.heard) for line in lines]
        await asyncio.sleep(0.01)
    return time.monotonic() - start


async def _drill(process: Process, people: list[Person], signed_in: list[SignedIn]) -> None:
    probe = Line(signed_in[0])
    await probe.open(process.port)
    bare = process.memory()
    lines = [probe, *(Line(one) for one in signed_in[1:])]
    cpu, start = process.cpu(), time.monotonic()
    for at in range(1, len(lines), 50):
        await asyncio.gather(*(line.open(process.port) for line in lines[at : at + 50]))
    await _until(lines, 1)
    opened = time.monotonic() - start
    opening, memory = process.cpu() - cpu, process.memory()
    cpu = process.cpu()
    await asyncio.sleep(IDLE_SECONDS)
    idle = (process.cpu() - cpu) / IDLE_SECONDS
    cpu = process.cpu()
    await asyncio.to_thread(_touch, people[:25])
    one_class = await _until(lines[:25], 2)
    await asyncio.to_thread(_touch, people)
    everybody = await _until(lines[25:], 2)
    told = process.cpu() - cpu
    sys.stdout.write(
        f"\n{len(lines)} streams: opened in {opened:.1f} s ({opening:.1f} s of CPU); memory {memory:.0f} MB, "
        f"{(memory - bare) * 1024 / len(lines):.0f} kB each (bare {bare:.0f} MB); idle {idle * 100:.1f} % of a core; "
        f"told: 25 in {one_class * 1000:.0f} ms, all in {everybody:.1f} s ({told:.1f} s of CPU)\n"
    )
    # Told to stop, the process says so to everybody, and goes.
    process.process.send_signal(signal.SIGTERM)
    start = time.monotonic()
    while not all(line.ended for line in lines):
        assert time.monotonic() - start < 10, f"{sum(not line.ended for line in lines)} lines are still open"
        await asyncio.sleep(0.02)
    assert all(line.heard[-1] == "stop" for line in lines)
    for line in lines:
        line.writer.close()
    await asyncio.gather(*(line.writer.wait_closed() for line in lines), return_exceptions=True)


def _touch(people: list[Person]) -> None:
    try:
        touch(people=[person.pk for person in people])
        while run_due():
            pass
    finally:
        connection.close()


def test_many_streams_on_one_process(cast: Cast, process: Process) -> None:
    # The process looks at the machine's own clock.
    with clock.frozen(clock.wall()):
        people = _people(cast)
        signed_in = _signed_in(people)
        asyncio.run(_drill(process, people, signed_in))
