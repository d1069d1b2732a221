"""The register of a class for a month: its half-days, what each child was, totals, and what was corrected since."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.enums import Half, Source, State
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of_class
from eprimo.foundation.presence.models import Absence, Correction, HalfDay, Register, RollCall
from eprimo.foundation.presence.policies import classes_registered_for, registers_visible_to
from eprimo.foundation.presence.queries.arrangements import little_of


@dataclass(frozen=True, slots=True)
class Cell:
    """A child on a half-day of the register. `legitimate`: of an absence, what the direction or the law's list says of
    its reason; None: nobody said, or it is to be looked at."""

    half: HalfDay
    legitimate: bool | None

    @property
    def state(self) -> State:
        return State(self.half.state)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A child's month in one class: a cell for each half-day of the month, None where no call spoke of it there."""

    child: Person
    cells: tuple[Cell | None, ...]

    def _count(self, *states: State) -> int:
        return sum(cell is not None and cell.state in states for cell in self.cells)

    @property
    def expected(self) -> int:
        return sum(cell is not None and cell.state != State.ARRANGED for cell in self.cells)

    @property
    def absent(self) -> int:
        return self._count(State.ABSENT)

    @property
    def late(self) -> int:
        return self._count(State.LATE)

    @property
    def without_reason(self) -> int:
        """Half-days of absence that no legitimate reason covers."""
        return sum(
            cell is not None and cell.state == State.ABSENT and cell.legitimate is not True for cell in self.cells
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthOf:
    """The register of a class for a month, as it stands. `halves`: those with class; `missing`: of these, the ones over
    whose roll nobody called."""

    class_group: ClassGroup
    month: date
    halves: tuple[HalfOf, ...]
    missing: tuple[HalfOf, ...]
    rows: tuple[RegisterRow, ...]
    corrections: tuple[Correction, ...]
    signed: tuple[Register, ...]
    # Its last half-day with class is over.
    over: bool
    # Pupils of « toute petite section », whom no register counts.
    left_out: int = 0

    @property
    def expected(self) -> int:
        return sum(row.expected for row in self.rows)

    @property
    def absent(self) -> int:
        return sum(row.absent for row in self.rows)

    @property
    def without_reason(self) -> int:
        return sum(row.without_reason for row in self.rows)

    @property
    def content_hash(self) -> str:
        """SHA-256 of what it says: it is another one when anything is said otherwise, whenever that was."""
        said = [
            (
                row.child.pk,
                one.half.day,
                one.half.half,
                one.state,
                one.half.arrived_at,
                one.half.left_at,
                one.legitimate,
            )
            for row in self.rows
            for one in row.cells
            if one is not None
        ]
        corrected = [one.id for one in self.corrections]
        return hashlib.sha256(repr((said, corrected)).encode()).hexdigest()

    @property
    def changed(self) -> bool:
        """There is something to sign that the last signature does not hold."""
        return bool(self.rows) and (not self.signed or self.signed[-1].content_hash != self.content_hash)

    @property
    def late(self) -> list[tuple[Person, HalfDay]]:
        """Children who came late, and when, in the order of days."""
        found = [(row.child, c.half) for row in self.rows for c in row.cells if c and c.state == State.LATE]
        return sorted(found, key=lambda one: HalfOf(one[1].day, Half(one[1].half)).key)

    @property
    def attendance(self) -> float | None:
        """Half-days of presence among those expected, in percent; None: none was called."""
        return 100 * (self.expected - self.absent) / self.expected if self.expected else None


def last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_is_over(hours: Hours, month: date, now: datetime) -> bool:
    """Tell whether no half-day with class of that month is still to come or runs: it may be signed from then on. So the
    last month before the summer is signed on the last day of class, when the direction is still there."""
    here, end = now.astimezone(ZoneInfo(hours.zone)).date(), last_day(month)
    if here > end or here < month:
        return here > end
    left = hours.between(HalfOf(here, Half.MORNING), HalfOf(end, Half.AFTERNOON))
    return not any(hours.ends(one) > now for one in left)


def class_registered(actor: Actor, public_id: UUID) -> ClassGroup:
    """Return a class whose month the actor reads. Raises NotVisible."""
    rows = ClassGroup.objects.filter(classes_registered_for(actor), public_id=public_id)
    found = rows.select_related("school").first()
    if found is None:
        raise NotVisible
    return found


def register_visible(actor: Actor, public_id: UUID) -> Register:
    """Return a signed register. Raises NotVisible."""
    rows = Register.objects.filter(registers_visible_to(actor), public_id=public_id)
    found = rows.select_related("class_group", "school", "signed_by").first()
    if found is None:
        raise NotVisible
    return found


def registers_of(actor: Actor) -> list[Register]:
    """Return the signed registers that the actor opens, without their bytes: newest month first, then by class."""
    rows = Register.objects.filter(registers_visible_to(actor)).defer("pdf")
    return list(
        rows.select_related("class_group", "signed_by").order_by("-month", "class_group__key", "version")
    )


def months_called(actor: Actor, school: School) -> list[date]:
    """Return the months of the year that runs in which some roll was called, newest first (one statement)."""
    days = RollCall.objects.filter(
        school_year=school.running_year_id, school=school, taken_at__isnull=False,
        class_group__in=ClassGroup.objects.filter(classes_registered_for(actor)),
    ).values_list("day", flat=True)  # fmt: skip
    return sorted({day.replace(day=1) for day in days.distinct()}, reverse=True)


def calls_unsigned(school: School | OuterRef, year: Any) -> QuerySet[Any]:
    """Return the rolls of a school and year whose month nobody signed, each with its `month`; not of classes of « toute
    petite section » alone, which have no register."""
    signed = Register.objects.filter(class_group=OuterRef("class_group"), month=OuterRef("month"))
    rows = RollCall.objects.filter(school=school, school_year=year, taken_at__isnull=False, expected__gt=0)
    rows = rows.exclude(class_group__levels=[Level.TPS])
    return rows.annotate(month=TruncMonth("day")).filter(~Exists(signed))


def months_unsigned(school: School) -> list[tuple[date, list[str]]]:
    """Return the months of the year that runs which were not signed, oldest first, with the labels of the classes (one
    statement)."""
    rows = calls_unsigned(school, school.running_year_id).order_by("month", "class_group__key", "class_group")
    found: dict[date, list[str]] = {}
    for month, label in rows.values_list("month", "class_group__label").distinct():
        found.setdefault(month, []).append(label)
    return list(found.items())


def classes_registered(actor: Actor) -> list[ClassGroup]:
    rows = ClassGroup.objects.filter(classes_registered_for(actor)).select_related("school")
    return list(rows.order_by("key", "pk"))


def month_of(class_group: ClassGroup, month: date, actor: Actor) -> MonthOf:
    """Return the register of a month: eight statements (nine of a class with « toute petite section »), whatever the
    number of children. The right was asked for before (`class_registered`)."""
    school, end = class_group.school, last_day(month)
    hours = hours_of_class(class_group, month)
    of_month = {
        "school_year": class_group.year_id, "school": school, "class_group": class_group,
        "day__gte": month, "day__lte": end,
    }  # fmt: skip
    little = little_of(class_group)
    every = list(HalfDay.objects.filter(**of_month, source=Source.CALL).select_related("child"))
    half_days = [row for row in every if not little.has(row.child_id)]
    left_out = len({row.child_id for row in every if little.has(row.child_id)})
    reasons = _reasons(class_group, half_days)
    calls = RollCall.objects.filter(**of_month, taken_at__isnull=False)
    called = {(row.day, row.half) for row in calls.only("school_year", "id", "day", "half")}
    halves = _halves(hours, month, end, called)
    said_since = Correction.objects.filter(**of_month).select_related("child", "by").order_by("at", "id")
    corrections = tuple(row for row in said_since if not little.has(row.child_id))
    signed = tuple(
        Register.objects.filter(class_group=class_group, month=month)
        .defer("pdf")
        .select_related("signed_by")
        .order_by("version")
    )
    missing = tuple(
        one for one in halves if (one.day, one.half) not in called and hours.ends(one) <= actor.now
    )
    rows = _rows(half_days, halves, reasons)
    over = month_is_over(hours, month, actor.now)
    return MonthOf(class_group, month, halves, missing, rows, corrections, signed, over, left_out)


def _reasons(class_group: ClassGroup, half_days: Iterable[HalfDay]) -> dict[int, Absence]:
    ids = {row.absence_id for row in half_days if row.absence_id is not None}
    rows = Absence.objects.filter(school_year=class_group.year_id, school=class_group.school_id, id__in=ids)
    return {row.id: row for row in rows}


def _halves(hours: Hours, month: date, end: date, called: set[tuple[date, str]]) -> tuple[HalfOf, ...]:
    """Those with class, and those that were called though the calendar says otherwise since."""
    found = set(hours.between(HalfOf(month, Half.MORNING), HalfOf(end, Half.AFTERNOON)))
    found |= {HalfOf(day, Half(half)) for day, half in called}
    return tuple(sorted(found, key=lambda one: one.key))


def _rows(
    half_days: Sequence[HalfDay], halves: Sequence[HalfOf], reasons: dict[int, Absence]
) -> tuple[RegisterRow, ...]:
    said = {(row.child_id, row.day, row.half): row for row in half_days}
    children = {row.child_id: row.child for row in half_days}
    return tuple(
        RegisterRow(
            child,
            tuple(
                Cell(half, reason.is_legitimate if (reason := reasons.get(half.absence_id or 0)) else None)
                if (half := said.get((child.pk, one.day, one.half)))
                else None
                for one in halves
            ),
        )
        for child in sorted(children.values(), key=lambda one: (one.sort_key, one.pk))
    )
