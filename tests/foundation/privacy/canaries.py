"""Canaries: strings that nothing else holds, in every column that says something of a person; and where they sing.

Columns are found by introspection from the declared lines, so that a column added tomorrow is planted tomorrow.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.retention_rules import Retention
from eprimo.foundation.kernel.services import discover, retentions

# Of a few values, which a constraint knows one by one.
CODES = {"theme", "font", "reading", "language", "text_size", "animations", "channel", "role"}
_TABLES = """
SELECT n.nspname || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1
"""


def canary_of(person: Person) -> str:
    """A login may be made of it, and a short column holds it."""
    return f"zq{person.pk:05d}"


def plant(person: Person) -> set[str]:
    """Put the person's canary wherever the person is told of; returns the models that were reached."""
    discover()
    canary, reached = canary_of(person), set()
    for line in retentions():
        for rows, columns in _places(line, person):
            for row in rows:
                values = {
                    one.name: value for one in columns if (value := _value(one, canary, row)) is not None
                }
                if values:
                    if "updated_at" in {one.name for one in rows.model._meta.fields}:
                        values["updated_at"] = models.F("updated_at")
                    rows.model._default_manager.filter(pk=row.pk).update(**values)
                reached.add(line.model)
    return reached


def _places(line: Retention, person: Person) -> Iterator[tuple[models.QuerySet[Any], list[Any]]]:
    """Rows that tell of the person, and which of their columns do."""
    model = apps.get_model(line.model)
    if model is Person:
        yield Person.objects.filter(pk=person.pk), [model._meta.get_field(name) for name in line.columns]
    for column, fate in line.persons.items():
        names = [one.name for one in model._meta.fields] if fate.goes else list(fate.blank)
        yield model._default_manager.filter(**{column: person}), [model._meta.get_field(one) for one in names]
    for one in model._meta.fields:
        if one.is_relation and one.related_model in {Account, Session}:
            owner = f"{one.name}__person" if one.related_model is Account else f"{one.name}__account__person"
            yield model._default_manager.filter(**{owner: person}), list(model._meta.fields)


def _value(field: Any, canary: str, row: Any) -> Any:
    """The canary in the shape of the column; None where it would not fit, or would say something else."""
    if field.primary_key or field.is_relation or field.choices or getattr(field, "generated", False):
        return None
    if field.name in CODES:
        return None
    if isinstance(field, models.EmailField):
        return f"{canary}@exemple.fr"
    if isinstance(field, models.TextField):
        return f"{canary}{row.pk}"
    if isinstance(field, models.CharField):
        room = field.max_length or 0
        return f"{canary}{row.pk}"[:room] if room >= len(canary) else None
    if isinstance(field, models.JSONField):
        return [{"text": canary, "choices": [canary]}] if field.default is list else {"canary": canary}
    if isinstance(field, models.BinaryField):
        return canary.encode()
    if isinstance(field, ArrayField) and isinstance(field.base_field, models.CharField):
        return [canary]
    return None


def singing(canary: str) -> list[str]:
    """Tables where a row holds it, as text or as bytes: a scan of every row of the database, whatever its columns."""
    likes = [f"%{canary}%", f"%{canary.encode().hex()}%"]
    found = []
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE ANY(%s)", [likes])
            if cursor.fetchone()[0]:
                found.append(table)
    return found
