"""Facts about a date for one child, which homes show: what goes into the bag is in it."""

from uuid import UUID

from django.db import transaction

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.policies import as_family, at_work
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy, require
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark, Occasion


class DayOver(DomainError):
    """Nothing goes into the bag of a day that is over."""

    code = "past"
    sentence = "Ce jour est passé."
    status = 409


@policy("content.occasion.pack", strong=Strength.NONE)
def may_pack(actor: Actor, child: int) -> bool:
    """« Tick: own; as own child »: the child, and who is the guardian of the child, whatever the role in use."""
    if actor.role == Role.PUPIL and not actor.closed and child == actor.person_id:
        return True
    return actor.child(child) is not None


@transaction.atomic
def bag_pack(*, actor: Actor, thing: UUID, n: int, child: int, packed: bool) -> None:
    """What is to be brought is in the bag of this child, or is not any more. Twice is once; two guardians who tick make
    one fact, and neither is named. Raises NotVisible for a date that does not reach the child, DomainError for one that
    is over or asks nothing to be brought."""
    row = _seen(actor, thing, n, child)
    require(may_pack, actor, child)
    if row.school_id is None:
        # What is of a territory is about no child.
        raise NotVisible
    if row.over_at <= clock.now():
        raise DayOver
    if not row.bring:
        raise DomainError("Il n’y a rien à apporter.")
    marks = Mark.objects.filter(occasion=row, child=child)
    if packed:
        _, changed = marks.get_or_create(
            occasion=row, child_id=child, defaults={"school_id": row.school_id, "state": MarkState.PACKED}
        )
    else:
        changed = bool(marks.delete()[0])
    if changed:
        audit(
            actor,
            "content.occasion.packed" if packed else "content.occasion.unpacked",
            row.resource,
            school_id=row.school_id,
            subject_id=child,
        )


def _seen(actor: Actor, thing: UUID, n: int, child: int) -> Occasion:
    """The date of that number of a thing that reaches this child, by the actor's eyes; held, since it may move."""
    rows = Occasion.objects.select_related("resource").select_for_update(of=("self",), no_key=True)
    row = rows.filter(resource__public_id=thing, resource__state=ResourceState.PUBLISHED, n=n).first()
    if row is None:
        raise NotVisible
    kind = kind_of(row.resource.service)
    own = actor.role == Role.PUPIL and child == actor.person_id
    reached = at_work(actor, kind) if own else as_family(actor, kind, child=child)
    if not type(row.resource).objects.filter(reached, pk=row.resource_id).exists():
        raise NotVisible
    return row
