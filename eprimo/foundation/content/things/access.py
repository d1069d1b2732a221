"""A thing of a declared kind as one person has it: whom it is shown to (`content.policies`), and how far they go."""

from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.policies import is_own, seen_by, shares_reaching
from eprimo.foundation.content.things.addressing import readers_of
from eprimo.foundation.content.things.territory_audience import writes_above
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible


def opens(actor: Actor, kind: Kind) -> bool:
    """Is the list of this kind a page of this actor's? For the role in use, else as a guardian."""
    readers = readers_of(kind)
    somewhere = actor.school_id is not None or writes_above(actor, kind)
    at_work = actor.role in readers - {Role.GUARDIAN} and somewhere
    return at_work or (Role.GUARDIAN in readers and bool(actor.children))


def current(actor: Actor, kind: Kind) -> Q:
    """Return a filter on Resource: what lists and homes show now, of what the actor sees."""
    return seen_by(actor, kind) & going_on(actor)


def going_on(actor: Actor) -> Q:
    """Return a filter on Resource: out, begun, and not past its last day."""
    going = Q(ends_at=None) | Q(ends_at__gt=actor.now)
    return going & Q(state=ResourceState.PUBLISHED, visible_from__lte=actor.now)


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource as one person has it before the eyes: how far the person may go on it."""

    kind: Kind
    resource: Resource
    # The highest level of the actor, by a share that reaches now or as the author; 0: none.
    level: int
    own: bool

    @property
    def managed(self) -> bool:
        return self.level >= ShareLevel.MANAGE

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
    """Everything of the kind that the actor sees, each with `level`."""
    return with_level(actor, Resource.objects.filter(seen_by(actor, kind)))


def with_level(actor: Actor, rows: QuerySet[Resource]) -> QuerySet[Resource]:
    """Each with `level`, the highest share that reaches the actor."""
    reaching = Share.objects.filter(shares_reaching(actor), resource_id=OuterRef("pk")).order_by()
    level = reaching.values("resource").annotate(most=Max("level")).values("most")
    return rows.annotate(level=Subquery(level))


def thing_of(actor: Actor, kind: Kind, resource: Resource) -> Thing:
    """Return a row of `things_for` as it is to the actor (no statement)."""
    own = is_own(actor, kind, resource)
    level = (
        ShareLevel.MANAGE
        if own and actor.role not in kind.writing.lets_go
        else getattr(resource, "level", None) or 0
    )
    return Thing(kind, resource, level, own)


def lock_thing(actor: Actor, kind: Kind, resource: Resource) -> Thing:
    """Return the thing, held until the transaction ends; NotVisible when it is gone, or no longer the actor's to
    see."""
    rows = things_for(actor, kind).select_related("school__running_year")
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=resource.pk).first()
    if found is None:
        raise NotVisible
    return thing_of(actor, kind, found)
