"""A program of the host that reads a stranger's file: with limits, without a network, and ended with all it started."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from eprimo.foundation.sandbox import budget
from eprimo.foundation.sandbox.errors import Unreadable, Unsafe
from eprimo.foundation.sandbox.isolation import BUSY
from eprimo.foundation.sandbox.program_start import REFUSED, SPENT

logger = logging.getLogger("eprimo.sandbox")

_ROOT = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.insert(0, sys.argv[1]); import eprimo.foundation.sandbox.program_start as s; s.main()"


@dataclass(frozen=True, slots=True)
class ProgramLimits:
    """Seconds that each process of it may work, `BUSY` times as many of which may
    pass; bytes of memory of each, and of a file it writes."""

    seconds: float
    memory: int
    written: int


def run_program(command: Sequence[str], folder: Path, limits: ProgramLimits) -> None:
    """Started in this folder, which is all its home and all that it may write. Raises Unreadable: it did not end well
    in its time; Unsafe: the kernel lacks what confines it; Spent."""
    whole = budget.current()
    patience = limits.seconds * settings.SANDBOX_PATIENCE
    patience = whole.most(patience) if whole else patience
    given = {
        "seconds": round(patience + 0.5), "memory": limits.memory, "written": limits.written,
        "without": list(settings.SANDBOX_WITHOUT), "command": list(command),
    }  # fmt: skip
    started = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, str(_ROOT), json.dumps(given)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=None if settings.SANDBOX_LOUD else subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        status = started.wait(patience * BUSY)
    except subprocess.TimeoutExpired as error:
        logger.warning("sandbox program %s was late", Path(command[0]).name)
        raise Unreadable from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        worked = _worked(started, patience)
        if whole:
            whole.spend(worked)
    if status == REFUSED:
        logger.error(
            "sandbox program %s is not started: the kernel does not confine it", Path(command[0]).name
        )
        raise Unsafe
    if status:
        logger.warning("sandbox program %s ended with %s", Path(command[0]).name, status)
        raise Unreadable


def _worked(started: "subprocess.Popen[bytes]", most: float) -> float:
    """Seconds of the processor, as its start told when it ended; all that it might take: nobody told."""
    assert started.stdout is not None  # noqa: S101 - a pipe of ours
    with started.stdout as said:
        told = said.read(SPENT.size)
    return float(SPENT.unpack(told)[0]) if len(told) == SPENT.size else most
