"""Calling the roll of a class for a half-day, and what changes afterwards: who arrives, who leaves, what was wrong.

A call says who is not there; everybody else on its sheet is. Of who was not on it nothing is said. It raises no epoch:
it changes nobody's rights.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.enums import NOT_THERE, Source, State
from eprimo.foundation.presence.events import CallTaken, QuestionEnded
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of
from eprimo.foundation.presence.models import Absence, Correction, HalfDay, RollCall
from eprimo.foundation.presence.policies import may_take_call

# What a later call or correction says instead of what was said.
_SAID = ["class_group", "state", "arrived_at", "left_at", "left_with", "said_at", "source", "by"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a call says of one child. `at`: the hour at which it arrived or left, on the wall of the school; without one
    of who is late, that of the touch. `touched_at`: when it was said, by the device's clock."""

    state: State
    at: time | None = None
    touched_at: datetime | None = None
    left_with: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A child of whom an earlier call of the same half-day said something else, or nothing."""

    child_id: int
    before: State | Literal[""]
    after: State


@dataclass(frozen=True, slots=True)
class Taken:
    """How many children are there and not, after a call; `late` are among those who are. What the call changed of an
    earlier one, child by child."""

    call: RollCall
    present: int
    absent: int
    late: int
    changed: tuple[Changed, ...] = ()


@transaction.atomic
def call_take(
    *,
    actor: Actor,
    class_group: ClassGroup,
    one: HalfOf,
    said: Mapping[int, Said],
    shown: Collection[int] | None = None,
    key: UUID | None = None,
    touched_at: datetime | None = None,
) -> Taken:
    """The roll of a class on a half-day. `said`: of those who are not simply there, by the child's id; who is not of
    the class is left out. `shown`: whom the sheet showed; None: all. Who joined the class since is not called by it.
    Several calls of one half-day are one: of each child what was said last holds. The same
    `key` again is the same call. DomainError: no class then, or it did not begin yet."""
    require(may_take_call, actor, class_group)
    now, school = clock.now(), class_group.school
    hours = hours_of(school, one.day)
    _require_begun(hours, one, now)
    call = _held(class_group, one)
    if key is not None and call.key == key:
        return _taken(call, _rows(class_group, one))
    touched = _at_most(touched_at, now)
    late = call.taken_at is not None and one.day < _day(hours, now)
    if late and _day(hours, touched) != one.day:
        raise DomainError(
            _("Ce jour est passé\u00a0: corrigez enfant par enfant, en disant pourquoi."), code="over"
        )
    expected = _expected(class_group, hours, one, now)
    on_sheet = [child for child in expected if shown is None or child in shown]
    if expected and not on_sheet:
        raise DomainError(
            _("Cette feuille ne montre aucun élève de la classe\u00a0: rouvrez l’appel."), code="empty"
        )
    rows, changed = _merged(actor, class_group, one, on_sheet, said, touched)
    _keep(rows)
    _questions_end(rows)
    if late:
        _corrected(actor, class_group, one, changed, _("Appel gardé sur l’appareil, arrivé plus tard."))
    after = _rows(class_group, one)
    call.taken_at = call.taken_at or now
    call.touched_at = call.touched_at or touched_at or now
    call.key, call.by_id = key, actor.person_id
    call.expected = sum(row.state != State.ARRANGED for row in after)
    call.absent = sum(row.state == State.ABSENT for row in after)
    call.save(update_fields=["taken_at", "touched_at", "key", "by", "expected", "absent"])
    _asked_later(class_group, hours, one, after, now)
    audit(
        actor, "presence.call.taken", class_group, school_id=class_group.school_id, day=one.day.isoformat(),
        half=one.half.value, expected=call.expected, absent=call.absent, changed=len(changed),
    )  # fmt: skip
    return _taken(call, after, changed)


@transaction.atomic
def half_day_correct(
    *, actor: Actor, child: Person, class_group: ClassGroup, one: HalfOf, said: Said, reason: str = ""
) -> HalfDay:
    """Who arrives, leaves, or was not what the call said; on a later day also who was not called then. That day it says
    why, and both stand. NotVisible: the child has no such half-day there; DomainError: no reason."""
    require(may_take_call, actor, class_group)
    now = clock.now()
    # A call at this moment waits, and says nothing older afterwards.
    RollCall.objects.select_for_update(of=("self",), no_key=True).filter(**_keys(class_group, one)).first()
    row = (
        HalfDay.objects.select_for_update(of=("self",), no_key=True)
        .filter(**_keys(class_group, one), child=child)
        .first()
    )
    later = one.day < clock.today(class_group.school.time_zone)
    hours = hours_of(class_group.school, one.day)
    before: State | Literal[""] = State(row.state) if row is not None else ""
    if row is None:
        row = _left_out(class_group, hours, one, child)
        if not later or row is None:
            raise NotVisible
    if later and not reason.strip():
        raise DomainError(_("Ce jour est passé\u00a0: dites pourquoi vous corrigez."), field="reason")
    if later and said.at is None and said.state in {State.LATE, State.LEFT}:
        raise DomainError(_("Dites à quelle heure."), field="at")
    _say(row, said, _local(said, class_group.school, said.touched_at or now))
    row.said_at, row.source, row.by_id = said.touched_at or now, Source.CALL, actor.person_id
    if not before:
        row.save(force_insert=True)
    else:
        row.save(update_fields=[*_SAID[1:-1], "by"])
    if later:
        _corrected(actor, class_group, one, [Changed(child.pk, before, State(row.state))], reason.strip())
    _questions_end([row])
    _count_again(class_group, one)
    _asked_later(class_group, hours, one, [row], now)
    audit(
        actor, "presence.half_day.corrected", school_id=row.school_id, subject_id=child.pk,
        day=one.day.isoformat(), half=one.half.value, before=str(before), after=str(row.state),
    )  # fmt: skip
    return row


def _left_out(class_group: ClassGroup, hours: Hours, one: HalfOf, child: Person) -> HalfDay | None:
    """Of a pupil of whom no call of that half-day said anything; None: it is not one, or another class called it."""
    keys = {name: value for name, value in _keys(class_group, one).items() if name != "class_group"}
    if child.pk not in _expected(class_group, hours, one, hours.starts(one)):
        return None
    if HalfDay.objects.filter(**keys, child=child).exists():
        return None
    return HalfDay(**keys, class_group=class_group, child=child)


def _require_begun(hours: Hours, one: HalfOf, now: datetime) -> None:
    if not hours.is_open(one):
        raise DomainError(_("Il n’y a pas classe à ce moment-là."), code="no-class")
    latest = hours.latest(now)
    if one.day > now.astimezone(ZoneInfo(hours.zone)).date() or (latest is not None and one.key > latest.key):
        raise DomainError(_("L’appel se fait au plus tôt vingt minutes avant la classe."), code="too-early")
    if latest is None and one.day == now.astimezone(ZoneInfo(hours.zone)).date():
        raise DomainError(_("L’appel se fait au plus tôt vingt minutes avant la classe."), code="too-early")


def _day(hours: Hours, at: datetime) -> date:
    """The day that it is at the school."""
    return at.astimezone(ZoneInfo(hours.zone)).date()


def _corrected(
    actor: Actor, class_group: ClassGroup, one: HalfOf, changed: Iterable[Changed], reason: str
) -> None:
    """What was said before of a day that is over, beside what is said now."""
    Correction.objects.bulk_create(
        Correction(
            school_year=class_group.year_id, school_id=class_group.school_id, child_id=row.child_id,
            class_group=class_group, day=one.day, half=one.half, before=row.before, after=row.after,
            reason=reason[:200], by_id=actor.person_id,
        )
        for row in changed
    )  # fmt: skip


def _questions_end(rows: Iterable[HalfDay]) -> None:
    """A child came of whom the school asked why it was not there: nobody is asked, nor telephoned to, any more. The
    absence goes with its question, unless another of its half-days is still one."""
    came = [row for row in rows if row.absence_id is not None and row.state != State.ABSENT]
    if not came:
        return
    keys = {"school_year": came[0].school_year, "school_id": came[0].school_id}
    absent = HalfDay.objects.filter(**keys, absence_id=OuterRef("id"), state=State.ABSENT)
    over = Absence.objects.filter(~Exists(absent), **keys, id__in=[row.absence_id for row in came], reason="")
    for absence in over:
        emit(QuestionEnded(absence.school_id, absence.school_year, str(absence.public_id)))
        absence.delete()


def _held(class_group: ClassGroup, one: HalfOf) -> RollCall:
    """The call of the half-day, held until the transaction ends: two at once wait for each other."""
    keys = _keys(class_group, one)
    RollCall.objects.get_or_create(**keys)
    return RollCall.objects.select_for_update(of=("self",), no_key=True).get(**keys)


def _keys(class_group: ClassGroup, one: HalfOf) -> dict[str, Any]:
    return {
        "school_year": class_group.year_id, "school_id": class_group.school_id, "class_group": class_group,
        "day": one.day, "half": one.half,
    }  # fmt: skip


def _rows(class_group: ClassGroup, one: HalfOf) -> list[HalfDay]:
    return list(HalfDay.objects.filter(**_keys(class_group, one)))


def _expected(class_group: ClassGroup, hours: Hours, one: HalfOf, now: datetime) -> list[int]:
    """The pupils of the class: today's now, those of a past day when it began."""
    at = min(now, hours.ends(one)) if one.day == _day(hours, now) else hours.starts(one)
    return list(
        ClassMembership.objects.in_force(at)
        .filter(class_group=class_group)
        .order_by("person")
        .values_list("person", flat=True)
    )


