"""The servers under measure: granian with two workers, their CPU and memory read from /proc, stopped with the bench."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from eprimo.config.front import ALIVE
from eprimo.config.launch import WORKERS, pages
from eprimo.devtools.postgres.server import APPLICATION, DOOR

# The folder that holds `bench`, from which the processes of the bench import it first.
ROOT = Path(__file__).absolute().parents[1]
_TICK = os.sysconf("SC_CLK_TCK")
# What one worker of the floor answers at once, as one of the product's does.
_AT_WORK = 4
# Seconds that a server has to answer for the first time, on a machine that does other work.
STARTS = 180
_FLOOR = "/bench/plancher/1"


@dataclass(frozen=True)
class Served:
    """A server that answers; `master`: the process of its workers; `postmaster`: PostgreSQL's first process;
    `database`: the name of the database whose connections serve it."""

    port: int
    master: int
    postmaster: int
    database: str

    def cpu(self) -> tuple[float, float]:
        """Seconds of CPU so far: of the pages' processes, and of what PostgreSQL does for them."""
        return _cpu_of(family(self.master)), sum(map(_ran, self._connections(APPLICATION, DOOR)))

    def memory(self) -> list[float]:
        """Megabytes that each connection's process of PostgreSQL has for itself, the greatest first; empty where the
        system does not tell them."""
        return sorted(filter(None, map(_private, self._connections(APPLICATION))), reverse=True)

    def _connections(self, *logins: str) -> set[int]:
        """Processes that answer pages: the vacuum of yesterday's load is no cost of a page."""
        asked = re.compile(rf": (?:{'|'.join(logins)}) {self.database} ")
        found = set()
        for pid in family(self.postmaster):
            with contextlib.suppress(OSError):
                if asked.search(Path(f"/proc/{pid}/cmdline").read_text(errors="replace")):
                    found.add(pid)
        return found


def family(pid: int) -> set[int]:
    """A process and all that come from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = entry.read_text()
            parents[int(entry.parent.name)] = int(text.rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _cpu_of(pids: set[int]) -> float:
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICK


def _ran(pid: int) -> float:
    """Seconds of CPU so far of a process of one thread, to the nanosecond: those of many connections are counted in
    clock ticks too coarsely."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    return 0.0


def _private(pid: int) -> float:
    """Megabytes that no other process has; 0 when it is over, or may not be asked."""
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        return sum(map(int, re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", told, re.MULTILINE))) / 1024
    return 0.0


def spent(pid: int) -> float:
    """Seconds of CPU so far of a process, of those that came from it, and of those that are over."""
    ticks = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / _TICK


@contextlib.contextmanager
def served(database: str, postmaster: int) -> Iterator[Served]:
    """The product on one database of the bench; everything is stopped at the end. It has answered nothing yet."""
    port = free_port()
    with _running(pages(port), "bench.settings", database) as process:
        _wait_for(port, ALIVE, process)
        yield Served(port, process.pid, postmaster, database)


@contextlib.contextmanager
def floor(database: str, postmaster: int) -> Iterator[Served]:
    """The least page that Django gives (`bench.floor`), on the same database."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", str(_AT_WORK), "--http", "1", "--no-ws",
        "--log-level", "error", "bench.floor.app:application",
    ]  # fmt: skip
    with _running(command, "bench.floor.settings", database) as process:
        _wait_for(port, _FLOOR, process)
        yield Served(port, process.pid, postmaster, database)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _running(command: Sequence[str], settings: str, database: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "BENCH_DATABASE": database}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + STARTS
    while time.monotonic() < limit and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server of the bench does not answer.")
