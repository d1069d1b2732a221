"""Who sees a thing of a declared kind, and how far: written once over `content.Share`, for every kind.

The audiences are those of the actor now: a child who changes class at noon, a substitute whose dates end, a decision of
justice, a school that closes change what is seen on the next request, and nothing is shared again.
"""

from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.kinds import Kind, To, Withdrawn
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.policies import owned_by, shares_reaching
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role

# Who may be reached, by what is addressed.
_READERS: dict[To, frozenset[Role]] = {
    To.SCHOOL: frozenset({Role.GUARDIAN, Role.TEACHER, Role.STAFF, Role.DIRECTOR, Role.DEPUTY}),
    To.TEAM: frozenset({Role.TEACHER, Role.STAFF, Role.DIRECTOR, Role.DEPUTY}),
    To.CLASS: frozenset({Role.GUARDIAN, Role.TEACHER, Role.STAFF, Role.DIRECTOR, Role.DEPUTY}),
    To.GROUP: frozenset({Role.GUARDIAN, Role.TEACHER, Role.STAFF, Role.DIRECTOR, Role.DEPUTY, Role.PARTNER}),
    To.CHILD: frozenset({Role.GUARDIAN}),
    To.FAMILY: frozenset({Role.GUARDIAN}),
}


def readers_of(kind: Kind) -> frozenset[Role]:
    """The roles that a kind has something for: who writes it, and who may be reached."""
    found = set(kind.authors)
    for to in kind.targets:
        found |= _READERS[to]
    return frozenset(found | ({Role.PUPIL} if kind.pupils else set()))


def opens(actor: Actor, kind: Kind) -> bool:
    """Is the list of this kind a page of this actor's? For the role in use, else as a guardian."""
    readers = readers_of(kind)
    at_work = actor.role in readers - {Role.GUARDIAN} and actor.school_id is not None
    return at_work or (Role.GUARDIAN in readers and bool(actor.children))


def seen_by(actor: Actor, kind: Kind) -> Q:
    """On Resource: own ones in every state, those one manages but for others' drafts, and those that reached one."""
    managed = Share.objects.filter(shares_reaching(actor, ShareLevel.MANAGE), resource_id=OuterRef("pk"))
    reached = Share.objects.filter(shares_reaching(actor), resource_id=OuterRef("pk"))
    shown = [ResourceState.PUBLISHED, ResourceState.ARCHIVED]
    if kind.withdrawn == Withdrawn.STUB:
        shown.append(ResourceState.WITHDRAWN)
    return Q(service=kind.key) & (
        owned_by(actor)
        | Q(Exists(managed), ~Q(state=ResourceState.DRAFT))
        | Q(Exists(reached), state__in=shown)
    )


def current(actor: Actor, kind: Kind) -> Q:
    """On Resource: what lists and homes show now: published, begun, and not past its last day."""
    feed = Share.objects.filter(shares_reaching(actor), service=kind.key).values("resource")
    going = Q(ends_at=None) | Q(ends_at__gt=actor.now)
    out = Q(service=kind.key, state=ResourceState.PUBLISHED, visible_from__lte=actor.now)
    return out & going & (Q(pk__in=feed) | owned_by(actor))


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource as one person has it before the eyes: how far the person may go on it."""

    kind: Kind
    resource: Resource
    # The highest level that reaches the actor now, before it begins too for who manages; 0: none.
    level: int
    own: bool

    @property
    def managed(self) -> bool:
        return self.own or self.level >= ShareLevel.MANAGE

    @property
    def state(self) -> ResourceState:
        return ResourceState(self.resource.state)

    @property
    def is_draft(self) -> bool:
        return self.state == ResourceState.DRAFT

    @property
    def is_out(self) -> bool:
        return self.state == ResourceState.PUBLISHED

    @property
    def waits(self) -> bool:
        """Published for later: only who manages it sees it."""
        return (
            self.is_out
            and self.resource.visible_from is not None
            and self.resource.visible_from > clock.now()
        )


def things_for(actor: Actor, kind: Kind) -> QuerySet[Resource]:
    """Everything of the kind that the actor sees, each with `level`, the highest share that reaches the actor."""
    reaching = Share.objects.filter(shares_reaching(actor), resource_id=OuterRef("pk")).order_by()
    level = reaching.values("resource").annotate(most=Max("level")).values("most")
    return Resource.objects.filter(seen_by(actor, kind)).annotate(level=Subquery(level))


def thing_of(actor: Actor, kind: Kind, resource: Resource) -> Thing:
    """What a row of `things_for` is to the actor (no statement)."""
    return Thing(kind, resource, getattr(resource, "level", None) or 0, _is_own(actor, resource))


def _is_own(actor: Actor, resource: Resource) -> bool:
    return not actor.closed and (resource.owner_id, resource.school_id) == (actor.person_id, actor.school_id)
