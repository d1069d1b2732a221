"""The statements that something sends to the database, without those that begin and undo a part of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.recorded.plain import plain_statement

_OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


@contextmanager
def statements_sent() -> Iterator[list[str]]:
    """The list that they are added to, in order."""
    sent: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(None)
        if not text.startswith(_OF_TRANSACTIONS):
            sent.append(plain_statement(text))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield sent
