"""A school at the end of its year, for the tests of the change of year."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from eprimo.foundation.directory.actions import year_switch, years
from eprimo.foundation.directory.enums import PupilOutcome
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person, PlannedPupil, YearChange
from eprimo.foundation.directory.queries.dump import dump_people
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.cast import Cast

# A working day of July, then the eve and the morning of the new year.
JULY = datetime(2027, 7, 7, 9, 0, tzinfo=UTC)
AUGUST = datetime(2027, 8, 30, 9, 0, tzinfo=UTC)


@dataclass
class Summer:
    """The cast in July, with a class of each cycle: every pupil has somewhere to go."""

    cast: Cast
    ce2: ClassGroup
    mixed: ClassGroup
    young: Person
    old: Person

    def prepared(self) -> YearChange:
        return years.year_prepare(actor=self.cast.actor("director"), school_id=self.cast.tilleuls.pk)

    def switched(self, **more: Any) -> YearChange:
        return year_switch.year_switch(actor=self.cast.actor("director"), change=self.prepared(), **more)


@contextmanager
def summer(cast: Cast, at: datetime = JULY) -> Iterator[Summer]:
    ce2 = make.class_group(cast.tilleuls, "CE2-A", ("CE2",))
    mixed = make.class_group(cast.tilleuls, "CM1-CM2 2026-2027", ("CM1", "CM2"))
    young = make.pupil(cast.tilleuls, mixed, "Ana", "PETIT", birth_date=date(2017, 5, 2))
    old = make.pupil(cast.tilleuls, mixed, "Bob", "GRAND", birth_date=date(2016, 5, 2))
    with clock.frozen(at):
        yield Summer(cast, ce2, mixed, young, old)


def outcome(change: YearChange, person: Person) -> tuple[str, str]:
    """(what becomes of the pupil, label of the class)."""
    line = PlannedPupil.objects.select_related("planned_class").get(change=change, person=person)
    return line.outcome, line.planned_class.label if line.planned_class else ""


def place(cast: Cast, change: YearChange, *people: Person, to: str) -> None:
    planned = change.classes.get(label=to)
    years.planned_pupils_place(
        actor=cast.actor("director"), change=change, people=[one.pk for one in people],
        outcome=PupilOutcome.CLASS, planned_class=planned,
    )  # fmt: skip


def class_of(person: Person) -> list[tuple[str, int]]:
    rows = ClassMembership.objects.in_force(clock.now()).filter(person=person, class_group__closed_at=None)
    return sorted(rows.values_list("class_group__label", "class_group__year_id"))


def dump() -> list[dict[str, Any]]:
    return list(dump_people(school=None, stable=False))
