"""The rows that a roll is called from, by fixed statements: what a page of calls would compose at each request."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from eprimo.foundation.classroom.models import ClassDoor
from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel.actor import Actor, GuardianKind, Role
from eprimo.foundation.kernel.statements import Columns, Statement, joined, split
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay, RollCall
from eprimo.foundation.presence.policies import PROTECTED

_GROUP, _HOST = Columns(ClassGroup, "g"), Columns(ClassGroup, "t")
_SCHOOL, _DOOR = Columns(School, "s"), Columns(ClassDoor, "d")
_HALF, _CALL, _ABSENCE = Columns(HalfDay, "h"), Columns(RollCall, "c"), Columns(Absence, "a")
_PERSON = Columns(
    Person, "p", "id", "public_id", "last_name", "usual_name", "first_name", "sex", "animal", "protected", "sort_key"
)  # fmt: skip
_CLASS = Statement.beside(__file__, "class_called", group=_GROUP, school=_SCHOOL, door=_DOOR)
_HOSTINGS = Statement.beside(__file__, "hostings", group=_GROUP, host=_HOST)
_HALVES = Statement.beside(__file__, "half_days", half=_HALF)
_PUPILS = Statement.beside(__file__, "pupils", person=_PERSON)
_TOLD = Statement.beside(__file__, "told", absence=_ABSENCE)
_CALLS = Statement.beside(__file__, "calls", call=_CALL)


@dataclass(frozen=True, slots=True)
class AskedCalls:
    """Classes of one school and year, and half-days of one day."""

    school_id: int
    year: int
    groups: tuple[int, ...]
    day: date
    halves: tuple[Half, ...]

    @classmethod
    def of(cls, asked: Sequence[tuple[ClassGroup, HalfOf]]) -> "AskedCalls":
        """Make the question of these pairs of class and half-day, one at least, of one school and day."""
        first, one = asked[0]
        groups, halves = {group.pk for group, _ in asked}, {half.half for _, half in asked}
        return cls(first.school_id, first.year_id, tuple(sorted(groups)), one.day, tuple(sorted(halves)))

    @property
    def values(self) -> dict[str, Any]:
        return {
            "year": self.year, "school": self.school_id, "day": self.day, "groups": self.groups,
            "halves": [half.value for half in self.halves],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pupil:
    """`classes`: those of the sheets where it is; `touched`: the half-days on which it touched the own animal;
    `arranged`: an arrangement keeps it away in the afternoon."""

    person: Person
    classes: Collection[int]
    touched: Collection[str]
    arranged: bool


def running_class(public_id: UUID) -> ClassGroup | None:
    """Return an open class of the running year, with its school and its door; who may see it is not asked."""
    rows = _CLASS.rows(id=str(public_id))
    if not rows:
        return None
    (group, school, door), _ = split(rows[0], _GROUP, _SCHOOL, _DOOR)
    found: ClassGroup = joined(group, school=school, door=door)
    return found


def hostings(
    asked: AskedCalls, at: datetime, hosts: Iterable[int]
) -> list[tuple[ClassGroup, ClassGroup, int, Half]]:
    """Return the own class of each child who is hosted, its host, the child's id and the half-day."""
    found = []
    for row in _HOSTINGS.rows(**asked.values, at=at, hosts=sorted(hosts)):
        (group, host), (child, half) = split(row, _GROUP, _HOST)
        found.append((group, host, child, Half(half)))
    return found


def half_days(actor: Actor, asked: AskedCalls, guests: Collection[int]) -> list[tuple[HalfDay, bool]]:
    """Return what was said of the children of the classes, and of guests; and whether the actor reads it of the
    class."""
    here = not actor.closed and actor.school_id == asked.school_id
    family = (
        child.person_id
        for child in actor.children
        if child.kind != GuardianKind.CONTACT
        and child.restriction < PROTECTED
        and asked.school_id in child.school_ids
    )
    rows = _HALVES.rows(
        **asked.values, guests=sorted(guests), now=actor.now, today=actor.today, heads=here and actor.heads,
        teaches=here and actor.role == Role.TEACHER, classes=sorted(actor.class_ids),
        helps=here and actor.role == Role.STAFF, helped=sorted(actor.class_ids | actor.delegated_class_ids),
        pupils=sorted(actor.pupil_ids), children=sorted(family),
    )  # fmt: skip
    return [(_HALF.read(row[: _HALF.width]), bool(row[-1])) for row in rows]


def pupils(asked: AskedCalls, at: datetime, others: Collection[int]) -> list[Pupil]:
    """Return who is in the classes, and the others, by their names."""
    rows = _PUPILS.rows(
        year=asked.year, school=asked.school_id, day=asked.day, groups=asked.groups, at=at,
        weekday=asked.day.weekday(), others=sorted(others),
    )  # fmt: skip
    found = []
    for row in rows:
        (person,), (classes, arranged, touched) = split(row, _PERSON)
        found.append(Pupil(person, classes, touched, arranged))
    return found


def absences(actor: Actor, asked: AskedCalls, children: Collection[int]) -> list[Absence]:
    """Return what families told of the day, or what the school asked, where the actor reads why."""
    here = not actor.closed and actor.school_id == asked.school_id
    own = [child for child in actor.children if asked.school_id in child.school_ids]
    rows = _TOLD.rows(
        year=asked.year, school=asked.school_id, day=asked.day, pupils=sorted(children), now=actor.now,
        heads=here and actor.heads, teaches=here and actor.role == Role.TEACHER, classes=sorted(actor.class_ids),
        person=actor.person_id, own=[child.person_id for child in own],
        asked=[child.person_id for child in own if child.may_sign and child.restriction < PROTECTED],
    )  # fmt: skip
    return [_ABSENCE.read(row) for row in rows]


def calls(asked: AskedCalls) -> dict[tuple[int, str], RollCall]:
    """Return the calls by class and half-day."""
    found = [_CALL.read(row) for row in _CALLS.rows(**asked.values)]
    return {(row.class_group_id, row.half): row for row in found}
