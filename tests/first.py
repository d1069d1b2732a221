"""The first of the processes of a run collects before the others: it leaves compiled what they would compile too.

pytest writes the assertions of each file of tests anew. In a tree that was just fetched three processes did so at once,
with every file, half of what a collection costs.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def after_the_first() -> Iterator[None]:
    """In the first process that comes here, hold the others back until it is through; in these, wait for that. One that
    dies holds nobody back."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    path = Path(os.environ["EPRIMO_TEST_RUN"]) / "collected"
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Then all of these at once.
            fcntl.flock(file, fcntl.LOCK_SH)
            fcntl.flock(file, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
