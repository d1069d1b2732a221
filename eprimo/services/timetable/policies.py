"""The week of a class: who writes it, who reads it at work."""

from django.db.models import F, Q, QuerySet

from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.rights import policy

WRITERS = HEADS | {Role.TEACHER}


@policy("timetable.slot.write")
def may_write(actor: Actor, class_group: ClassGroup) -> bool:
    """Tell whether the actor may « manage on resources of the class's space »: who teaches the class now, and who
    directs its school."""
    if class_group.closed_at is not None or not actor.is_at(class_group.school_id, *WRITERS):
        return False
    return actor.directs(class_group.school_id) or class_group.pk in actor.class_ids


def classes_for(actor: Actor) -> QuerySet[ClassGroup]:
    """Return the classes whose week the role in use has a page of."""
    rows = ClassGroup.objects.filter(school=actor.school_id or 0, closed_at=None).order_by("key", "pk")
    rows = rows.filter(year_id=F("school__running_year_id")).select_related("school")
    if actor.closed or actor.role not in WRITERS | {Role.STAFF}:
        return rows.none()
    if actor.heads:
        return rows
    # Staff attached to a child by name works in the class of that child.
    attached = ClassMembership.objects.in_force(actor.now).filter(
        person__in=actor.pupil_ids if actor.role == Role.STAFF else (), school=actor.school_id or 0
    )
    return rows.filter(Q(pk__in=actor.class_ids) | Q(pk__in=attached.values("class_group")))
