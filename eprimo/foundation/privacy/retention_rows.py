"""Which rows a declared line says are over, now; their columns emptied of what they say, each as its kind is empty."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.retention_rules import After, How, Retention, YearOver

CHANGED = "updated_at"
# The school year begins on the first of September.
FIRST_MONTH = 9


def blank(rows: models.QuerySet[Any], columns: Iterable[str]) -> int:
    """Empty these columns of the rows where one of them is not; returns how many rows."""
    names = list(columns)
    values = _empties(rows.model, names)
    if CHANGED in {field.name for field in rows.model._meta.fields}:  # noqa: SLF001 - documented
        # Nobody changed it: its own clock goes on from where it was.
        values[CHANGED] = F(CHANGED)
    return rows.filter(filled(rows.model, names)).update(**values)


def filled(model: type[models.Model], columns: Iterable[str]) -> Q:
    """Condition on the model: one of these columns says something."""
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


def school_year(on: date) -> int:
    """Return the calendar year that the school year of a day began in."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def rows_over(line: Retention, end: After | YearOver) -> models.QuerySet[Any]:
    """Return the rows of the line's model whose time is over by this clock; those that are blank already are
    left out."""
    model = apps.get_model(line.model)
    rows: models.QuerySet[Any] = model._default_manager.filter(_over(model, end))  # noqa: SLF001 - documented
    if isinstance(end, After) and end.only:
        rows = rows.filter(**end.only)
    if end.how == How.BLANK:
        rows = rows.filter(filled(model, line.columns))
    return rows


def _over(model: type[models.Model], end: After | YearOver) -> Q:
    now = clock.now()
    field = _field(model, end.column)
    instant = isinstance(field, models.DateTimeField)
    if isinstance(end, After):
        limit: Any = now - end.lasts
        return Q(**{f"{end.column}__lte": limit if instant else limit.date()})
    year = school_year(now.date()) - end.following
    start = datetime(year, FIRST_MONTH, 1, tzinfo=UTC)
    if isinstance(field, models.IntegerField):
        return Q(**{f"{end.column}__lt": year})
    return Q(**{f"{end.column}__lt": start if instant else start.date()})


def _field(model: type[models.Model], path: str) -> Any:
    """The column at the end of `pile__made_at`."""
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment] # noqa: SLF001
    return model._meta.get_field(name)  # noqa: SLF001
