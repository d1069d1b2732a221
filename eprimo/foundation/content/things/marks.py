"""Facts about a date for one child, which homes show: what goes into the bag is in it."""

from uuid import UUID

from django.db import transaction

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.policies import rows_as_family, rows_at_work
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.device_acts import Touch
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.rights import policy, require
from eprimo.foundation.occasions.enums import MarkState, Sort
from eprimo.foundation.occasions.models import Mark, Occasion


class DayOver(DomainError):
    """The day of the bag is over: nothing goes into it."""

    code = "past"
    sentence = "Ce jour est passé."
    status = 409


@policy("content.occasion.pack", strong=Strength.NONE)
def may_pack(actor: Actor, child: int) -> bool:
    """Tell whether the actor may tick for a child, « own; as own child »: the child, and who is the guardian of the
    child, whatever the role in use."""
    if actor.role == Role.PUPIL and not actor.closed and child == actor.person_id:
        return True
    return actor.child(child) is not None


@transaction.atomic
def bag_pack(
    *, actor: Actor, thing: UUID, n: int, child: int, packed: bool, touch: Touch | None = None
) -> None:
    """Keep that what is to be brought is in the bag of this child, or is not any more. Twice is once; two guardians who
    tick make one fact, and neither is named. What was touched last holds, whatever arrives last (`touch`: a device kept
    it). Raises NotVisible for a date that does not reach the child, DomainError for one that is over or asks nothing to
    be brought."""
    row = _tickable(actor, thing, n, child)
    if row.over_at <= clock.now():
        raise DayOver
    if not row.bring:
        raise DomainError("Il n’y a rien à apporter.")
    touch, school_id = touch or Touch(uuid7(), clock.now()), row.school_id or 0
    if _said(row, school_id, child, MarkState.PACKED if packed else MarkState.OUT, touch):
        audit(
            actor,
            "content.occasion.packed" if packed else "content.occasion.unpacked",
            row.resource,
            school_id=school_id,
            subject_id=child,
            **_hours(touch),
        )


@transaction.atomic
def work_tick(
    *, actor: Actor, thing: UUID, n: int, child: int, done: bool, touch: Touch | None = None
) -> None:
    """Keep that what was to be done at home is done for this child, or is not, as for the bag. Work of a day that is
    over may still be done. Raises NotVisible for what does not reach the child, or is no work."""
    row = _tickable(actor, thing, n, child)
    if row.sort != Sort.WORK:
        raise NotVisible
    touch, school_id = touch or Touch(uuid7(), clock.now()), row.school_id or 0
    if _said(row, school_id, child, MarkState.DONE if done else MarkState.UNDONE, touch):
        audit(
            actor,
            "content.occasion.done" if done else "content.occasion.undone",
            row.resource,
            school_id=school_id,
            subject_id=child,
            **_hours(touch),
        )


def _tickable(actor: Actor, thing: UUID, n: int, child: int) -> Occasion:
    row = _seen(actor, thing, n, child)
    require(may_pack, actor, child)
    if row.school_id is None:
        # What is of a territory is about no child.
        raise NotVisible
    return row


# Said of what nobody said anything of, these change something.
_FIRST = frozenset({MarkState.PACKED, MarkState.DONE})


def _said(row: Occasion, school_id: int, child: int, state: MarkState, touch: Touch) -> bool:
    """Whether this changes something for who reads it. The date is held: nobody else says anything meanwhile."""
    said = {"state": state, "at": clock.now(), "touched_at": touch.at, "key": touch.key}
    mark = Mark.objects.filter(occasion=row, child=child).first()
    if mark is None:
        if state in _FIRST:
            Mark.objects.create(occasion=row, child_id=child, school_id=school_id, **said)
        return state in _FIRST
    if mark.key == touch.key or touch.at < (mark.touched_at or mark.at):
        return False
    changed = mark.state != state
    for name, value in said.items():
        setattr(mark, name, value)
    mark.save(update_fields=sorted(said))
    return changed


def _hours(touch: Touch) -> dict[str, str]:
    """Of an act that a device kept: when it was touched, and by its own clock where that was wrong."""
    if touch.device_at is None:
        return {}
    told = {"touched_at": touch.at.isoformat(timespec="seconds")}
    if touch.clock_was_wrong:
        told["device_at"] = touch.device_at.isoformat(timespec="seconds")
    return told


def _seen(actor: Actor, thing: UUID, n: int, child: int) -> Occasion:
    """The date of that number of a thing that reaches this child, by the actor's eyes; held, since it may move."""
    rows = Occasion.objects.select_related("resource").select_for_update(of=("self",), no_key=True)
    row = rows.filter(resource__public_id=thing, resource__state=ResourceState.PUBLISHED, n=n).first()
    if row is None:
        raise NotVisible
    kind = kind_of(row.resource.service)
    own = actor.role == Role.PUPIL and child == actor.person_id
    reached = rows_at_work(actor, kind) if own else rows_as_family(actor, kind, child=child)
    if not Occasion.objects.filter(reached, pk=row.pk).exists():
        raise NotVisible
    return row
