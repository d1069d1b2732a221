"""Statements as the application's role, and what they reach."""

from typing import Any

from django.db import connection

from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person


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


def reached() -> set[int]:
    return set(Resource.objects.values_list("school_id", flat=True))
