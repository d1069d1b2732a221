"""What the application's role may do with each table: it owns nothing, and some tables it may only add to."""

from django.conf import settings
from django.db import connection

# INSERT and SELECT only: what happened stays written.
APPEND_ONLY = ("kernel_auditline", "kernel_auditseal")


def apply_grants() -> None:
    """Give the application's role its rights on every table and sequence of the schema (as owner)."""
    role = settings.APPLICATION_ROLE
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            return  # one role only, in a database that was given: nothing to grant to
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            if table.startswith(APPEND_ONLY):
                cursor.execute(
                    f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {quoted}"
                )
