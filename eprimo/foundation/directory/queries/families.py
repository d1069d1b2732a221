"""Links of adults to children as who acts on them finds them: a direction, or the academy in its place."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, GuardianRestriction, Guardianship, Person, School
from eprimo.foundation.directory.policies.family import (
    children_left_to_academy,
    heads_free_of,
    is_family,
    openings_of,
)
from eprimo.foundation.directory.queries.schools import guardianship_directed, pupils_of_school
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Instead:
    """The reason for which the reader may not act, and who may: other people of the direction, or else the academy."""

    heads: tuple[str, ...]


def instead_of(actor: Actor, *person_ids: int) -> Instead | None:
    """Return who acts in the place of the direction, for a page; None when these people are not of the reader's own
    family."""
    if not is_family(actor, *person_ids):
        return None
    free = heads_free_of(actor.school_id, person_ids, actor.now) if actor.school_id else set()
    heads = Person.objects.filter(pk__in=free).order_by("sort_key", "pk")
    return Instead(tuple(one.full_name for one in heads))


def guardianship_kept(actor: Actor, adult: UUID, child: UUID) -> tuple[Guardianship, int]:
    """Return the link, and the school where it is acted on: the directed one, or one whose families the academy opened.
    Raises NotVisible."""
    if actor.heads:
        return guardianship_directed(actor, adult, child), actor.school_id or 0
    for school in _opened(actor):
        link = links_left(actor, school).filter(adult__public_id=adult, child__public_id=child).first()
        if link is not None:
            return link, school.pk
    raise NotVisible


def child_kept(actor: Actor, public_id: UUID) -> tuple[Person, int]:
    """Return a child, and the school where one acts about it, as `guardianship_kept`. Raises NotVisible."""
    if actor.heads:
        found = pupils_of_school(actor).filter(public_id=public_id).first()
        if found is not None:
            return found, actor.school_id or 0
    for school in _opened(actor):
        links = children_left_to_academy(school.pk, actor.now).select_related("person")
        link = links.filter(person__public_id=public_id).first()
        if link is not None:
            return link.person, school.pk
    raise NotVisible


def _opened(actor: Actor) -> QuerySet[School]:
    return School.objects.filter(pk__in=openings_of(actor).values("school")).order_by("pk")


def links_left(actor: Actor, school: School) -> QuerySet[Guardianship]:
    """Return every link, to a pupil of the school, of the adults whose family its whole direction is of."""
    now = actor.now
    links = Guardianship.objects.in_force(now)
    adults = links.filter(child__in=children_left_to_academy(school.pk, now).values("person")).values("adult")
    pupils = Affiliation.objects.in_force(now).filter(school=school, profile=Profile.PUPIL)
    rows = links.filter(adult__in=adults, child__in=pupils.values("person")).select_related("adult", "child")
    return rows.order_by("child__sort_key", "child", "priority", "pk")


def standing_on_link(actor: Actor, link: Guardianship) -> GuardianRestriction | None:
    """Return the strictest restriction that stands on a link that the actor was given to act on."""
    now = actor.now
    rows = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now),
        Q(lifted_at=None) | Q(lifted_at__gt=now),
        starts__lte=now,
        guardianship=link,
        kind="",
    )
    return (
        rows.select_related("guardianship__adult", "guardianship__child")
        .order_by("-level", F("pk").desc())
        .first()
    )


def lowering_on_link(actor: Actor, link: Guardianship) -> GuardianRestriction | None:
    """Return the decision that holds the kind of such a link below what it was."""
    rows = GuardianRestriction.objects.filter(guardianship=link, lifted_at=None).exclude(kind="")
    rows = rows.filter(Q(in_force_until=None) | Q(in_force_until__gt=actor.now))
    return rows.select_related("guardianship__adult", "guardianship__child").order_by("-pk").first()
