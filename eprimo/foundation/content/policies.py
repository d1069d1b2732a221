"""Who sees a resource: its owner at the school in use, and the audiences it is shared with, from an instant on.

Written once, in two forms that a test holds together: as filters, and for one resource whose shares were read with it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor, Role

_OWNING_ROLES = {
    Role.TEACHER,
    Role.DIRECTOR,
    Role.DEPUTY,
    Role.STAFF,
    Role.COMMUNE_AGENT,
    Role.PUPIL,
    Role.PARTNER,
}


# To these what was withdrawn is gone. Staff keep it where the follow-up of a class is delegated to them.
_WITHDRAWN_IS_GONE = frozenset({Role.PUPIL, Role.PARTNER})
_SHOWN = (ResourceState.PUBLISHED, ResourceState.ARCHIVED)
NOBODY = Q(pk__in=[])


def owned_by(actor: Actor, of: str = "") -> Q:
    """Own things, in the school in use and in a role that makes things there."""
    if actor.closed or actor.role not in _OWNING_ROLES:
        return NOBODY
    return Q(**{f"{of}owner_id": actor.person_id, f"{of}school_id": actor.school_id})


def shares_reaching(actor: Actor, level: ShareLevel = ShareLevel.READ, *, archive: bool = False) -> Q:
    """On Share: those that reach the actor now, at that level or above."""
    audiences = actor.archive_audience_ids if archive else actor.audience_ids
    return Q(audience_id__in=audiences, level__gte=level, visible_from__lte=actor.now)


def _shared(actor: Actor, audiences: Collection[int], of: str, states: Iterable[ResourceState]) -> Q:
    """Shared with one of these audiences, and in one of these states."""
    if not audiences:
        return NOBODY
    shares = Share.objects.filter(
        audience_id__in=sorted(audiences), visible_from__lte=actor.now, resource_id=OuterRef("pk")
    )
    return Q(Exists(shares), **{f"{of}state__in": [state.value for state in states]})


def visible_to(actor: Actor) -> Q:
    """On Resource: what the actor may see, in the role in use and as a guardian."""
    return at_work(actor) | as_family(actor)


def at_work(actor: Actor, *, own: Q | None = None, of: str = "") -> Q:
    """What the role in use shows at the school in use: own things, and those shared with it. Drafts have no share, so
    only their owner sees them; what was withdrawn stays with who follows it.

    `of`: the path to the resource, for the rows of a service's own table whose key is the resource's. `own`: what is
    own in the role in use, where a service says it otherwise than `owned_by`.
    """
    if actor.closed:
        return NOBODY
    own = own_in_sight(actor, own=own, of=of)
    audiences, kept = actor.work_audience_ids, audiences_of_withdrawn(actor)
    if kept == audiences:
        return own | _shared(actor, audiences, of, (*_SHOWN, ResourceState.WITHDRAWN))
    return own | _shared(actor, audiences, of, _SHOWN) | _shared(actor, kept, of, [ResourceState.WITHDRAWN])


def own_in_sight(actor: Actor, *, own: Q | None = None, of: str = "") -> Q:
    """Own things that are not put away."""
    hidden = [ResourceState.TRASHED, *([ResourceState.WITHDRAWN] if _loses_own(actor) else [])]
    return (owned_by(actor, of) if own is None else own) & ~Q(**{f"{of}state__in": hidden})


def _loses_own(actor: Actor) -> bool:
    """Staff write, and do not manage what was sent: withdrawn, it is no longer theirs."""
    return actor.role == Role.STAFF


def audiences_of_withdrawn(actor: Actor) -> frozenset[int]:
    """The audiences of the role in use that go on seeing what was withdrawn."""
    if actor.role in _WITHDRAWN_IS_GONE:
        return frozenset()
    return actor.delegate_audience_ids if actor.role == Role.STAFF else actor.work_audience_ids


def as_family(actor: Actor, *, child: int | None = None, of: str = "") -> Q:
    """What reaches the actor as the guardian of own children (of the child `child`), whatever the role in use; of what
    was withdrawn, a line that says so."""
    return _shared(actor, _through(actor, child), of, (*_SHOWN, ResourceState.WITHDRAWN))


def _through(actor: Actor, child: int | None) -> frozenset[int]:
    if child is None:
        return actor.family_audience_ids
    found = actor.child(child)
    return found.audience_ids if found is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Reached:
    """The shares of one resource, read with it: (audience, visible from). What is asked of it costs no statement."""

    state: ResourceState
    shares: tuple[tuple[int, datetime], ...]

    def by(self, audiences: Collection[int], now: datetime) -> bool:
        return any(audience in audiences and at <= now for audience, at in self.shares)


def reaches_at_work(actor: Actor, reached: Reached, *, own: bool) -> bool:
    """`at_work` for one resource."""
    if actor.closed or reached.state == ResourceState.TRASHED:
        return False
    gone = reached.state == ResourceState.WITHDRAWN
    if own and not (gone and _loses_own(actor)):
        return True
    audiences = audiences_of_withdrawn(actor) if gone else actor.work_audience_ids
    return reached.state != ResourceState.DRAFT and reached.by(audiences, actor.now)


def reaches_family(actor: Actor, reached: Reached, child: int | None = None) -> bool:
    """`as_family` for one resource."""
    out = reached.state not in {ResourceState.DRAFT, ResourceState.TRASHED}
    return out and reached.by(_through(actor, child), actor.now)


def archived_for(actor: Actor) -> Q:
    """On Resource: what a closed class left to those present on its closing day; archive screens only."""
    closed = ClassGroup.objects.filter(
        pk=OuterRef("audience__target"), closed_at__gte=OuterRef("visible_from")
    )
    shared = Share.objects.filter(
        shares_reaching(actor, archive=True), Exists(closed), resource_id=OuterRef("pk")
    )
    return Q(Exists(shared), state__in=[ResourceState.PUBLISHED, ResourceState.ARCHIVED])


def can_see(actor: Actor, resource: Resource) -> bool:
    """The same question for one object (one query)."""
    return Resource.objects.filter(visible_to(actor), pk=resource.pk).exists()
