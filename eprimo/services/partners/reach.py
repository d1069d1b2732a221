"""Through which classes and groups an intervention is a partner's: groups invite, and who directs opens classes."""

from collections.abc import Sequence
from dataclasses import dataclass

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.upcoming import UpcomingDate
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.services.partners.models import Invitation


@dataclass(frozen=True, slots=True)
class PartnerReach:
    """The part of an intervention that is the partner's: of the classes and groups whom it is for, those that
    invited."""

    classes: frozenset[int]
    groups: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.classes or self.groups)


def is_partner(actor: Actor) -> bool:
    return actor.role == Role.PARTNER and actor.school_id is not None and not actor.closed


def inviting(actor: Actor, rows: Sequence[UpcomingDate]) -> dict[str, set[tuple[str, int]]]:
    """Return of each date the classes and groups through which it is the partner's (one statement)."""
    opened = Invitation.objects.standing(actor.now).filter(
        person=actor.person_id, resource__public_id__in=[one.thing for one in rows]
    )
    classes = {str(thing): set(of) for thing, of in opened.values_list("resource__public_id", "classes")}
    return {
        one.thing: {
            (kind, target)
            for kind, target in one.targets
            if (kind == To.GROUP and target in actor.group_ids)
            or (kind == To.CLASS and target in classes.get(one.thing, ()))
        }
        for one in rows
    }


def reach_of(actor: Actor, resource: Resource) -> PartnerReach:
    """Read the reach of an intervention as the links and invitations stand now (two statements). Nothing of a group
    that invites no more, of a class that who directs did not open, or of what it was opened for before it was given to
    others."""
    if not is_partner(actor) or resource.school_id != actor.school_id:
        return PartnerReach(frozenset(), frozenset())
    targets = {(one.kind, one.target) for one in resource.targets.all()}
    groups = frozenset(target for kind, target in targets if kind == To.GROUP) & actor.group_ids
    mine = Invitation.objects.standing(actor.now).filter(resource=resource, person=actor.person_id)
    opened = mine.exclude(opened_at=None)
    classes = {pk for row in opened.values_list("classes", flat=True) for pk in row}
    return PartnerReach(frozenset(pk for kind, pk in targets if kind == To.CLASS and pk in classes), groups)
