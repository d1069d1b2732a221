"""Which rows a declared line says are over, now."""

from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.retention_rules import After, How, Retention, YearOver
from eprimo.foundation.privacy.blanks import filled

# The school year begins on the first of September.
FIRST_MONTH = 9


def school_year(on: date) -> int:
    """The calendar year that the school year of a day began in."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def rows_over(line: Retention, end: After | YearOver) -> models.QuerySet[Any]:
    """Rows of the line's model whose time is over by this clock; those that are blank already are left out."""
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
