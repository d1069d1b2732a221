"""Whom one resource is for and shared with, read with it in one statement: what is asked of it then costs none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Share, Target

# What `read_reach` puts on a row, and the columns of `reach_sql`, in order: (model, column).
_COLUMNS: dict[str, tuple[type[Model], str]] = {
    "reach_kinds": (Target, "kind"), "reach_targets": (Target, "target"),
    "reach_audiences": (Share, "audience_id"), "reach_instants": (Share, "visible_from"),
    "reach_levels": (Share, "level"),
}  # fmt: skip
REACH_WIDTH = len(_COLUMNS)


@dataclass(frozen=True, slots=True)
class ResourceReach:
    """The reach of a thing: its state; its shares (audience, visible from, level); whom it is for."""

    state: ResourceState
    shares: tuple[tuple[int, datetime, int], ...]
    targets: frozenset[tuple[str, int]] = frozenset()

    def by(self, audiences: Collection[int], now: datetime, level: ShareLevel = ShareLevel.READ) -> bool:
        return any(one in audiences and at <= now and held >= level for one, at, held in self.shares)

    def to(self, kind: To) -> frozenset[int]:
        """Return the classes, the groups, the children it is for."""
        return frozenset(target for one, target in self.targets if one == kind)


def reach_sql(resource: str, when: str = "true") -> str:
    """Return its targets and shares as columns of a statement, where `resource` is its id; `read_reach` takes them.
    `when`: for which rows they are asked."""
    return ", ".join(
        f"CASE WHEN {when} THEN ARRAY(SELECT w.{column} FROM {model._meta.db_table} w"  # noqa: S608, SLF001
        f" WHERE w.resource_id = {resource} ORDER BY w.id) END"
        for model, column in _COLUMNS.values()
    )


def read_reach(row: Any, values: Sequence[Any]) -> None:
    """Put what `reach_sql` gave on the row."""
    for name, one in zip(_COLUMNS, values, strict=True):
        setattr(row, name, one)


def reach_of(row: Any) -> ResourceReach:
    """Return the reach of a row that was read with it, else by two statements."""
    resource: Resource = row if isinstance(row, Resource) else row.resource
    if not hasattr(row, "reach_kinds"):
        return _made(resource, _read(resource))
    # A policy asks for each child of a follow-up: made once of what was read.
    if not hasattr(row, "reach_read"):
        row.reach_read = _made(resource, [getattr(row, name) for name in _COLUMNS])
    return row.reach_read  # type: ignore[no-any-return]


def _made(resource: Resource, values: Sequence[Any]) -> ResourceReach:
    kinds, targets, audiences, instants, levels = values
    return ResourceReach(
        ResourceState(resource.state),
        tuple(zip(audiences, instants, levels, strict=True)),
        frozenset(zip(kinds, targets, strict=True)),
    )


def _read(resource: Resource) -> list[list[Any]]:
    rows: dict[Any, list[Any]] = {Target: list(resource.targets.all()), Share: list(resource.shares.all())}
    return [[getattr(one, column) for one in rows[model]] for model, column in _COLUMNS.values()]