def _merged(
    actor: Actor,
    class_group: ClassGroup,
    one: HalfOf,
    expected: Iterable[int],
    said: Mapping[int, Said],
    touched: datetime,
) -> tuple[list[HalfDay], list[Changed]]:
    """The rows that this call writes, and what it changes of an earlier call: of each child, what was said last."""
    keys = {name: value for name, value in _keys(class_group, one).items() if name != "class_group"}
    there = {row.child_id: row for row in HalfDay.objects.filter(**keys, child__in=list(expected))}
    rows, changed = [], []
    for child in expected:
        one_said = said.get(child, Said(State.PRESENT))
        at = _at_most(one_said.touched_at, clock.now()) if one_said.touched_at else touched
        before = there.get(child)
        if before is not None and before.source == Source.CALL and before.said_at > at:
            continue
        row = before or HalfDay(**keys, child_id=child)
        was = row.state if before is not None and before.source == Source.CALL else None
        row.class_group = class_group
        _say(row, one_said, _local(one_said, class_group.school, at))
        row.said_at, row.source, row.by_id = at, Source.CALL, actor.person_id
        rows.append(row)
        if was is not None and was != row.state:
            changed.append(Changed(child, State(was), State(row.state)))
    return rows, changed


def _say(row: HalfDay, said: Said, here: time) -> None:
    """`here`: the hour on the wall of the school when nobody told another."""
    row.state = said.state
    row.arrived_at = (said.at or here) if said.state == State.LATE else None
    row.left_at = (said.at or here) if said.state == State.LEFT else None
    row.left_with = said.left_with.strip()[:80] if said.state == State.LEFT else ""


