"""A notice is shown only while the right it came by is in force: its title goes with the right."""

from functools import reduce
from operator import or_

from django.db.models import Q

from eprimo.foundation.kernel.actor import Actor


def about_own_child(actor: Actor, child: str = "child_id", school: str = "school_id") -> Q:
    """Rows about a child who is the actor's now, in an open school where the child is a pupil."""
    parts = [
        Q(**{child: one.person_id, f"{school}__in": one.school_ids})
        for one in actor.children
    ]
    return reduce(or_, parts) if parts else Q(**{f"{child}__in": []})


def visible_to(actor: Actor) -> Q:
    """On Notice: own notices, whose child is still the actor's, or whose audience the actor is still in."""
    by_child = Q(child__isnull=False) & about_own_child(actor)
    by_audience = Q(child=None, audience_id__in=actor.audience_ids)
    return Q(recipient_id=actor.person_id, visible_from__lte=actor.now) & (by_child | by_audience)
