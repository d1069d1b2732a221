"""Which periodic task a worker was at when it died: it is counted, and put apart after five, as an event is.

Kept in a small file of this machine: a task begins every second, and a row written each time would never let the
database rest. Each worker of the machine holds a file of its own.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from django.conf import settings

logger = logging.getLogger("eprimo.worker")

MOST = 5


def folder() -> Path:
    """Return the folder where the workers of this machine keep what they are at."""
    return Path(settings.VAR) / "worker"


class Crashes:
    """The file of one worker: the task it is at, and how many of its forerunners died at each task."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise
        self._died = _counted(path)
        self._write("")

    @classmethod
    def open(cls) -> Self:
        """Return the first file that no living worker holds; a death that it tells of is counted."""
        folder().mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            try:
                return cls(folder() / f"{number}.json")
            except BlockingIOError:
                number += 1

    @contextmanager
    def at(self, task: str) -> Iterator[None]:
        """While it runs. What it raises is no death."""
        self._write(task)
        try:
            yield
        finally:
            self._died.pop(task, None)
            self._write("")

    def apart(self, task: str) -> bool:
        """Tell whether five workers died at this task."""
        return self._died.get(task, 0) >= MOST

    def close(self) -> None:
        """Leave the file to another worker."""
        os.close(self._file)

    def _write(self, task: str) -> None:
        text = json.dumps({"at": task, "died": self._died}).encode()
        os.pwrite(self._file, text, 0)
        os.ftruncate(self._file, len(text))


def _read(path: Path) -> tuple[str, dict[str, int]]:
    """What it was at, and the deaths before. A file that a crash of the machine left unreadable tells nothing."""
    try:
        found = json.loads(path.read_text(encoding="utf-8") or "{}")
        return str(found.get("at", "")), {
            str(task): int(times) for task, times in found.get("died", {}).items()
        }
    except (ValueError, AttributeError):
        return "", {}


def _counted(path: Path) -> dict[str, int]:
    """Deaths by task, that of the last worker included."""
    task, died = _read(path)
    if task:
        died[task] = died.get(task, 0) + 1
        level = logging.ERROR if died[task] >= MOST else logging.WARNING
        logger.log(level, "a worker died at the periodic %s, %s of %s times", task, died[task], MOST)
    return died


def put_apart() -> list[str]:
    """Return the tasks that workers of this machine leave out."""
    counts = [_read(path)[1] for path in folder().glob("*.json")]
    return sorted({task for died in counts for task, times in died.items() if times >= MOST})


def forget() -> None:
    """Give them back: each worker tries them again from its next start on."""
    for path in folder().glob("*.json"):
        path.unlink()
