"""Rows say when they changed: whoever saves some columns of one saves its instant too. A day is not an instant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import DateField, Model, QuerySet

# The house has no `auto_now` (time is given, test_consistency): this column is set by the actions.
CHANGED = "updated_at"
# A bucket's says up to when it was filled; tokens given back leave it where it is.
ANOTHER_SENSE = {"kernel.Throttle"}


def _hold(model: type[Model], columns: Iterable[str]) -> None:
    named = set(columns)
    if model._meta.label in ANOTHER_SENSE:
        return
    if named and CHANGED not in named and any(one.name == CHANGED for one in model._meta.local_fields):
        raise AssertionError(f"{model._meta.label}: {sorted(named)} change without {CHANGED}.")


def install() -> None:
    save, update, prepared = Model.save_base, QuerySet.update, DateField.get_prep_value

    def save_base(self: Model, *args: Any, update_fields: Any = None, **options: Any) -> None:
        _hold(type(self), update_fields or ())
        save(self, *args, update_fields=update_fields, **options)

    def update_rows(self: Any, **values: Any) -> int:
        # A link emptied by the removal of whom it names is no change of the row.
        _hold(self.model, (name for name, value in values.items() if value is not None))
        return update(self, **values)

    def a_day(self: Any, value: Any) -> Any:
        if type(self) is DateField and isinstance(value, datetime):
            raise AssertionError(f"{self}: an instant where a day is meant.")
        return prepared(self, value)

    Model.save_base = save_base  # type: ignore[method-assign]
    QuerySet.update = update_rows  # type: ignore[method-assign]
    DateField.get_prep_value = a_day  # type: ignore[method-assign]
