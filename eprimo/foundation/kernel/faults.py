"""Instants at which a process may end: the middle of each mechanism that a worker must be able to begin again.

In production a point does nothing. A test sets what happens at one (`tests/faults.py`), and shows that what was
committed before it stays whole and that the same work, begun again, ends as if nothing had stopped it.
"""

from collections.abc import Callable

type Fault = Callable[[str], None]

_fault: Fault | None = None


def point(name: str) -> None:
    """The process may end here: after the writes of this step, before the transaction that holds them is committed."""
    if _fault is not None:
        _fault(name)


def happen(fault: Fault | None) -> Fault | None:
    """Have this called with the name of each point from now on (None: nothing). Returns what was called before."""
    global _fault
    before, _fault = _fault, fault
    return before
