"""Conditions of the ORM that say to the planner of PostgreSQL how much they leave."""

from django.db.models import BooleanField, Func


class Unweighed(Func):
    """The same rows as a condition (`Q`), of which the planner takes all for granted, as `kernel.data.unweighed` does
    of SQL.

    Of alternatives and of values that it does not know it takes a guess for each, and multiplies the guesses: of ten
    thousand rows it expects one. It then reads and sorts them all for a page of thirty, where an index has them in the
    order of the page. Name beside it, and not within, the column by which that index begins.
    """

    template = "NULLIF((%(expressions)s), false) IS NOT NULL"
    arity = 1
    output_field = BooleanField()
