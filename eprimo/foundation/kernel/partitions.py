"""Tables cut by month or by school year, and the migration operation that makes them."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.operations import CreateModel

from eprimo.foundation.kernel import clock

# Years that have a partition from the first migration; `ensure_partitions` adds more, a DEFAULT catches the rest.
FIRST_YEAR, LAST_YEAR = 2024, 2035
MONTHS_AHEAD = 6

# Filled by the apps that own such tables: {table: "month" | "school_year"}.
PARTITIONED: dict[str, str] = {"kernel_auditline": "month"}


class CreatePartitionedModel(CreateModel):
    """CreateModel with a PARTITION BY clause: `by="RANGE (at)"` or `by="LIST (school_year)"`."""

    def __init__(self, *args: Any, by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        name, args, kwargs = super().deconstruct()
        return name, list(args), {**kwargs, "by": self.by}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        plain = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{plain} PARTITION BY {self.by}"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = plain
        # Beside a column with a default of the database, Django puts off what a constraint gives, and those that put
        # themselves off (`constraints.SameSchool`) give nothing.
        schema_editor.deferred_sql = [one for one in schema_editor.deferred_sql if one is not None]


def ensure(table: str, kind: str) -> list[str]:
    """Make the partitions that miss (as owner); returns their names. Idempotent."""
    wanted = _months() if kind == "month" else _years()
    made = []
    with connection.cursor() as cursor:
        for suffix, bounds, own in wanted:
            name = f"{table}_{suffix}"
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0] is None:
                with transaction.atomic():
                    _make(cursor, table, name, bounds, own)
                made.append(name)
    return made


def _make(cursor: CursorWrapper, table: str, name: str, bounds: str, own: str) -> None:
    """`own`: which rows are its own. Those that came before it fell into the DEFAULT, where a partition that is made
    may not find them: they are moved."""
    if own:
        # Names and bounds are of this module.
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table}_default WHERE {own})")  # noqa: S608
        if cursor.fetchone()[0]:
            cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
            aside = [
                _set_aside(cursor, child, of_child, f"SELECT {of_table} FROM {table}_default WHERE {own}")  # noqa: S608
                for child, of_child, of_table in _keys_to(cursor, table)
            ]
            late = f"DELETE FROM {table}_default WHERE {own} RETURNING *"  # noqa: S608
            cursor.execute(f"WITH late AS ({late}) INSERT INTO {name} SELECT * FROM late")  # noqa: S608
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ATTACH PARTITION {name} {bounds}")
            for child in aside:
                cursor.execute(f"INSERT INTO {child} SELECT * FROM {child}_aside")  # noqa: S608
                cursor.execute(f"DROP TABLE {child}_aside")
            return
    cursor.execute(f"CREATE TABLE {name} PARTITION OF {table} {bounds}")


# Keys that lead to a table and take their rows along when a row of it goes.
_CASCADES = """
SELECT c.conrelid::regclass::text,
  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k(n, place)
   JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n),
  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k(n, place)
   JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n)
FROM pg_constraint c
WHERE c.contype = 'f' AND c.confdeltype = 'c' AND c.conparentid = 0 AND c.confrelid = %s::regclass
ORDER BY 1
"""


def _keys_to(cursor: CursorWrapper, table: str) -> list[tuple[str, ...]]:
    """Which tables lead to it by such a key, and by which of their columns to which of its own."""
    cursor.execute(_CASCADES, [table])
    return [tuple(row) for row in cursor.fetchall()]


def _set_aside(cursor: CursorWrapper, child: str, of_child: str, moved: str) -> str:
    """Keep what would go with the rows that are moved; returns its table."""
    kept = f"SELECT * FROM {child} WHERE ({of_child}) IN ({moved})"  # noqa: S608 - names of the catalogue and of ours
    cursor.execute(f"CREATE TEMP TABLE {child}_aside ON COMMIT DROP AS {kept}")
    return child


def ensure_all() -> list[str]:
    return [name for table, kind in PARTITIONED.items() for name in ensure(table, kind)]


def _months() -> list[tuple[str, str, str]]:
    now = clock.now()
    first = now.year * 12 + now.month - 1
    wanted = [("default", "DEFAULT", "")]
    # The past year too: imports of history and the demo's two months write there.
    for month in range(first - 12, first + MONTHS_AHEAD + 1):
        start, end = _month(month), _month(month + 1)
        bounds = f"FOR VALUES FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
        own = f"at >= '{start.isoformat()}' AND at < '{end.isoformat()}'"
        wanted.append((f"{start:%Y_%m}", bounds, own))
    return wanted


def _month(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def _years() -> list[tuple[str, str, str]]:
    last = max(LAST_YEAR, clock.now().year + 2)
    years = [
        (str(year), f"FOR VALUES IN ({year})", f"school_year = {year}")
        for year in range(FIRST_YEAR, last + 1)
    ]
    return [("default", "DEFAULT", ""), *years]
