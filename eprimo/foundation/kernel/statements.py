"""Fixed SQL statements of the pages that everybody opens, and the models that their rows make.

A filter built by the ORM is composed again at each page, and PostgreSQL plans it again: on the hottest pages that costs
more than finding the rows. A statement here is written once and prepared once on each connection.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.models import Field, Model
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from psycopg.types.numeric import Int8

_IN_FORCE = re.compile(r"\bin_force\(([\w.]+), ([\w.]+), (%\(\w+\)s|[\w.]+(?:\(\))?)\)")
_COMMENT = re.compile(r"\A(?:--[^\n]*\n)+")
_PLACE = re.compile(r"%(?:\((\w+)\)s|%)")


def with_periods(text: str) -> str:
    """Return the SQL of a text in which `in_force(starts, ends, at)` stands for the condition that a period holds an
    instant: `starts` and `ends` are columns, the end is open when it is null, and is not in the period; `at` is a
    parameter, a column or a function without arguments. Written out here, not called in PostgreSQL, which does not
    inline a function that uses a costly argument twice (`wall.now()`), and then finds no index (decision 0126). Not
    after NOT: the condition is an AND without parentheses."""
    return _IN_FORCE.sub(r"\1 <= \3 AND (\2 IS NULL OR \2 > \3)", text)


def sql_beside(module: str, name: str, /, **pieces: "Columns[Any] | str | int") -> str:
    """Return the SQL of `statements/NAME.sql` in the folder of a module, whose `__file__` is given: a statement, or a
    piece of one. Where the text says `{word}`, the piece or the columns of that word stand. The comment that it begins
    with is for who reads it, and is not sent: a statement is known as a reading one by its first word."""
    words = {word: one.sql if isinstance(one, Columns) else one for word, one in pieces.items()}
    return _text_beside(module, name).format(**words)


@cache
def _text_beside(module: str, name: str) -> str:
    text = (Path(module).parent / "statements" / f"{name}.sql").read_text(encoding="utf-8")
    return with_periods(_COMMENT.sub("", text))


class _Prepared(psycopg.RawCursor[tuple[Any, ...]]):
    """A cursor of the driver that binds on the server, and prepares what it runs: one text, with numbered places."""

    def __init__(self, driver: "psycopg.Connection[tuple[Any, ...]]", statement: "Statement") -> None:
        super().__init__(driver)
        self._statement = statement

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """`query` is the same text with its names, which wrappers of the connection watch and do not change: the driver
        would take it apart again each time it is run, since it keeps no text of this length."""
        if query != self._statement.sql:
            raise ValueError("a fixed statement was changed on its way")
        values = [params[name] for name in self._statement.names]
        return super().execute(self._statement.text, values, prepare=True, **options)


class Statement:
    """A SELECT with named parameters (`%(now)s`): run as `statement.rows(now=…)`. Its text may say `in_force(…)`.

    Whole numbers go as bigint: the types of a prepared statement are fixed. A list, and a parameter whose type nothing
    around it tells, needs a cast in the text.
    """

    def __init__(self, sql: str) -> None:
        self.sql = with_periods(sql)
        self.names = tuple(dict.fromkeys(filter(None, _PLACE.findall(sql))))
        self.text = _PLACE.sub(self._numbered, self.sql).encode()

    @classmethod
    def beside(cls, module: str, name: str, /, **pieces: "Columns[Any] | str | int") -> "Statement":
        """Return the statement of `statements/NAME.sql`, as `sql_beside` reads it."""
        return cls(sql_beside(module, name, **pieces))

    def _numbered(self, place: re.Match[str]) -> str:
        return f"${self.names.index(place.group(1)) + 1}" if place.group(1) else "%"

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return all rows (one statement); wrappers of the connection see it as any other."""
        with connection.cursor() as cursor:
            cursor.cursor.close()
            driver = cast("psycopg.Connection[tuple[Any, ...]]", connection.connection)
            cursor.cursor = _Prepared(driver, self)
            cursor.execute(self.sql, {name: _bound(value) for name, value in values.items()})
            return list(cursor.fetchall())


@contextmanager
def script() -> Iterator[Any]:
    """Yield a cursor that binds values on the client: for texts of several statements, which PostgreSQL takes with
    none, and for statements that define something, where it takes none either."""
    with connection.cursor() as cursor:
        cursor.cursor.close()
        cursor.cursor = psycopg.ClientCursor(cast("psycopg.Connection[Any]", connection.connection))
        yield cursor


class Piece:
    """A SELECT of one value with named parameters, read as a column of another statement: `piece.column(…, now=…)`."""

    def __init__(self, sql: str) -> None:
        sql = with_periods(sql)
        self._names = re.findall(r"%\((\w+)\)s", sql)
        self._sql = re.sub(r"%\(\w+\)s", "%s", sql)

    def column(self, output: "Field[Any, Any]", **values: Any) -> RawSQL:
        return RawSQL(self._sql, [values[name] for name in self._names], output_field=output)  # noqa: S611 - text of ours


def _bound(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return Int8(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if all(type(one) is int for one in value):
            # As text, whose type the statement says: the driver gives a list of numbers another type than an empty one,
            # and would prepare the statement again for each combination of them.
            return f"{{{','.join(map(str, value))}}}"
        return [_bound(one) for one in value]
    return value


def part_of[M: Model](model: type[M], values: Mapping[str, Any]) -> M:
    """Return a row that was read, of which these columns are known (by attname); others are read when they are asked
    for.

    What `from_db` gives, without going through every field of the model: a list makes a hundred of them.
    """
    made = model.__new__(model)
    state = made._state = ModelState()  # noqa: SLF001 - what Django sets on each row
    state.adding, state.db = False, "default"
    made.__dict__.update(values)
    return made


def joined[M: Model](row: M, **beside: Model | None) -> M:
    """Return the row, with rows that the same statement read beside it: as `select_related` sets them, the columns that
    lead there being read already."""
    row._state.fields_cache.update(beside)  # noqa: SLF001 - where Django's descriptors look first
    return row


class Columns[M: Model]:
    """Columns of a model in a statement: `sql` for its SELECT, `read` for its rows. Others stay deferred."""

    def __init__(self, model: type[M], alias: str, *names: str) -> None:
        self._model = model
        meta = model._meta  # noqa: SLF001 - the documented interface of models
        self._fields: list[Field[Any, Any]] = [
            field for field in meta.concrete_fields if not names or field.name in names
        ]
        self._names = [field.attname for field in self._fields]
        self._converted = [
            (place, field) for place, field in enumerate(self._fields) if hasattr(field, "from_db_value")
        ]
        self.sql = ", ".join(f"{alias}.{field.column}" for field in self._fields)
        self.width = len(self._fields)

    def names(self, ahead: str = "") -> list[str]:
        """Return the same columns as names in a query of the ORM, from a model that leads here by `ahead` (« resource__
        »)."""
        return [f"{ahead}{name}" for name in self._names]

    def read(self, values: Sequence[Any]) -> M:
        """Return the object of these columns, as a queryset would make it."""
        row = list(values)
        for place, field in self._converted:
            row[place] = field.from_db_value(row[place], None, connection)
        return part_of(self._model, dict(zip(self._names, row, strict=True)))


def split(row: Sequence[Any], *groups: Columns[Any]) -> tuple[list[Any], Sequence[Any]]:
    """Return the objects that a row begins with, in order (None: a joined row that was not there), and what follows
    them."""
    found, start = [], 0
    for columns in groups:
        values = row[start : start + columns.width]
        found.append(columns.read(values) if any(value is not None for value in values) else None)
        start += columns.width
    return found, row[start:]
