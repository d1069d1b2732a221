"""What the processor may work for one file in all, whatever the number of children and programs that read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from eprimo.foundation.sandbox.errors import Spent

# Seconds of a file that somebody joined, its pages and what programs of the host made of it together.
WHOLE_FILE = 10.0


@dataclass(slots=True)
class Budget:
    """Seconds of the processor that are left."""

    left: float

    def most(self, seconds: float) -> float:
        """Of what one step may work, what is left for it. Raises Spent."""
        if self.left <= 0:
            raise Spent
        return min(seconds, self.left)

    def spend(self, seconds: float) -> None:
        self.left -= seconds


_BUDGET: ContextVar[Budget | None] = ContextVar("budget", default=None)


def current() -> Budget | None:
    """Of the file that is looked at here; None: each step has its own limit alone."""
    return _BUDGET.get()


@contextmanager
def whole_file(seconds: float) -> Iterator[Budget]:
    """Steps inside work so long together, and raise Spent beyond."""
    budget = Budget(seconds)
    token = _BUDGET.set(budget)
    try:
        yield budget
    finally:
        _BUDGET.reset(token)
