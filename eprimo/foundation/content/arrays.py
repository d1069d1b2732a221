"""Arrays in conditions of the ORM."""

from django.db.models import BooleanField, Func


class AnyOf(Func):
    """A column is one of an array, which is made first: for `IN (SELECT …)` the planner may read a whole table and look
    each of its rows up among those."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()
