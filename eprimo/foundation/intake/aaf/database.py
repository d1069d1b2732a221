"""Statements of an import of an academy, on the connection of the request or command."""

from typing import Any

from eprimo.foundation.kernel.statements import script, with_periods


def run(sql: str, values: dict[str, Any] | None = None) -> int:
    """Run one or several statements, in which `in_force(…)` may stand; the rows that the last one touched."""
    with script() as cursor:
        cursor.execute(with_periods(sql), values)
        return int(cursor.rowcount)


def fetch(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with script() as cursor:
        cursor.execute(with_periods(sql), values)
        return list(cursor.fetchall())
