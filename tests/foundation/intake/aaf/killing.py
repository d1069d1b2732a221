"""What a crash of the server leaves of an import of the academic directory."""

from django.db import connection


def crash() -> None:
    """What a crash of the server does: tables that are not logged are empty when it is back."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT format('staging.%I', tablename) FROM pg_tables WHERE schemaname = 'staging'")
        tables = [name for (name,) in cursor.fetchall()]
        if tables:
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        cursor.execute("SET ROLE eprimo_app")
