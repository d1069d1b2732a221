"""What the worker does again and again without anybody asking. Safe beside other workers: each task is idempotent."""

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import OperationalError

from eprimo.foundation.kernel.crashes import Crashes

logger = logging.getLogger("eprimo.worker")


@dataclass(slots=True)
class _Task:
    run: Callable[[], int]
    every: float
    # Seconds of the machine's steady clock: no hour of the day is asked here.
    done_at: float = field(default=float("-inf"))

    @property
    def name(self) -> str:
        """Return the name of the task as it stands in logs."""
        return f"{self.run.__module__.removeprefix('eprimo.')}.{self.run.__name__}"


_tasks: list[_Task] = []


def every(seconds: float) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Have the worker call it so often. It returns how much it did; 0: nothing was due."""

    def register(run: Callable[[], int]) -> Callable[[], int]:
        _tasks.append(_Task(run, seconds))
        return run

    return register


def run_periodic(crashes: Crashes | None = None, *, all_now: bool = False) -> int:
    """Run the tasks whose turn has come; one that fails does not stop the others, nor does one that ends the process:
    with `crashes` it is put apart when five workers died at it."""
    did = 0
    for task in _tasks:
        if not all_now and time.monotonic() - task.done_at < task.every:
            continue
        if crashes is not None and crashes.apart(task.name):
            continue
        task.done_at = time.monotonic()
        try:
            with crashes.at(task.name) if crashes is not None else nullcontext():
                did += task.run()
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one does wrong, the others go on
            # The message of an exception may hold personal data: its type is what is logged.
            logger.error("periodic %s failed: %s", task.run.__name__, type(error).__name__)
    return did
