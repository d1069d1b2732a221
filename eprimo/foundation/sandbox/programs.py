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

from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.isolation import BUSY

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
    """Started in this folder, which is all its home. Raises Unreadable: it did not end well in its time."""
    patience = limits.seconds * settings.SANDBOX_PATIENCE
    given = {
        "seconds": round(patience + 0.5), "memory": limits.memory, "written": limits.written,
        "namespaces": bool(settings.SANDBOX_NAMESPACES), "command": list(command),
    }  # fmt: skip
    started = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, str(_ROOT), json.dumps(given)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
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
    if status:
        logger.warning("sandbox program %s ended with %s", Path(command[0]).name, status)
        raise Unreadable
