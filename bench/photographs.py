"""Pages that are read while the worker looks at the photographs of a class outing: a hundred of five megabytes."""

import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.load import Run, paced
from bench.morning import CONNECTIONS, P95, READS, Told, reads_of, told
from bench.processes import Served

ROOT = Path(__file__).resolve().parents[1]
_SECONDS = 2.0
MOST = 120.0


@dataclass(frozen=True, slots=True)
class Looked:
    """`seconds`: of the whole work; `given_up`: photographs that took longer than a child of the sandbox may; `beside`:
    the pages that were read meanwhile."""

    photographs: int
    seconds: float
    given_up: int
    beside: Told

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def looked(server: Served, count: int) -> Looked:
    reads = reads_of(round(READS * _SECONDS))
    # Drawn before anything is measured.
    work = subprocess.Popen(
        [sys.executable, "-m", "bench.outing", str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings"},
    )  # fmt: skip
    assert work.stdout is not None
    work.stdout.readline()
    all_ = Run()
    while work.poll() is None or not all_.count:
        [run] = paced(server.port, reads, rate=READS, connections=CONNECTIONS)
        all_.seconds += run.seconds
        for status, times in run.wrong.items():
            all_.wrong[status] = all_.wrong.get(status, 0) + times
    said = work.stdout.read().split()
    if work.returncode:
        raise SystemExit(f"photographs: {work.returncode}")
    return Looked(count, float(said[0]), int(said[1]), told("home, beside", all_))


def table(found: Looked) -> str:
    one = found.beside
    return (
        f"\n{found.photographs} photographs of 5 MB looked at in {found.seconds:.0f} s; {one.count} homes read beside:"
        f" median {one.median:.1f} ms, p95 {one.p95:.1f} ms, p99 {one.p99:.1f} ms"
    )


def missed(found: Looked) -> list[str]:
    """The seconds are those of a hundred."""
    faults = [f"photographs, pages: answers {found.beside.wrong}"] if found.beside.wrong else []
    if found.seconds * 100 / found.photographs > MOST:
        faults.append(f"photographs: {found.seconds:.0f} s for {found.photographs}, {MOST:.0f} for a hundred")
    if found.given_up:
        faults.append(f"photographs: {found.given_up} of {found.photographs} given up")
    if found.beside.p95 > P95:
        faults.append(f"photographs, pages: p95 {found.beside.p95:.0f} ms, {P95:.0f} allowed")
    return faults
