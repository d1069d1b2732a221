"""Who could take a thing over at its school."""

from collections.abc import Sequence

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.capabilities import readers_above
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Mandate, Territory
from eprimo.foundation.directory.policies.mandates import mandates_over
from eprimo.foundation.kernel.actor import Actor, Role

_ROLES = {
    Profile.TEACHER: Role.TEACHER, Profile.DIRECTOR: Role.DIRECTOR, Profile.DEPUTY: Role.DEPUTY,
    Profile.STAFF: Role.STAFF,
}  # fmt: skip

# Key of the form, name, (person, role).
type Colleague = tuple[str, str, tuple[int, Role]]


def colleagues(actor: Actor, kind: Kind, resource: Resource) -> list[Colleague]:
    """(key, name, (person, role)) of who writes such things at its school, or for its territory, but for whose it is
    (one statement)."""
    if resource.territory is not None:
        return _above(actor, kind, resource, resource.territory)
    profiles = [profile for profile, role in _ROLES.items() if role in kind.writing.authors]
    links = Affiliation.objects.in_force(actor.now).filter(
        school_id=resource.school_id or 0, profile__in=profiles
    )
    rows = (
        links.exclude(person_id=resource.owner_id or 0)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    found: dict[int, Colleague] = {}
    for one in rows:
        role = _ROLES[Profile(one.profile)]
        found.setdefault(
            one.person_id, (str(one.person.public_id), one.person.full_name, (one.person_id, role))
        )
    return list(found.values())


def _above(actor: Actor, kind: Kind, resource: Resource, territory: Territory) -> list[Colleague]:
    """Those who act for the territory now, in a role that writes such things."""
    held = Mandate.objects.in_force(actor.now).filter(role__in=[role.value for role in readers_above(kind)])
    rows = (
        held.filter(mandates_over(territory))
        .exclude(person_id=resource.owner_id or 0)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    found: dict[int, Colleague] = {}
    for one in rows:
        who = (one.person_id, Role(one.role))
        found.setdefault(one.person_id, (str(one.person.public_id), one.person.full_name, who))
    return list(found.values())


def colleague(people: Sequence[Colleague], key: str, resource: Resource) -> Actor:
    """Return the one who was chosen, as one acts at that school."""
    person, role = next(who for known, _, who in people if known == key)
    return for_person(person, role=role, school_id=resource.school_id)
