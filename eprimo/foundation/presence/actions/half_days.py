"""Rows of what children were on a half-day: reading those of a class, writing them, and what follows from them."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from eprimo.foundation.directory.models import ClassGroup, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.statements import Columns, Statement
from eprimo.foundation.presence.enums import Source, State
from eprimo.foundation.presence.events import CallTaken, QuestionEnded
from eprimo.foundation.presence.hours import BEFORE, HalfOf, Hours
from eprimo.foundation.presence.models import Absence, Correction, HalfDay, RollCall

# What a later call or correction says instead of what was said.
SAID = ["class_group", "state", "arrived_at", "left_at", "left_with", "said_at", "source", "by"]


_HALF = Columns(HalfDay, "h")
_ROWS = Statement.beside(__file__, "half_rows", half=_HALF)
_MEMBERS = Statement.beside(__file__, "members")
_KEPT = Statement.beside(__file__, "half_rows_kept")
_KEPT_COLUMNS = (
    "child_id", "class_group_id", "state", "arrived_at", "left_at", "left_with", "absence_id", "said_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call says this of one child. `at`: the hour at which it arrived or left, on the wall of the school; without one
    of who is late, that of the touch. `touched_at`: when it was said, by the device's clock."""

    state: State
    at: time | None = None
    touched_at: datetime | None = None
    left_with: str = ""


@dataclass(frozen=True, slots=True)
class CallChange:
    """A child of whom an earlier call of the same half-day said something else, or nothing. `class_id`: in whose
    register it stands."""

    child_id: int
    before: State | Literal[""]
    after: State
    class_id: int


def keys_of(class_group: ClassGroup, one: HalfOf) -> dict[str, Any]:
    return of_school(class_group, one) | {"class_group": class_group}


def of_school(class_group: ClassGroup, one: HalfOf) -> dict[str, Any]:
    """Return the columns that say a half-day of the class's school, whatever the class of a child is."""
    return {
        "school_year": class_group.year_id, "school_id": class_group.school_id, "day": one.day, "half": one.half,
    }  # fmt: skip


def rows_of(class_group: ClassGroup, one: HalfOf, children: Collection[int] = ()) -> list[HalfDay]:
    """Return what is said of the class on a half-day, and of these children whatever their class."""
    found = _ROWS.rows(**values_of(class_group, one), group=class_group.pk, children=sorted(children))
    return [_HALF.read(row) for row in found]


def values_of(class_group: ClassGroup, one: HalfOf) -> dict[str, Any]:
    """Return the school and the half-day, as statements name them."""
    return {
        "year": class_group.year_id, "school": class_group.school_id, "day": one.day, "half": str(one.half),
    }  # fmt: skip


def pupils_of(class_group: ClassGroup, hours: Hours, one: HalfOf, now: datetime) -> list[int]:
    """Return the pupils of the class: today's now, those of a past day when it began."""
    rows = _MEMBERS.rows(group=class_group.pk, at=called_at(hours, one, now))
    return [child for (child,) in rows]


def called_at(hours: Hours, one: HalfOf, now: datetime) -> datetime:
    """Return the moment whose children are called: today's now, those of a past day when the half-day began."""
    return min(now, hours.ends(one)) if one.day == day_of(hours, now) else hours.starts(one)


def day_of(hours: Hours, at: datetime) -> date:
    """Return the day that it is at the school."""
    return at.astimezone(ZoneInfo(hours.zone)).date()


def say(row: HalfDay, said: CallEntry, here: time) -> None:
    """Write what is said of a child into its row. `here`: the hour on the wall of the school when nobody told
    another."""
    row.state = said.state
    row.arrived_at = (said.at or here) if said.state == State.LATE else None
    row.left_at = (said.at or here) if said.state == State.LEFT else None
    row.left_with = said.left_with.strip()[:80] if said.state == State.LEFT else ""


def local_hour(school: School, at: datetime) -> time:
    moment = at.astimezone(ZoneInfo(school.time_zone))
    return moment.time().replace(second=0, microsecond=0)


def at_most(at: datetime | None, now: datetime) -> datetime:
    """Return the instant, now at the latest: what a device whose clock is ahead said would win over all that is said
    after."""
    return min(at, now) if at is not None else now


