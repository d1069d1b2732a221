"""The rows of the database as text, whatever numbers they were given."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from tests.recorded.answers import document_text
from tests.recorded.plain import plain_text

# Keys of the tests' databases that stand in a column that is no relation: millions, of each table its own.
_KEYS = re.compile(r"(?<![\d.-])[1-9]\d{6,9}(?![\d.-])")
# The number of the transaction that wrote a row: another each time. How many bytes a document has: a page of a PDF is
# packed with the identifiers that it was given.
_DRAWN = {"written_in", "size"}

type Rows = Mapping[str, Mapping[object, str]]


def _models() -> list[type[models.Model]]:
    return sorted(
        (one for one in apps.get_models(include_auto_created=True) if one._meta.managed),
        key=lambda one: one._meta.db_table,
    )


@dataclass
class Looks:
    """Looks at the whole database, one after the other. A row that another names is called by its table and rank, as it
    was first met: the numbers of sequences do not matter."""

    _ranks: dict[str, dict[object, int]] = field(default_factory=dict)

    def rows(self) -> Rows:
        """Each table: key of the row → its columns. Read by its owner: of some, pages read a part alone."""
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            try:
                return {model._meta.db_table: self._of(model) for model in _models()}
            finally:
                cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")

    def _of(self, model: type[models.Model]) -> dict[object, str]:
        """Key → columns, in the order of the keys."""
        quoted = connection.ops.quote_name
        fields = [one for one in model._meta.local_concrete_fields if one.column and not one.generated]
        keys = [one.column for one in model._meta.pk_fields]
        names, order = (", ".join(map(quoted, some)) for some in ([one.column for one in fields], keys))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {quoted(model._meta.db_table)} ORDER BY {order}")
            found = cursor.fetchall()
        places = [number for number, one in enumerate(fields) if one.column in keys]
        return {tuple(row[place] for place in places): self._row(fields, row) for row in found}

    def _row(self, fields: list[Any], row: tuple[Any, ...]) -> str:
        return " | ".join(
            f"{one.column}={self._value(one, value)}" for one, value in zip(fields, row, strict=True)
        )

    def _value(self, column: Any, value: Any) -> str:
        if value is None:
            return "∅"
        if column.is_relation or column.primary_key:
            table = (column.related_model or column.model)._meta.db_table
            ranks = self._ranks.setdefault(table, {})
            return f"{table} {ranks.setdefault(value, len(ranks) + 1)}"
        if column.column in _DRAWN:
            return "⟨drawn⟩"
        if isinstance(value, bytes | memoryview):
            return document_text(bytes(value)).replace("\n", "⏎")
        if isinstance(value, datetime | date):
            return value.isoformat()
        return _KEYS.sub(self._named, plain_text(str(value))).replace("\n", "⏎")

    def _named(self, found: re.Match[str]) -> str:
        ranks = self._ranks.setdefault("", {})
        return f"⟨key {ranks.setdefault(found.group(), len(ranks) + 1)}⟩"


def rows_text(rows: Mapping[object, str]) -> str:
    return "\n".join(rows.values())


def moved(before: Rows, after: Rows) -> Iterable[str]:
    """What became of rows between two looks: « table + row », « table - row »."""
    for table in sorted({*before, *after}):
        old, new = before.get(table, {}), after.get(table, {})
        for key in sorted({*old, *new}, key=str):
            if old.get(key) != new.get(key):
                yield from (f"{table} - {old[key]}",) if key in old else ()
                yield from (f"{table} + {new[key]}",) if key in new else ()
