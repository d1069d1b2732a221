"""Calling the roll of a class for a half-day, and what changes afterwards: who arrives, who leaves, what was wrong.

A call says who is not there; everybody else on its sheet is. Of who was not on it nothing is said. Children of a class
that is spread are called where they are hosted; their register is their own class's. It raises no epoch: it changes
nobody's rights.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.actions.half_days import (
    SAID,
    CallChange,
    CallEntry,
    asked_later,
    at_most,
    corrected,
    count_again,
    counts_of,
    day_of,
    keep,
    keys_of,
    local_hour,
    merged,
    of_school,
    pupils_of,
    questions_end,
    rows_of,
    say,
    within,
)
from eprimo.foundation.presence.actions.spread_calls import (
    Around,
    around,
    call_held,
    call_made,
    spread_settle,
)
from eprimo.foundation.presence.enums import Source, State
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of_class
from eprimo.foundation.presence.models import HalfDay, RollCall
from eprimo.foundation.presence.policies import may_take_call
from eprimo.foundation.presence.queries.arrangements import arranged_on
from eprimo.foundation.presence.queries.hosting import guest_class

# What came so soon after it was told did not wait on a device.
_AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of a call: how many children came and did not; `late` are among those who came; and the changes of an
    earlier one, child by child."""

    call: RollCall
    present: int
    absent: int
    late: int
    changed: tuple[CallChange, ...] = ()


@transaction.atomic
def call_take(
    *,
    actor: Actor,
    class_group: ClassGroup,
    one: HalfOf,
    said: Mapping[int, CallEntry],
    shown: Collection[int] | None = None,
    waiting: Collection[int] = (),
    key: UUID | None = None,
    touched_at: datetime | None = None,
) -> Taken:
    """Call the roll of a class on a half-day. `said`: of those who are not simply there, by the child's id; who is
    neither of the class nor hosted by it is left out. `shown`: whom the sheet showed; None: all who are there. Who
    joined the class since is not called by it. `waiting`: whom it showed to be looked at, and nobody did: the call is
    not made before somebody says what they are.

    Several calls of one half-day are one: of each child what was said last holds. The same `key` again is the same
    call. Raises DomainError: no class then, or it did not begin yet.
    """
    require(may_take_call, actor, class_group)
    now, hours = clock.now(), hours_of_class(class_group, one.day)
    _require_begun(hours, one, now)
    call = call_held(class_group, one)
    if key is not None and call.key == key:
        return _taken(call, rows_of(class_group, one))
    touched = within(touched_at, now, hours, one)
    late = call.taken_at is not None and one.day < day_of(hours, now)
    if late and day_of(hours, touched) != one.day:
        raise DomainError(
            _("Ce jour est passé\u00a0: corrigez enfant par enfant, en disant pourquoi."), code="over"
        )
    near = around(actor, class_group, hours, one, now)
    pupils = pupils_of(class_group, hours, one, now)
    who = _on_sheet(pupils, near, shown, waiting)
    rows, changed = merged(actor, class_group, one, who, said, touched, hours, arranged_on(class_group, one))
    keep(class_group, one, rows, actor.person_id)
    questions_end(rows)
    if late:
        corrected(actor, class_group, one, changed, _("Appel gardé sur l’appareil, arrivé plus tard."))
    after = rows_of(class_group, one)
    waits = set(waiting).intersection(pupils).difference(near.placed, _called(after))
    whole = near.is_whole(after) and not waits
    _signed(call, actor, key, touched, counts_of(after), whole=whole)
    for guests in near.guest_classes:
        spread_settle(guests, one, by_id=actor.person_id)
    here = [*after, *(row for row in rows if row.class_group_id != class_group.pk)]
    asked_later(class_group, hours, one, here, now)
    audit(
        actor, "presence.call.taken", class_group, school_id=class_group.school_id, day=one.day.isoformat(),
        half=one.half.value, expected=call.expected, absent=call.absent, changed=len(changed),
        **_hours_told(touched_at, touched, now),
    )  # fmt: skip
    return _taken(call, here, changed)


def _called(rows: Iterable[HalfDay]) -> set[int]:
    """The children of whom some call said something."""
    return {row.child_id for row in rows if row.source == Source.CALL}


