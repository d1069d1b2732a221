"""The server under measure: granian with two workers, its CPU read from /proc, stopped with the bench."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from eprimo.config.launch import pages
from eprimo.devtools.postgres.server import APPLICATION

ROOT = Path(__file__).resolve().parents[1]
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """A server that answers; `workers` are its worker processes, `database` the master of PostgreSQL."""

    port: int
    master: int
    database: int

    def cpu(self) -> tuple[float, float]:
        """Seconds of CPU so far: of the pages' processes, and of what PostgreSQL does for them."""
        return _cpu_of(family(self.master)), _cpu_of(_serving(family(self.database)))


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


def _serving(pids: set[int]) -> set[int]:
    """Those that answer the application: the vacuum of yesterday's load is no cost of a page."""
    found = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            if f": {APPLICATION} " in Path(f"/proc/{pid}/cmdline").read_text(errors="replace"):
                found.add(pid)
    return found


def _cpu_of(pids: set[int]) -> float:
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICK


def spent(pid: int) -> float:
    """Seconds of CPU so far of a process, of those that came from it, and of those that are over."""
    ticks = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / _TICK


@contextlib.contextmanager
def served(database: str, port: int, postmaster: int) -> Iterator[Served]:
    """Serve one database of the bench on that port of loopback; everything is stopped at the end."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "BENCH_DATABASE": database}
    process = subprocess.Popen(pages(port), cwd=ROOT, env=environment, start_new_session=True)
    try:
        _wait_for(port, process)
        yield Served(port, process.pid, postmaster)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/bench/nue/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server of the bench does not answer.")
