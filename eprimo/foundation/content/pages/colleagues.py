"""In which school a form was opened, and who could take a thing over there."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import Forbidden

_ROLES = {
    Profile.TEACHER: Role.TEACHER, Profile.DIRECTOR: Role.DIRECTOR, Profile.DEPUTY: Role.DEPUTY,
    Profile.STAFF: Role.STAFF,
}  # fmt: skip

# Key of the form, name, (person, role).
type Colleague = tuple[str, str, tuple[int, Role]]


def desk_mark(actor: Actor) -> str:
    """What a form says of the school in use, nothing to anybody else: 20 hexadecimal digits."""
    key = f"{actor.person_id}:{actor.school_id}"
    return salted_hmac("eprimo.content.desk", key, algorithm="sha256").hexdigest()[:20]


def require_own_desk(request: HttpRequest, actor: Actor) -> None:
    """What was begun at one school is not kept at another, which was chosen since in another tab."""
    mark = request.POST.get("desk", "")
    if mark and not constant_time_compare(mark, desk_mark(actor)):
        raise Forbidden("Ce texte a été commencé dans une autre école. Revenez-y pour le garder.")


def colleagues(actor: Actor, kind: Kind, resource: Resource) -> list[Colleague]:
    """(key, name, (person, role)) of who writes such things at its school, but for whose it is (one statement)."""
    profiles = [profile for profile, role in _ROLES.items() if role in kind.authors]
    links = Affiliation.objects.in_force(actor.now).filter(school_id=resource.school_id, profile__in=profiles)
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


def colleague(people: Sequence[Colleague], key: str, resource: Resource) -> Actor:
    """The one who was chosen, as one acts at that school."""
    person, role = next(who for known, _, who in people if known == key)
    return for_person(person, role=role, school_id=resource.school_id)