def within(at: datetime | None, now: datetime, hours: Hours, one: HalfOf) -> datetime:
    """Return the instant at which a device says that it was touched, bounded by the half-day: nobody calls a roll
    before it may be called, and a device whose clock is behind, or that lies, would put a child at school at night."""
    return max(at_most(at, now), min(now, hours.starts(one) - BEFORE))


def merged(
    actor: Actor, class_group: ClassGroup, one: HalfOf, who: Mapping[int, int], said: Mapping[int, CallEntry],
    touched: datetime, hours: Hours, arranged: Collection[int] = (),
) -> tuple[list[HalfDay], list[CallChange]]:  # fmt: skip
    """Return the rows that a call writes, and what it changes of an earlier call: of each child, what was said last.
    `who`: the class in whose register each child stands; `arranged`: of these, who is not expected."""
    keys = of_school(class_group, one)
    there = {row.child_id: row for row in rows_of(class_group, one, who)}
    rows, changed = [], []
    for child, class_id in who.items():
        one_said = said.get(child, CallEntry(State.ARRANGED if child in arranged else State.PRESENT))
        at = within(one_said.touched_at, clock.now(), hours, one) if one_said.touched_at else touched
        before = there.get(child)
        if before is not None and before.source == Source.CALL and before.said_at > at:
            continue
        row = before or HalfDay(**keys, child_id=child)
        was = row.state if before is not None and before.source == Source.CALL else None
        row.class_group_id = class_id
        say(row, one_said, local_hour(class_group.school, at))
        row.said_at, row.source, row.by_id = at, Source.CALL, actor.person_id
        rows.append(row)
        if was is not None and was != row.state:
            changed.append(CallChange(child, State(was), State(row.state), class_id))
    return rows, changed


def keep(class_group: ClassGroup, one: HalfOf, rows: Iterable[HalfDay], by_id: int) -> None:
    """Write what a call says, in one statement; who was told to be absent beforehand has a row already."""
    said = [{name: getattr(row, name) for name in _KEPT_COLUMNS} for row in rows]
    if said:
        _KEPT.rows(**values_of(class_group, one), rows=json.dumps(said, default=str), by=by_id)


def corrected(
    actor: Actor, class_group: ClassGroup, one: HalfOf, changed: Iterable[CallChange], reason: str
) -> None:
    """Keep what was said before of a day that is over, beside what is said now."""
    Correction.objects.bulk_create(
        Correction(
            **of_school(class_group, one), class_group_id=row.class_id, child_id=row.child_id, before=row.before,
            after=row.after, reason=reason[:200], by_id=actor.person_id,
        )
        for row in changed
    )  # fmt: skip


def questions_end(rows: Iterable[HalfDay]) -> None:
    """End the questions about children who came: nobody is asked, nor telephoned to, any more. The absence goes with
    its question, unless another of its half-days is still one."""
    came = [row for row in rows if row.absence_id is not None and row.state != State.ABSENT]
    if not came:
        return
    keys = {"school_year": came[0].school_year, "school_id": came[0].school_id}
    absent = HalfDay.objects.filter(**keys, absence_id=OuterRef("id"), state=State.ABSENT)
    over = Absence.objects.filter(~Exists(absent), **keys, id__in=[row.absence_id for row in came], reason="")
    for absence in over:
        emit(QuestionEnded(absence.school_id, absence.school_year, str(absence.public_id)))
        absence.delete()


def count_again(class_group: ClassGroup, one: HalfOf) -> None:
    rows = rows_of(class_group, one)
    RollCall.objects.filter(**keys_of(class_group, one)).update(**counts_of(rows))


def counts_of(rows: Iterable[HalfDay]) -> dict[str, int]:
    """Return how many of a register were expected, and how many of them were absent."""
    states = [row.state for row in rows]
    return {
        "expected": sum(state != State.ARRANGED for state in states), "absent": states.count(State.ABSENT),
    }  # fmt: skip


def asked_later(
    class_group: ClassGroup, hours: Hours, one: HalfOf, rows: Iterable[HalfDay], now: datetime
) -> None:
    """Have families asked half an hour after the half-day began; nobody is asked about a day that is over."""
    if one.day < day_of(hours, now):
        return
    waiting = {
        row.class_group_id for row in rows if row.state == State.ABSENT and row.absence_id is None
    }  # fmt: skip
    for class_id in sorted(waiting):
        event = CallTaken(
            class_group.school_id, class_group.year_id, class_id, one.day.isoformat(), one.half.value
        )
        emit(event, due_at=max(hours.asks_at(one), now))