def _local(said: Said, school: School, at: datetime) -> time:
    moment = (said.touched_at or at).astimezone(ZoneInfo(school.time_zone))
    return moment.time().replace(second=0, microsecond=0)


def _at_most(at: datetime | None, now: datetime) -> datetime:
    """A device whose clock is ahead said it now at the latest: it would win over all that is said after."""
    return min(at, now) if at is not None else now


def _keep(rows: list[HalfDay]) -> None:
    """In one statement; who was told to be absent beforehand has a row already."""
    HalfDay.objects.bulk_create(
        [_new(row) for row in rows],
        update_conflicts=True,
        unique_fields=["school_year", "school", "child", "day", "half"],
        update_fields=_SAID,
    )


def _new(row: HalfDay) -> HalfDay:
    return HalfDay(
        school_year=row.school_year, school_id=row.school_id, child_id=row.child_id, class_group_id=row.class_group_id,
        day=row.day, half=row.half, state=row.state, arrived_at=row.arrived_at, left_at=row.left_at,
        left_with=row.left_with, absence_id=row.absence_id, said_at=row.said_at, source=row.source, by_id=row.by_id,
    )  # fmt: skip


def _count_again(class_group: ClassGroup, one: HalfOf) -> None:
    rows = _rows(class_group, one)
    RollCall.objects.filter(**_keys(class_group, one)).update(
        expected=sum(row.state != State.ARRANGED for row in rows),
        absent=sum(row.state == State.ABSENT for row in rows),
    )


def _asked_later(
    class_group: ClassGroup, hours: Hours, one: HalfOf, rows: Iterable[HalfDay], now: datetime
) -> None:
    """Families are asked half an hour after the half-day began; nobody is asked about a day that is over."""
    if one.day < _day(hours, now):
        return
    if any(row.state == State.ABSENT and row.absence_id is None for row in rows):
        event = CallTaken(
            class_group.school_id, class_group.year_id, class_group.pk, one.day.isoformat(), one.half.value
        )
        emit(event, due_at=max(hours.asks_at(one), now))


def _taken(call: RollCall, rows: list[HalfDay], changed: Iterable[Changed] = ()) -> Taken:
    states = [State(row.state) for row in rows]
    return Taken(
        call,
        present=sum(state not in NOT_THERE for state in states),
        absent=states.count(State.ABSENT),
        late=states.count(State.LATE),
        changed=tuple(changed),
    )
