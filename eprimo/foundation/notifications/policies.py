"""A notice is shown only while the right it came by is in force: its title goes with the right."""

from django.db.models import Q

from eprimo.foundation.access.models import AudienceKind
from eprimo.foundation.kernel.actor import Actor, Child, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.notifications.models import Lane, Notice


def visible_to(actor: Actor) -> Q:
    """Return a filter on Notice: own notices. About a child: while the child is the actor's and still in the class,
    group or school that the notice came by; others: while the actor is in the audience, or, without one, acts above the
    schools."""
    own = Q(recipient_id=actor.person_id, visible_from__lte=actor.now)
    reached = about_no_child(actor)
    if actor.above_schools:
        reached |= Q(child=None, audience=None)
    for child in actor.children:
        reached |= Q(child_id=child.person_id, school_id__in=child.school_ids) & _still(child)
    return own & reached


def late(actor: Actor) -> Q:
    """Return a filter on Notice: what was to be done for a child by a day that is over. What waits for who works there
    stays to be done."""
    return Q(lane=Lane.TO_DO, child__isnull=False, due_on__lt=actor.today)


def is_late(actor: Actor, notice: Notice) -> bool:
    """Tell whether a notice that was read is late, as `late` does of rows."""
    if notice.lane != Lane.TO_DO or notice.child_id is None:
        return False
    return notice.due_on is not None and notice.due_on < actor.today


def about_no_child(actor: Actor) -> Q:
    """Return a filter on own notices: what came by an audience that the actor is in."""
    return Q(
        recipient_id=actor.person_id,
        visible_from__lte=actor.now,
        child=None,
        audience_id__in=actor.audience_ids,
    )


def about_children(actor: Actor) -> Q:
    """Return a filter on own notices: what came to some own child, in one statement whoever asks; `still_reaches` then
    says of each whether that child is the one."""
    return Q(
        recipient_id=actor.person_id,
        visible_from__lte=actor.now,
        child_id__in=actor.child_ids,
        audience_id__in=actor.family_audience_ids,
    )


def still_reaches(child: Child, *, audience_id: int, school_id: int) -> bool:
    """Is the child still in what a notice of `about_children` came by?"""
    return audience_id in child.audience_ids and school_id in child.school_ids


def _still(child: Child) -> Q:
    rules = (
        (AudienceKind.CLASS, child.class_ids),
        (AudienceKind.GROUP, child.group_ids),
        (AudienceKind.SCHOOL, child.school_ids),
        (AudienceKind.CHILD, (child.person_id,)),
    )
    found = Q(pk__in=[])
    for kind, targets in rules:
        found |= Q(audience__kind=kind, audience__target__in=targets)
    return found


@policy("notifications.preference.own", strong=Strength.NONE)
def may_choose(actor: Actor) -> bool:
    """One's own preferences only, which are of all schools: not for who came in with the sheet of one of them. Nothing
    is sent to a pupil: there is nothing to choose."""
    return actor.role != Role.PUPIL and not actor.partial


@policy("notifications.preference.child", family=True)
def may_choose_for(actor: Actor, child_id: int) -> bool:
    """Tell whether the actor may choose how they are told of this child, an own one."""
    return may_choose(actor) and actor.child(child_id) is not None


@policy("notifications.device.remove", strong=Strength.NONE)
def may_remove_devices(actor: Actor) -> bool:
    """Devices that one's own sessions chose."""
    return actor.role != Role.PUPIL


@policy("notifications.device.own", strong=Strength.NONE)
def may_be_pushed(actor: Actor) -> bool:
    """One's own devices only, told of all that a person has: not those of a sheet that shows a part. Nothing rings for
    a pupil."""
    return actor.role != Role.PUPIL and not actor.partial
