"""Fields and expressions that several apps share."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models


class NameKey(models.Func):
    """The stored key of a text: accent-free, lower case (the SQL function eprimo_key of the first migration)."""

    function = "eprimo_key"
    output_field = models.TextField()


class Period(models.Func):
    """The interval [starts, ends[ of a dated link, for exclusion constraints."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Days(models.Func):
    """The days [first, resumes[, for exclusion constraints."""

    function = "daterange"
    output_field = DateRangeField()
