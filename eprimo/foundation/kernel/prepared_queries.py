"""Queries of the pages that everybody opens, written with the ORM: composed once, then prepared statements.

A policy stays written once, as a filter. What it makes of an actor of a role is the same text for each, with other
values in the same places: marks stand there when it is composed, and the values of the actor take their places at each
run. What has no mark cannot be read while it is composed: one person's values never stay in a text that serves all.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from psycopg import sql

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.school_years import school_year_at, years_around
from eprimo.foundation.kernel.statements import Statement

# No row has these: an id is positive, and nothing happened then.
_NOW = datetime(9997, 9, 2, 3, 4, 5, tzinfo=UTC)
# The school years around that moment stand for those around the moment of the run.
_YEARS = {year: later for later, year in zip((-1, 0, 1), years_around(_NOW), strict=True)}
# Nothing is reckoned so far from the moment of the run: what is, is a moment of its own.
_FAR = timedelta(days=180)
_IDS = {"person_id": -7_016_051, "school_id": -7_016_052}
_SETS = {
    "class_ids": -7_016_061, "group_ids": -7_016_062, "service_ids": -7_016_063, "scope": -7_016_064,
    "work_audience_ids": -7_016_065, "delegate_audience_ids": -7_016_066, "audience_ids": -7_016_067,
    "family_audience_ids": -7_016_068, "school_ids": -7_016_069, "territory_ids": -7_016_070,
    "child_ids": -7_016_071, "pupil_ids": -7_016_072,
}  # fmt: skip
# Whole numbers that a query is given stand below this one while it is composed.
_GIVEN = -7_016_100
# No text that people write has it: it is of nobody’s alphabet.
_TEXT = "\ue0e0"
# A condition that nothing meets, whoever asks.
NOTHING = "FALSE"
_PLACE = re.compile(r"(IN \()?%([%s])(\))?")


# What a query is given beside the actor.
type Given = date | str | int


class NotComposable(RuntimeError):
    """A query depends on more than the role, and on values that have no mark: a fault of who wrote it."""


class _Unread:
    """Stands for what differs from person to person and has no mark."""

    def _refuse(self, *_: object) -> NoReturn:
        raise NotComposable("A composed query reads what has no mark.")

    __iter__ = __len__ = __bool__ = __contains__ = __getattr__ = __str__ = _refuse
    __eq__ = __ne__ = __hash__ = _refuse


@dataclass(frozen=True, slots=True)
class _Made:
    statement: Statement
    # Name of a parameter -> how long after the moment of the run; names of what the query takes besides.
    moments: dict[str, timedelta]
    converted: list[tuple[int, list[Callable[..., Any]], Any]]


class Composed:
    """`compose(actor, **given)` gives a query of values, or a `row_of` them, which runs for an actor in one statement.
    What is `given` beside the actor are days, texts and ids: a query may hold them, and nothing that is made of
    them."""

    def __init__(self, compose: Callable[..., QuerySet[Any, Any] | Query]) -> None:
        self._compose = compose
        self._made: dict[tuple[object, ...], _Made | None] = {}

    def rows(self, actor: Actor, **given: Given) -> list[tuple[Any, ...]]:
        """Return all rows, as those of a statement: `Columns` read them."""
        made = self._made_for(actor, given)
        if made is None:
            return []
        moments = {name: actor.now + later for name, later in made.moments.items()}
        return made.statement.rows(**values_of(actor), **moments, **given)

    def values(self, actor: Actor, **given: Given) -> list[tuple[Any, ...]]:
        """Return all rows, converted as the ORM does."""
        made = self._made_for(actor, given)
        found = self.rows(actor, **given)
        return [_converted(row, made.converted) for row in found] if made is not None else []

    def _made_for(self, actor: Actor, given: Mapping[str, Given]) -> _Made | None:
        sort = (*_sort_of(actor), *sorted(given))
        if sort not in self._made:
            self._made[sort] = self._compile(actor, given)
        return self._made[sort]

    def _compile(self, actor: Actor, given: Mapping[str, Given]) -> _Made | None:
        marks = {name: _mark_of(given[name], number) for number, name in enumerate(sorted(given))}
        with connection.execute_wrapper(_refuse_statements):
            composed = self._compose(_marked(actor), **marks)
            query = composed.query if isinstance(composed, QuerySet) else composed
            compiler = query.get_compiler("default")
            try:
                text, values = compiler.as_sql()
            except EmptyResultSet:
                return None
        names = {mark: name for name, mark in marks.items()}
        text, moments = _with_names(text, iter(values), names, actor.now)
        return _Made(Statement(text), moments, _converters(compiler))


def row_of(**columns: Any) -> Query:
    """Return one row of these expressions, which is read from no table."""
    query = Query(None)
    for name, expression in columns.items():
        query.add_annotation(expression, name)
    return query


class Condition:
    """A filter written with the ORM, as a condition of fixed statements: what it says is not written a second time.

    `compose(actor)` gives the rows; `names` are what their tables are called in the statement. It names what
    `values_of` gives, and `now`.
    """

    def __init__(
        self, compose: Callable[[Actor], QuerySet[Any, Any]], names: Mapping[type[Model], str]
    ) -> None:
        self._compose = compose
        self._names = {model._meta.db_table: name for model, name in names.items()}  # noqa: SLF001 - documented
        self._made: dict[tuple[object, ...], str] = {}

    def sql(self, actor: Actor) -> str:
        """Return the text of the query, the same for everybody of a role."""
        sort = _sort_of(actor)
        if sort not in self._made:
            self._made[sort] = self._compile(actor)
        return self._made[sort]

    def _compile(self, actor: Actor) -> str:
        with connection.execute_wrapper(_refuse_statements):
            query = self._compose(_marked(actor)).query
            compiler = query.get_compiler("default")
            compiler.pre_sql_setup()
            try:
                text, values = compiler.compile(query.where)
            except EmptyResultSet:
                return NOTHING
            except FullResultSet:
                return "TRUE"
        for alias in query.alias_map:
            if query.alias_refcount[alias]:
                if alias not in self._names:
                    raise NotComposable(f"The statement has no name for {alias}.")
                text = text.replace(f'"{alias}".', f"{self._names[alias]}.")
        text, moments = _with_names(text, iter(values), {}, actor.now)
        if moments.keys() - {"now"}:
            raise NotComposable("A condition holds a moment that is not the actor’s.")
        return f"({text})"


def values_of(actor: Actor) -> dict[str, Any]:
    """Return the values of an actor that stand in the places of the marks."""
    values: dict[str, Any] = {name: getattr(actor, name) for name in _IDS}
    return values | {name: sorted(getattr(actor, name) or ()) for name in _SETS}


def _sort_of(actor: Actor) -> tuple[object, ...]:
    """All that a text depends on."""
    year = school_year_at(actor.now)
    return actor.role, actor.closed, actor.school_id is None, actor.is_whole, year


def _mark_of(value: Given, number: int) -> Given:
    """What stands for a day, a text or an id while a query is composed."""
    if isinstance(value, int):
        return _GIVEN - number
    return f"{_TEXT}{number}{_TEXT}" if isinstance(value, str) else date(1, 1, 1 + number)


def _refuse_statements(*_: object) -> NoReturn:
    raise NotComposable("A composed query reads rows while it is composed.")


class _Marked(Actor):
    """Its audiences as a guardian, those of work and of family together, its schools and its children have one mark
    each: what they are made of is not read."""

    __slots__ = ()

    @property
    def audience_ids(self) -> frozenset[int]:
        return frozenset({_SETS["audience_ids"]})

    @property
    def family_audience_ids(self) -> frozenset[int]:
        return frozenset({_SETS["family_audience_ids"]})

    @property
    def school_ids(self) -> frozenset[int]:
        return frozenset({_SETS["school_ids"]})

    @property
    def child_ids(self) -> frozenset[int]:
        return frozenset({_SETS["child_ids"]})


def _marked(actor: Actor) -> Actor:
    """Somebody of the same role, of whom nothing else is known."""
    known: dict[str, Any] = {"role": actor.role, "closed": actor.closed, "now": _NOW, **_IDS}
    known |= {name: frozenset({mark}) for name, mark in _SETS.items()}
    if actor.school_id is None:
        known["school_id"] = None
    if actor.is_whole:
        known["scope"] = None
    return _Marked(**{field.name: known.get(field.name, _UNREAD) for field in fields(Actor)})


def _with_names(
    text: str, values: Iterator[Any], given: Mapping[Given, str], now: datetime
) -> tuple[str, dict[str, timedelta]]:
    """The text with a name in each place of a mark, and other values written out; the moments that it names."""
    moments: dict[str, timedelta] = {}
    connection.ensure_connection()
    numbers = [*_NAMES, *(one for one in given if isinstance(one, int))]

    def named(place: re.Match[str]) -> str:
        before, kind, after = place.group(1) or "", place.group(2), place.group(3) or ""
        if kind == "%":
            return place.group()
        value = next(values)
        if type(value) is date:
            if value not in given:
                raise NotComposable("A composed query holds a day that is not one of its own.")
            return f"{before}%({given[value]})s::date{after}"
        if isinstance(value, str) and value in given:
            return f"{before}%({given[value]})s::text{after}"
        if isinstance(value, int) and value in given:
            return f"{before}%({given[value]})s{after}"
        if isinstance(value, datetime):
            later = value - _NOW
            if abs(later) > _FAR:
                raise NotComposable("A composed query holds a moment that is not the actor’s.")
            name = f"now_{len(moments)}" if later else "now"
            name = next((name for name, known in moments.items() if known == later), name)
            moments[name] = later
            return f"{before}%({name})s::timestamptz{after}"
        if isinstance(value, int) and (name := _NAMES.get(value, "")):
            if name not in _SETS:
                return f"{before}%({name})s{after}"
            if not (before and after):
                raise NotComposable("A set stands elsewhere than in « IN (…) ».")
            return f"= ANY(%({name})s::bigint[])"
        if isinstance(value, int) and value in _YEARS:
            return f"{before}{school_year_at(now) + _YEARS[value]}{after}"
        written = sql.Literal(value).as_string(connection.connection)
        if _TEXT in written or any(str(abs(mark)) in written for mark in numbers):
            raise NotComposable("A mark stands inside another value.")
        return before + written.replace("%", "%%") + after

    return _PLACE.sub(named, text), moments


def _converters(compiler: SQLCompiler) -> list[tuple[int, list[Callable[..., Any]], Any]]:
    found = compiler.get_converters([column for column, *_ in compiler.select])
    return [(place, functions, column) for place, (functions, column) in found.items()]


def _converted(
    row: tuple[Any, ...], converted: list[tuple[int, list[Callable[..., Any]], Any]]
) -> tuple[Any, ...]:
    values = list(row)
    for place, functions, column in converted:
        for function in functions:
            values[place] = function(values[place], column, connection)
    return tuple(values)


_UNREAD: Any = _Unread()
_NAMES = {mark: name for name, mark in (_IDS | _SETS).items()}
