"""What is left in the own columns of a kind once its author took the words back."""

from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from eprimo.foundation.content.erasing import _emptied

REQUIRED: "dict[str, tuple[models.Field[Any, Any], Any]]" = {
    "words": (models.CharField(max_length=20), ""),
    "a text": (models.TextField(), ""),
    "a box": (models.BooleanField(), False),
    "a number": (models.PositiveSmallIntegerField(), 0),
    "a sum": (models.DecimalField(max_digits=6, decimal_places=2), 0),
    "a list": (ArrayField(models.TextField()), []),
    "a default": (models.CharField(max_length=20, default="autre"), "autre"),
    "nothing": (models.DateField(null=True), None),
}


@pytest.mark.parametrize("name", REQUIRED)
def test_a_column_that_must_hold_something_is_never_emptied_to_nothing(name: str) -> None:
    """Nothing was written into each: the author of a kind with a required number or list could not be erased, and the
    task failed again at each try."""
    column, left = REQUIRED[name]
    column.set_attributes_from_name("own")
    assert _emptied(column) == left


def test_a_day_that_must_be_there_stays() -> None:
    """It names nobody."""
    column: models.Field[Any, Any] = models.DateField()
    column.set_attributes_from_name("event_on")
    assert _emptied(column) == models.F("event_on")
