"""Columns emptied of what they say, each as its kind is empty."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

CHANGED = "updated_at"


def blank(rows: models.QuerySet[Any], columns: Iterable[str]) -> int:
    """Empty these columns of the rows where one of them is not; returns how many rows."""
    names = list(columns)
    values = _empties(rows.model, names)
    if CHANGED in {field.name for field in rows.model._meta.fields}:  # noqa: SLF001 - documented
        # Nobody changed it: its own clock goes on from where it was.
        values[CHANGED] = F(CHANGED)
    return rows.filter(filled(rows.model, names)).update(**values)


def filled(model: type[models.Model], columns: Iterable[str]) -> Q:
    """On the model: one of these columns says something."""
    found = Q(pk__in=[])
    for name, value in _empties(model, columns).items():
        found |= Q(**{f"{name}__isnull": False}) if value is None else ~Q(**{name: value})
    return found


def _empties(model: type[models.Model], columns: Iterable[str]) -> dict[str, Any]:
    return {name: _empty(model._meta.get_field(name)) for name in columns}  # noqa: SLF001 - documented


def _empty(field: Any) -> Any:
    if field.null:
        return None
    return "" if isinstance(field, models.CharField | models.TextField) else field.get_default()
