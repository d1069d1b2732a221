"""Filling tables inside the server, by sets, with their indexes and keys laid apart meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import GeneratedField, Model
from django.db.models.fields import NOT_PROVIDED

_LAID_APART = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid), c.contype::text
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE NOT t.relispartition
  -- Of a key that leads to a partitioned table, not those to its partitions.
  AND c.conparentid = 0
  AND (n.nspname = 'public' AND c.contype IN ('f', 'x', 'u') OR n.nspname = 'wall' AND c.contype = 'f')
ORDER BY CASE c.contype WHEN 'f' THEN 0 ELSE 1 END
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND NOT t.relispartition
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
_TABLES = """
SELECT t.oid::regclass::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition
"""


def execute(sql: str, values: object = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def fetch(sql: str, values: object = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def insert(model: type[Model], source: str, /, **columns: str) -> int:
    """INSERT … SELECT with these expressions for columns; the others take the model's defaults. Returns the rows."""
    names, values = list(columns), []
    # Our own expressions have remainders in them: a per cent sign is not a place for a value.
    expressions = [expression.replace("%", "%%") for expression in columns.values()]
    for field in model._meta.local_concrete_fields:
        if field.attname in columns or field.null or field.generated or _given_by_database(field):
            continue
        value = field.get_db_prep_save(field.get_default(), connection)
        names.append(field.attname)
        expressions.append(f"%s::{field.db_type(connection)}")
        values.append(value)
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({quoted}) "
            f"SELECT {', '.join(expressions)} FROM {source.replace('%', '%%')}",
            values,
        )
        return cursor.rowcount


def _given_by_database(field: object) -> bool:
    return (
        isinstance(field, GeneratedField)
        or getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED
        or (getattr(field, "primary_key", False) and field.get_internal_type() == "BigAutoField")
    )


@contextmanager
def laid_apart() -> Iterator[None]:
    """No index, key or trigger of ours works while the block fills the tables; all are there again at its end.

    Keys between tables come back unchecked (NOT VALID): what the block wrote is right by construction.
    """
    tables = [name for (name,) in fetch(_TABLES)]
    constraints = fetch(_LAID_APART)
    for table, name, _, _ in constraints:
        execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = fetch(_INDEXES)
    for name, _ in indexes:
        execute(f"DROP INDEX {name}")
    for table in tables:
        execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for _, definition in indexes:
        # As it is written for a partitioned table it would be made on the parent alone.
        execute(definition.replace(" ON ONLY ", " ON "))
    for kinds in ("ux", "f"):
        for table, name, definition, kind in constraints:
            if kind in kinds:
                unchecked = " NOT VALID" if kind == "f" else ""
                execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}{unchecked}")
    for table in tables:
        execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        if table != "kernel_platform":
            _move_sequence(table)


def _move_sequence(table: str) -> None:
    found = fetch(
        "SELECT pg_get_serial_sequence(%s, 'id') FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s AND column_name = 'id' AND is_identity = 'YES'",
        [table, table],
    )
    if found and found[0][0]:
        execute(f"SELECT setval('{found[0][0]}', (SELECT COALESCE(max(id), 0) + 1 FROM {table}), false)")
