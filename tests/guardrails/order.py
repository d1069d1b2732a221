"""A query that asks for no order gets a random one: what leans on the order of insertion fails here first.

Only what the ORM writes is reached; a statement written by hand says its order in its own text.
"""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


class AnyOrder(Random):  # type: ignore[misc]
    """`random()` as an order only: it never becomes a column of GROUP BY."""

    def get_group_by_cols(self) -> list[Any]:
        return []


def _one_row(compiler: SQLCompiler) -> bool:
    """`exists()`, `aggregate()`, `count()`: nothing to put in order."""
    query = compiler.query
    if query.default_cols or query.select or query.group_by is not None:
        return False
    shown = query.annotation_select.values()
    return all(one.contains_aggregate or isinstance(one, Value) for one in shown)


def orders(compiler: SQLCompiler) -> bool:
    """May this SELECT be put in any order? Not inside another one, unless it keeps a few of its rows."""
    query = compiler.query
    if (
        type(compiler) is not SQLCompiler
        or query.distinct
        or query.combinator
        or query.where.contains_over_clause
    ):
        return False
    return (not query.subquery or query.is_sliced) and not _one_row(compiler)


def install() -> None:
    asked = SQLCompiler.get_order_by

    def or_any(self: SQLCompiler) -> Any:
        found = asked(self)
        return found or ([(AnyOrder(), ("random()", (), False))] if orders(self) else [])

    SQLCompiler.get_order_by = or_any
