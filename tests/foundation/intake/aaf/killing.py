"""Ends an import of the academic directory between two statements, as the end of its process does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, and what it had not committed is taken back."""


@contextmanager
def dies_at(statement: int) -> Iterator[list[bool]]:
    """The block dies at its nth statement, if it comes that far: the list then holds True."""
    left, died = statement, [False]

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            died[0] = True
            raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            yield died
    except Killed:
        pass


def crash() -> None:
    """What a crash of the server does: tables that are not logged are empty when it is back."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT format('staging.%I', tablename) FROM pg_tables WHERE schemaname = 'staging'")
        tables = [name for (name,) in cursor.fetchall()]
        if tables:
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        cursor.execute("SET ROLE eprimo_app")
