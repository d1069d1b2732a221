"""Columns of the pages that everybody opens, whose rows a policy picks: composed once, then text and values.

A policy stays written once, as a filter. What it makes of an actor is the same text for each, with other values in the
same places: marks stand there when it is composed, and the values of the actor take their places afterwards.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, QuerySet
from django.db.models.expressions import RawSQL

from eprimo.foundation.kernel.actor import Actor

# No row has these: an id is positive, and nothing happened then.
_MARKS: dict[str, Any] = {
    "person_id": -7_016_051,
    "school_id": -7_016_052,
    "now": datetime(1, 1, 2, 3, 4, 5, tzinfo=UTC),
}
_NAMES = {mark: name for name, mark in _MARKS.items()}


class ComposedArray:
    """The values of a query of one column, as an array. It depends on who, where and when alone."""

    def __init__(self, compose: Callable[[Actor], QuerySet[Any, Any]], values: "Field[Any, Any]") -> None:
        self._compose, self._values = compose, values
        self._made: tuple[str, tuple[Any, ...]] | None = None

    def column(self, actor: Actor) -> RawSQL:
        if self._made is None:
            self._made = self._compose(replace(actor, **_MARKS)).query.sql_with_params()
        text, found = self._made
        values = [getattr(actor, _NAMES[one]) if one in _NAMES else one for one in found]
        return RawSQL(f"ARRAY({text})", values, output_field=ArrayField(self._values))  # noqa: S611 - Django's own text
