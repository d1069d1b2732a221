"""Who runs a class: its teachers (attached now), who directs the school. One rule, in two forms, for every act here."""

from django.db.models import Q

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.rights import policy

_NOBODY = Q(pk__in=[])


def classes_run_by(actor: Actor) -> Q:
    """Return a filter on ClassGroup, open and of the running year: teacher, own classes; director, deputy, those of the
    own school."""
    if actor.role == Role.TEACHER and not actor.closed:
        return Q(pk__in=actor.class_ids)
    return Q(school=actor.school_id) if actor.heads else _NOBODY


def _runs(actor: Actor, class_group: ClassGroup) -> bool:
    if class_group.closed_at is not None:
        return False
    return actor.directs(class_group.school_id) or (
        actor.role == Role.TEACHER and not actor.closed and class_group.pk in actor.class_ids
    )


@policy("classroom.device.keep")
def may_keep_devices(actor: Actor, class_group: ClassGroup) -> bool:
    """Lend a device to the class, see those it has, take them back; say what its door asks."""
    return _runs(actor, class_group)


@policy("classroom.pictures.keep")
def may_keep_pictures(actor: Actor, class_group: ClassGroup) -> bool:
    """See, give and print the pictures of its pupils, let in again who is stuck."""
    return _runs(actor, class_group)


@policy("classroom.badge.make")
def may_make_badges(actor: Actor, class_group: ClassGroup) -> bool:
    """Tell whether the actor may make badges, « Make or renew sheets: teacher, pupils of own classes; director, deputy,
    everyone of own school »."""
    return _runs(actor, class_group)


@policy("classroom.level.set")
def may_set_levels(actor: Actor, class_group: ClassGroup) -> bool:
    """Say of which level each of its pupils is."""
    return _runs(actor, class_group)
