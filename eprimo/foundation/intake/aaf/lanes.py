"""Batches written on two connections, handed out and committed in their order.

A batch may name people whom an earlier one makes (an adult with children in schools of both): so each waits, before its
end, for the one before it. It waits inside the database, on
a lock that the earlier transaction holds, so that the server sees two batches that wait for each other and ends one.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import IntegrityError, OperationalError, connection, transaction

from eprimo.foundation.intake.aaf.database import fetch
from eprimo.foundation.intake.aaf.staging import session

LANES = 2
# Fewer batches than that are written one after the other.
WORTH = 4
_TURN = 7_016_044
_DEADLOCK = {"40P01", "40001"}

type Wait = Callable[[], None]


class ChangedMeanwhile(Exception):
    """Somebody changed a school since the plan was made."""


def lost_to_another(error: Exception) -> bool:
    """Is it a hand, or another batch, that was in the way, rather than a database that stopped?"""
    if isinstance(error, (ChangedMeanwhile, IntegrityError)):
        return True
    return getattr(error.__cause__, "sqlstate", "") in _DEADLOCK


class Lanes:
    """Hands the batches out; `write` writes one, and calls what it is given before it ends."""

    def __init__(
        self, batches: Sequence[int], write: Callable[[int, Wait], None], after: Callable[[int], None]
    ) -> None:
        self.batches, self.write, self.after = batches, write, after
        self.stopped = False
        self._next = self._done = 0
        self._mutex = threading.Lock()

    def run(self) -> bool:
        """Write them all. False: one could not be, so those after it wait for another plan."""
        with ThreadPoolExecutor(LANES) as pool:
            lanes = [pool.submit(self._lane) for _ in range(LANES)]
        for lane in lanes:
            lane.result()
        return not self.stopped

    def _lane(self) -> None:
        try:
            session()
            while not self.stopped and self._one():
                pass
        except BaseException:
            self.stopped = True
            raise
        finally:
            connection.close()

    def _one(self) -> bool:
        try:
            with transaction.atomic():
                place = self._take()
                if place is None:
                    return False
                self.write(self.batches[place], lambda: _wait_for(place - 1))
        except (ChangedMeanwhile, IntegrityError, OperationalError) as error:
            self.stopped = True
            if lost_to_another(error):
                return False
            raise
        with self._mutex:
            self._done += 1
            self.after(self._done)
        return True

    def _take(self) -> int | None:
        """The next batch, its lock held before the one after it can be asked for."""
        with self._mutex:
            if self._next >= len(self.batches):
                return None
            place, self._next = self._next, self._next + 1
            fetch("SELECT pg_advisory_xact_lock(%(turn)s, %(place)s)", {"turn": _TURN, "place": place})
        return place


def _wait_for(place: int) -> None:
    if place >= 0:
        fetch("SELECT pg_advisory_xact_lock_shared(%(turn)s, %(place)s)", {"turn": _TURN, "place": place})
