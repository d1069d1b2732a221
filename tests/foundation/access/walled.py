"""Statements as the application's role, and what they reach."""

from typing import Any

from django.db import DatabaseError, connection, transaction

from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.owner import as_owner


def key_of(person: Person, **more: Any) -> str:
    return session_open(person.account, **more)[1]


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def changes(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def done(sql: str, *values: Any) -> int:
    """Rows that a statement writes; 0 where it is refused."""
    try:
        with transaction.atomic():
            return changes(sql, *values)
    except DatabaseError:
        return 0


def reached() -> set[int]:
    return set(Resource.objects.values_list("school_id", flat=True))


def of_another_transaction() -> None:
    """What a test wrote in the trail was written before: its own transaction would read it all."""
    with as_owner():
        run("UPDATE kernel_auditline SET written_in = written_in - 1")
