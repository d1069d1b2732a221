"""Tables emptied after a test that committed: rows are deleted where there are some, the rest is left alone.

To truncate every table makes some two thousand files anew, for a test that filled twenty tables: half a second of the
server's work, two hundred times a run, and as many new lines in its catalogues. A server that does not let the owner
silence triggers (any but the embedded one) truncates as ever.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations

_MAY = "SELECT has_parameter_privilege(current_user, 'session_replication_role', 'SET')"

# A table that nobody ever wrote to has no page; to look into the others would read all of their indexes.
_WRITTEN = (
    "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND pg_table_is_visible(oid)"
    " AND (relkind = 'p' OR pg_relation_size(oid) > 0)"
)


def install() -> None:
    """Only the owner of the tables may empty them: the application takes over again after."""
    truncate = DatabaseOperations.execute_sql_flush

    def as_owner(self: Any, statements: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(_MAY)
            if cursor.fetchone()[0]:
                empty(self.connection)
            else:
                truncate(self, statements)
            cursor.execute("INSERT INTO kernel_platform VALUES (1, 0, 0) ON CONFLICT DO NOTHING")
            cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")

    DatabaseOperations.execute_sql_flush = as_owner  # type: ignore[method-assign]


def empty(connection: Any) -> None:
    """What TRUNCATE does: it waits for whoever writes, and neither a trigger nor a key has a say."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(map(connection.ops.quote_name, names))} IN EXCLUSIVE MODE")
        cursor.execute(_WRITTEN, [names])
        written = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in written:
            cursor.execute(f"DELETE FROM {table}")
