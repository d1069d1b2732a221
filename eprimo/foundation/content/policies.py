"""Who sees a resource: its owner at the school in use, and the audiences it is shared with, from an instant on."""

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


def owned_by(actor: Actor) -> Q:
    """Own things, in the school in use and in a role that makes things there."""
    if actor.closed or actor.role not in _OWNING_ROLES:
        return Q(pk__in=[])
    return Q(owner_id=actor.person_id, school_id=actor.school_id)


def shares_reaching(actor: Actor, level: ShareLevel = ShareLevel.READ, *, archive: bool = False) -> Q:
    """On Share: those that reach the actor now, at that level or above."""
    audiences = actor.archive_audience_ids if archive else actor.audience_ids
    return Q(audience_id__in=audiences, level__gte=level, visible_from__lte=actor.now)


def visible_to(actor: Actor) -> Q:
    """On Resource: what the actor may see. Drafts have no share, so only their owner sees them."""
    shared = Share.objects.filter(shares_reaching(actor), resource_id=OuterRef("pk"))
    return (owned_by(actor) & ~Q(state=ResourceState.TRASHED)) | Q(
        Exists(shared), ~Q(state__in=[ResourceState.DRAFT, ResourceState.TRASHED])
    )


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
