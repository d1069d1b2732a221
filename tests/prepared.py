"""Statements that were prepared stay so when a test is taken back.

The driver forgets all of them at a ROLLBACK, as a table may have been made in what is taken back. PostgreSQL keeps
them, and plans again by itself those whose tables changed. Each test ends by a ROLLBACK TO SAVEPOINT, and so does each
act of the access matrix: the statements of every page were planned anew after each.
"""

from collections.abc import Sequence
from typing import Any

from psycopg._preparing import PrepareManager


def install() -> None:
    """Once a process."""
    forgets = PrepareManager._should_discard

    def keeps(self: PrepareManager, prep: Any, results: Sequence[Any]) -> bool:
        return forgets(self, prep, [one for one in results if one.command_status != b"ROLLBACK"])

    PrepareManager._should_discard = keeps  # type: ignore[assignment,method-assign]
