"""Statements of an import of an academy, on the connection of the request or command."""

from typing import Any

from eprimo.foundation.kernel.statements import script


def run(sql: str, values: dict[str, Any] | None = None) -> int:
    """One or several statements; the rows that the last one touched."""
    with script() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def fetch(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with script() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
