"""Two rows of one human being made one, and parted again.

Every column that names a person moves: those that `retention.py` declares (`persons`), which a test holds complete.
What moved is written in a journal of plain data, row by row, so that parting gives back the same rows. An app whose
rows would then be there twice says in its `merging.py` what becomes of them:

- `begin(merging)`: what it joins or moves itself, before everything else moves;
- `JOINS`: {model: what the row that stays takes over from the double that goes};
- `UNDO`: {a kind of entry of its own: how it is taken back};
- `settle(entries)`: what follows from rows that moved, after a merge and after a parting;
- `STAYS`: models whose rows are left to the person who is absorbed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils.module_loading import module_has_submodule

from eprimo.foundation.kernel.services import retentions

type Entry = dict[str, Any]
type Row = models.Model
type Join = Callable[["Merging", Any, Any], None]
type Undo = Callable[["Parting", Entry], None]


@dataclass(slots=True)
class Merging:
    """One merge under way, and its journal."""

    kept: int
    absorbed: int
    now: datetime
    entries: list[Entry] = field(default_factory=list)

    def write(self, do: str, model: type[Row], **said: Any) -> None:
        self.entries.append({"do": do, "of": model._meta.label, **said})  # noqa: SLF001 - documented

    def change(self, row: Row, **values: Any) -> None:
        """Change columns (by attname) of one row; taken back together, if nobody changed one of them since."""
        was = {name: getattr(row, name) for name in values}
        if was == values:
            return
        update_row(type(row), row.pk, values)
        for name, value in values.items():
            setattr(row, name, value)
        who = {name: getattr(row, name) for name in _named_by(type(row))}
        self.write("changed", type(row), pk=plain(row.pk), who=who, was=plain(was), now=plain(values))

    def drop(self, row: Row) -> None:
        """Take a double away; it is kept in the journal."""
        self.write("dropped", type(row), row=row_json(row))
        delete_row(row)

    def move(self, model: type[Row], column: str, old: int, new: int) -> None:
        """Rows of a foreign key go from one to the other; those that would then be there twice are joined first."""
        to = model._meta.get_field(column)  # noqa: SLF001 - documented
        rows = manager(model)
        if isinstance(to, models.OneToOneField):
            if not rows.filter(**{column: new}).exists() and rows.filter(**{column: old}).update(
                **values_of(model, {column: new})
            ):
                self.write("moved", model, column=column, old=old, new=new, rows=None)
            return
        self._doubles(model, column, old, new)
        keys = list(rows.filter(**{column: old}).order_by("pk").values_list("pk", flat=True))
        if keys:
            rows.filter(**{column: old}).update(**values_of(model, {column: new}))
            self.write("moved", model, column=column, old=old, new=new, rows=plain(keys))

    def _doubles(self, model: type[Row], column: str, old: int, new: int) -> None:
        for others, nulls_alike, where in unique_with(model, column):
            there = {
                tuple(getattr(row, name) for name in others): row
                for row in manager(model).filter(where, **{column: new})
            }
            for row in manager(model).filter(where, **{column: old}).order_by("pk") if there else ():
                key = tuple(getattr(row, name) for name in others)
                twin = there.get(key)
                if twin is not None and (nulls_alike or None not in key):
                    self._one_of(model, twin, row)

    def _one_of(self, model: type[Row], stays: Row, goes: Row) -> None:
        """What hangs on the row that goes hangs on the other one."""
        if join := _joins().get(model._meta.label):  # noqa: SLF001 - documented
            join(self, stays, goes)
        for relation in model._meta.related_objects:  # noqa: SLF001 - documented
            near: Any = relation.related_model
            self.move(near, relation.field.name, goes.pk, stays.pk)
        self.drop(goes)


@dataclass(slots=True)
class Parting:
    """A merge taken back."""

    kept: int
    absorbed: int
    now: datetime


def merge_rows(merging: Merging) -> None:
    """Move everything that names the absorbed person to the kept one."""
    for module in _modules():
        if hasattr(module, "begin"):
            module.begin(merging)
    stays = {label for module in _modules() for label in getattr(module, "STAYS", ())}
    for model, column in person_columns():
        if model._meta.label not in stays:  # noqa: SLF001 - documented
            merging.move(model, column, merging.absorbed, merging.kept)
    _settle(merging.entries)


def part_rows(parting: Parting, entries: list[Entry]) -> None:
    """Give back, last first, what a journal says; what was made since stays where it is."""
    undo: dict[str, Undo] = {"moved": _move_back, "changed": _change_back, "dropped": _bring_back}
    for module in _modules():
        undo |= getattr(module, "UNDO", {})
    for entry in reversed(entries):
        undo[entry["do"]](parting, entry)
    _settle(entries)


def person_columns() -> list[tuple[type[Row], str]]:
    """Return every column that names a person, as the lines of retention declare them."""
    return [(apps.get_model(line.model), column) for line in retentions() for column in line.persons]


def names_person(entry: Entry, people: Iterable[int]) -> bool:
    """Does this entry keep a row, or values of a row, that names one of these people?"""
    if entry["do"] == "moved":
        return False
    columns, wanted = _named_by(apps.get_model(entry["of"])), set(people)
    said = [entry.get("who") or entry.get("row") or {}, *(entry.get("rows") or ())]
    return any(row.get(name) in wanted for row in said for name in columns)


def _named_by(model: type[Row]) -> list[str]:
    return [attname(model, column) for found, column in person_columns() if found is model]


def _settle(entries: list[Entry]) -> None:
    for module in _modules():
        if hasattr(module, "settle"):
            module.settle(entries)


def _move_back(_parting: Parting, entry: Entry) -> None:
    model, column = apps.get_model(entry["of"]), entry["column"]
    rows = manager(model).filter(**{column: entry["new"]})
    if entry["rows"] is not None:
        rows = rows.filter(pk__in=[key_of(one) for one in entry["rows"]])
    elif manager(model).filter(**{column: entry["old"]}).exists():
        return
    rows.update(**values_of(model, {column: entry["old"]}))


def _change_back(_parting: Parting, entry: Entry) -> None:
    model = apps.get_model(entry["of"])
    row = manager(model).filter(pk=key_of(entry["pk"])).first()
    now = read_values(model, entry["now"])
    if row is not None and all(getattr(row, name) == value for name, value in now.items()):
        update_row(model, row.pk, read_values(model, entry["was"]))


def _bring_back(_parting: Parting, entry: Entry) -> None:
    row_restore(apps.get_model(entry["of"]), entry["row"])


def row_restore(model: type[Row], said: Mapping[str, Any], **other: Any) -> Row | None:
    """Return the row as it was, with other values; None when something that it cannot be without is gone."""
    row = model(**{**read_values(model, said), **other})
    for one in model._meta.concrete_fields:  # noqa: SLF001 - documented
        if not one.is_relation or getattr(row, one.attname) is None:
            continue
        target: Any = one.related_model
        if not manager(target).filter(pk=getattr(row, one.attname)).exists():
            if not one.null:
                return None
            setattr(row, one.attname, None)
    manager(model).bulk_create([row])
    return row


# --- rows as plain data ---


def row_json(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = plain({name: getattr(row, name) for name in _written(type(row))})
    return found


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it, to the microsecond."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def read_values(model: type[Row], said: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {one.attname: one for one in model._meta.concrete_fields}  # noqa: SLF001 - documented
    return {name: None if value is None else fields[name].to_python(value) for name, value in said.items()}


def key_of(pk: Any) -> Any:
    """Return a primary key that JSON made a list of."""
    return tuple(pk) if isinstance(pk, list) else pk


def _written(model: type[Row]) -> list[str]:
    return [
        one.attname
        for one in model._meta.concrete_fields  # noqa: SLF001 - documented
        if not isinstance(one, models.GeneratedField)
    ]


def attname(model: type[Row], name: str) -> str:
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]  # noqa: SLF001 - documented


def manager(model: type[Row]) -> Any:
    return model._default_manager  # noqa: SLF001 - documented


def update_row(model: type[Row], pk: Any, values: Mapping[str, Any]) -> None:
    manager(model).filter(pk=pk).update(**values_of(model, values))


def values_of(model: type[Row], values: Mapping[str, Any]) -> dict[str, Any]:
    """Nobody changed the content of the row: its own clock goes on from where it was."""
    own = {one.name for one in model._meta.concrete_fields}  # noqa: SLF001 - documented
    return {**values, "updated_at": F("updated_at")} if "updated_at" in own else dict(values)


def delete_row(row: Row) -> None:
    gone = manager(type(row)).filter(pk=row.pk).delete()[0]
    if gone != 1:
        raise RuntimeError(f"{type(row).__name__}: {gone} rows went where one was meant.")


def unique_with(model: type[Row], column: str) -> list[tuple[tuple[str, ...], bool, Q]]:
    """Return, for each unique constraint that names the column, the other columns (attnames), whether nulls are alike,
    and the rows it holds for."""
    found = []
    for one in model._meta.constraints:  # noqa: SLF001 - documented
        if not isinstance(one, models.UniqueConstraint):
            continue
        names = list(one.fields) or [part.name for part in one.expressions if isinstance(part, F)]  # type: ignore[attr-defined]
        if column in names:
            others = tuple(attname(model, name) for name in names if name != column)
            found.append((others, one.nulls_distinct is False, one.condition or Q()))
    return found


def _modules() -> list[Any]:
    return [
        import_module(f"{config.name}.merging")
        for config in apps.get_app_configs()
        if config.name.startswith("eprimo.foundation.") or config.name.startswith("eprimo.services.")
        if module_has_submodule(config.module, "merging") and config.label != "kernel"
    ]


def _joins() -> dict[str, Join]:
    return {label: join for module in _modules() for label, join in getattr(module, "JOINS", {}).items()}
