"""Works that begin at the same instant, each in a thread and on a connection of its own, and waits that have an end.

A thread that fails before the others have begun would leave them at the barrier, one that waits for a lock keep its
process from ending, and a child that was forked while another thread held a lock never end. Here each is red.
"""

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connections

# Seconds until all have begun, on a machine that has other work.
BEGIN = 30.0
# Seconds until what was begun is over.
WITHIN = 60.0


def at_once(*works: Callable[[], object], within: float = WITHIN) -> list[Any]:
    """What each gave back, or the exception that it ended by, in the order of the works."""
    start = threading.Barrier(len(works))
    came: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            start.wait(BEGIN)
            came[place] = work()
        except BaseException as error:  # noqa: BLE001 - told by the test
            came[place] = error
        finally:
            connections.close_all()

    # None of them keeps the process from ending.
    threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    ended(*threads, within=within)
    return came


def done(*works: Callable[[], object], within: float = WITHIN) -> list[Any]:
    """What each gave back. Fails when one of them raised anything."""
    came = at_once(*works, within=within)
    failed = [one for one in came if isinstance(one, BaseException)]
    assert not failed, repr(failed)
    return came


def ended(*threads: threading.Thread, within: float = WITHIN) -> None:
    """These threads are over, after so many seconds at most."""
    until = time.monotonic() + within
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0.0))
    late = [thread.name for thread in threads if thread.is_alive()]
    assert not late, f"after {within:g} s still at work: {', '.join(late)}"


def code_of(child: int, within: float = WITHIN) -> int:
    """What this forked process ended by: its code, or minus the signal. One that does not end is ended, and is red."""
    watched = os.pidfd_open(child)
    over, _, _ = select.select([watched], [], [], within)
    os.close(watched)
    if not over:
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert over, f"the forked process {child} did not end in {within:g} s"
    return code
