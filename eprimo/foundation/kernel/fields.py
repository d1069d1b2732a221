"""Fields and expressions that several apps share."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import BooleanField, Func


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


class Unweighed(Func):
    """A condition (`Q`) that gives the same rows, and of which the planner takes all for granted, as
    `kernel.table_rules.unweighed` does of SQL.

    Of alternatives and of values that it does not know it takes a guess for each, and multiplies the guesses: of ten
    thousand rows it expects one. It then reads and sorts them all for a page of thirty, where an index has them in the
    order of the page. Name beside it, and not within, the column by which that index begins.
    """

    template = "NULLIF((%(expressions)s), false) IS NOT NULL"
    arity = 1
    output_field = BooleanField()