def _on_sheet(
    pupils: list[int], near: Around, shown: Collection[int] | None, waiting: Collection[int]
) -> dict[int, int]:  # fmt: skip
    """By the child's id, the class in whose register each of those stands of whom this call speaks."""
    who = dict.fromkeys(pupils, near.class_group.pk) | near.guests
    if shown is None:
        return {child: of for child, of in who.items() if child not in near.placed}
    found = {child: of for child, of in who.items() if child in shown}
    if who and not found and not waiting:
        raise DomainError(
            _("Cette feuille ne montre aucun élève de la classe\u00a0: rouvrez l’appel."), code="empty"
        )
    return found


def _signed(
    call: RollCall, actor: Actor, key: UUID | None, touched: datetime, counts: Mapping[str, int], *,
    whole: bool,
) -> None:  # fmt: skip
    """The call was made now. `whole`: no child of the class waits for the call of its host, nor to be looked at."""
    now = clock.now()
    if whole:
        call.taken_at, call.touched_at = call.taken_at or now, call.touched_at or touched
    call.key, call.by_id = key, actor.person_id
    call.expected, call.absent = counts["expected"], counts["absent"]
    call_made(call)


@transaction.atomic
def half_day_correct(
    *, actor: Actor, child: Person, class_group: ClassGroup, one: HalfOf, said: CallEntry, reason: str = ""
) -> HalfDay:
    """Correct what the call said of a child who arrives, leaves, or was not what it said; on a later day also of one
    who was not called then. That day it says why, and both stand. Raises NotVisible: the child has no such half-day
    there; DomainError: no reason."""
    require(may_take_call, actor, class_group)
    now, hours = clock.now(), hours_of_class(class_group, one.day)
    later = one.day < day_of(hours, now)
    # Of a child that the class hosts, the register is its own class's.
    of = class_group if later else guest_class(actor, class_group, child, one) or class_group
    # A call at this moment waits, and says nothing older afterwards.
    RollCall.objects.select_for_update(of=("self",), no_key=True).filter(**keys_of(of, one)).first()
    rows = HalfDay.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(**keys_of(of, one), child=child).first()
    before: State | Literal[""] = State(row.state) if row is not None else ""
    row = row or (_left_out(of, hours, one, child) if later else None)
    if row is None:
        raise NotVisible
    if later and not reason.strip():
        raise DomainError(_("Ce jour est passé\u00a0: dites pourquoi vous corrigez."), field="reason")
    if later and said.at is None and said.state in {State.LATE, State.LEFT}:
        raise DomainError(_("Dites à quelle heure."), field="at")
    touched = at_most(said.touched_at, now) if later else within(said.touched_at, now, hours, one)
    say(row, said, local_hour(class_group.school, touched))
    row.said_at, row.source, row.by_id = touched, Source.CALL, actor.person_id
    if not before:
        row.save(force_insert=True)
    else:
        row.save(update_fields=[*SAID[1:-1], "by"])
    if later:
        corrected(actor, of, one, [CallChange(child.pk, before, State(row.state), of.pk)], reason.strip())
    questions_end([row])
    count_again(of, one)
    asked_later(of, hours, one, [row], now)
    _audited(actor, row, before, _hours_told(said.touched_at, touched, now))
    return row


def _hours_told(told: datetime | None, kept: datetime, came: datetime) -> dict[str, Any]:
    """For the trail, of an act that a device kept: the hour that it told, and the hour at which it came."""
    if told is None or (abs(came - told) < _AT_ONCE and told == kept):
        return {}
    return {"told_at": told.isoformat(timespec="seconds"), "came_at": came.isoformat(timespec="seconds")}


def _audited(actor: Actor, row: HalfDay, before: str, hours: Mapping[str, Any]) -> None:
    audit(
        actor, "presence.half_day.corrected", school_id=row.school_id, subject_id=row.child_id,
        day=row.day.isoformat(), half=str(row.half), before=str(before), after=str(row.state), **hours,
    )  # fmt: skip


def _left_out(class_group: ClassGroup, hours: Hours, one: HalfOf, child: Person) -> HalfDay | None:
    """Of a pupil of whom no call of that half-day said anything; None: it is not one, or another class called it."""
    keys = of_school(class_group, one)
    if child.pk not in pupils_of(class_group, hours, one, hours.starts(one)):
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


def _taken(call: RollCall, rows: list[HalfDay], changed: Iterable[CallChange] = ()) -> Taken:
    states = [State(row.state) for row in rows]
    return Taken(
        call,
        present=sum(state not in {State.ABSENT, State.ARRANGED} for state in states),
        absent=states.count(State.ABSENT),
        late=states.count(State.LATE),
        changed=tuple(changed),
    )
