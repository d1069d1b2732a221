"""Tables emptied after a test that committed: rows are deleted where there are some, the rest is left alone.

To truncate every table makes some two thousand files anew, for a test that filled twenty tables: half a second of the
server's work, two hundred times a run, and as many new lines in its catalogues. A server that does not let the owner
silence triggers (any but the embedded one) truncates as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations

_MAY = "SELECT has_parameter_privilege(session_user, 'session_replication_role', 'SET')"
# A table that nobody ever wrote to has no page; to look into the others would read all of their indexes.
_WRITTEN = (
    "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND pg_table_is_visible(oid)"
    " AND (relkind = 'p' OR pg_relation_size(oid) > 0)"
)
# What the server computes by itself is not given back to it.
_COLUMNS = (
    "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
    " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
)
# Of a table without rows, in binary form: a signature of 11 bytes, two numbers of 4, and the end of 2.
_EMPTY = 21


def install() -> None:
    """Only the owner of the tables may empty them: the application takes over again after."""
    truncate = DatabaseOperations.execute_sql_flush

    def flush(self: Any, statements: Any) -> None:
        with _as_owner(self.connection) as cursor:
            if may(self.connection):
                empty(self.connection)
            else:
                truncate(self, statements)
            cursor.execute("INSERT INTO kernel_platform VALUES (1, 0, 0) ON CONFLICT DO NOTHING")

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[assignment,method-assign]


@contextmanager
def _as_owner(connection: Any) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield cursor
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")


def may(connection: Any) -> bool:
    """Whether this server lets the owner silence triggers."""
    with connection.cursor() as cursor:
        cursor.execute(_MAY)
        return bool(cursor.fetchone()[0])


def _tables(connection: Any) -> list[str]:
    found: list[str] = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return found


def _written(connection: Any, cursor: Any) -> list[str]:
    cursor.execute(_WRITTEN, [_tables(connection)])
    return [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]


def empty(connection: Any) -> None:
    """What TRUNCATE does: it waits for whoever writes, and neither a trigger nor a key has a say."""
    names = map(connection.ops.quote_name, _tables(connection))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE")
        written = _written(connection, cursor)
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in written:
            cursor.execute(f"DELETE FROM {table}")


@dataclass(frozen=True)
class Rows:
    """All of a table's, as the server writes them."""

    table: str
    columns: str
    written: bytes


def kept(connection: Any) -> list[Rows]:
    """The rows of every table that has some."""
    found = []
    with _as_owner(connection) as cursor:
        for table in _written(connection, cursor):
            cursor.execute(_COLUMNS, [table])
            (columns,) = cursor.fetchone()
            with cursor.copy(f"COPY (SELECT {columns} FROM {table}) TO STDOUT (FORMAT binary)") as copy:
                found.append(Rows(table, columns, b"".join(map(bytes, copy))))
    return [one for one in found if len(one.written) > _EMPTY]


def put_back(connection: Any, tables: list[Rows]) -> None:
    """Those rows and no others in these tables; nothing is checked, they were all there together."""
    with _as_owner(connection), transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for one in tables:
            cursor.execute(f"DELETE FROM {one.table}")
            with cursor.copy(f"COPY {one.table} ({one.columns}) FROM STDIN (FORMAT binary)") as copy:
                copy.write(one.written)
