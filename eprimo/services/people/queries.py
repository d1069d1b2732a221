"""The pupils of who teaches or helps, for the grid of the home."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from eprimo.foundation.directory.animals import seed_sql
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.statements import Statement

_PUPILS = Statement.beside(__file__, "pupils", seed=seed_sql("p"))


@dataclass(frozen=True, slots=True)
class PupilFace:
    """A pupil of the grid. `name`: the first name, and more where two are alike; `stuck`: at the door of the class,
    where a device makes the child wait."""

    public_id: UUID
    # What the animal is drawn from.
    seed: str
    name: str
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """A class, a group, or (no id) the children one is attached to by name."""

    public_id: UUID | None
    label: str
    pupils: list[PupilFace] = field(default_factory=list)
    # A class whose door the actor runs: its tablets, its pictures.
    door: bool = False

    @property
    def stuck(self) -> int:
        return sum(pupil.stuck for pupil in self.pupils)


def circles_of(actor: Actor) -> list[Circle]:
    """Own classes, groups and named children, each with its pupils in order (one statement)."""
    teaches = actor.role == Role.TEACHER
    rows = _PUPILS.rows(
        now=actor.now,
        classes=sorted(actor.class_ids),
        groups=sorted(actor.group_ids) if teaches else [],
        named=sorted(actor.pupil_ids) if actor.role == Role.STAFF else [],
    )
    return [
        Circle(public_id, str(label), _faces(list(found)), door=teaches and rank == 1)
        for (rank, public_id, label), found in groupby(rows, key=lambda row: (row[0], row[2], row[3]))
    ]


def _faces(rows: Sequence[tuple[Any, ...]]) -> list[PupilFace]:
    people = [(row[4], row[9], str(row[5]), str(row[6]), bool(row[8])) for row in rows if row[4] is not None]
    names = told_apart([(first, last) for _, _, first, last, _ in people])
    return [
        PupilFace(public_id, seed, name, stuck)
        for name, (public_id, seed, _, _, stuck) in zip(names, people, strict=True)
    ]
