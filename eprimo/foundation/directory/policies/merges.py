"""Who makes two people one, and parts them: « director, deputy of the school (merge across schools: director of both,
else academy) »."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Guardianship, Person, PersonMerge, School
from eprimo.foundation.directory.policies.family import is_family, left_to_academy, openings_of
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy


@policy("directory.person.merge", strong=Strength.STRONG)
def can_merge(actor: Actor, school_ids: frozenset[int], *person_ids: int) -> bool:
    """Tell whether the actor may make two people one, or part them. `school_ids`: every school of the two people. The
    one in use is one of them for who directs. Nobody merges, or parts, an own child or somebody who answers for one:
    the academy does, where the whole direction is tied and once it has opened these families."""
    if is_family(actor, *person_ids):
        return False
    if actor.heads:
        return actor.school_id in school_ids and school_ids <= directed_schools(actor)
    if actor.role == Role.ACADEMY and len(school_ids) == 1:
        (school,) = school_ids
        opened = openings_of(actor).filter(school=school).exists()
        return opened and left_to_academy(actor, school, *person_ids)
    territory = schools_of_mandates(actor).filter(pk__in=school_ids)
    return actor.role == Role.ACADEMY and len(school_ids) > 1 and territory.count() == len(school_ids)


def directed_schools(actor: Actor) -> frozenset[int]:
    """Return every open school that this person directs, or stands in for who does; none in another role."""
    if not actor.heads:
        return frozenset()
    held = (one for one in actor.positions if one.role in HEADS and not one.closed)
    return frozenset(one.school_id for one in held if one.school_id is not None)


def schools_of_people(actor: Actor, person_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return the schools where each of these people has a link, own, or of a child who is a pupil there; one that is to
    come counts (two statements)."""
    ids = list(person_ids)
    found: dict[int, set[int]] = {pk: set() for pk in ids}
    lasts = Q(ends=None) | Q(ends__gt=actor.now)
    own = Affiliation.objects.filter(lasts, person__in=ids)
    for person, school in own.values_list("person_id", "school_id"):
        found[person].add(school)
    pupils = Affiliation.objects.filter(lasts, profile=Profile.PUPIL)
    # By the links alone: who stands for a territory reaches no child.
    theirs = ArraySubquery(pupils.filter(person=OuterRef("child_id")).values("school_id"))
    for person, schools in Guardianship.objects.filter(lasts, adult__in=ids).values_list("adult_id", theirs):
        found[person].update(schools)
    return {pk: frozenset(schools) for pk, schools in found.items()}


def schools_to_merge(actor: Actor, *people: Person) -> frozenset[int]:
    """Return every school of these people. Raises NotVisible when one of them is of no school of the actor's."""
    reach = directed_schools(actor)
    found = schools_of_people(actor, [one.pk for one in people])
    everywhere = frozenset[int]().union(*found.values())
    if actor.role == Role.ACADEMY:
        reach = frozenset(schools_of_mandates(actor).filter(pk__in=everywhere).values_list("pk", flat=True))
    if any(one.erased_at is not None or not found[one.pk] & reach for one in people):
        raise NotVisible
    return everywhere


def merges_visible_to(actor: Actor) -> Q:
    """Condition on PersonMerge: those whose kept person is of the directed school; academy: of a school of its
    territory."""
    if actor.heads:
        return Q(kept__in=people_of_schools(actor, School.objects.filter(pk=actor.school_id or 0)))
    if actor.role == Role.ACADEMY:
        return Q(school=None, kept__in=people_of_schools(actor, schools_of_mandates(actor)))
    return Q(pk__in=[])


def people_of_schools(actor: Actor, schools: QuerySet[School]) -> QuerySet[Person]:
    """Return who has a link now with one of these schools: own, or of a child who is a pupil there."""
    own = Affiliation.objects.in_force(actor.now).filter(school__in=schools)
    pupils = own.filter(profile=Profile.PUPIL)
    wards = Guardianship.objects.in_force(actor.now).filter(child__in=pupils.values("person"))
    ids = own.order_by().values("person").union(wards.order_by().values("adult"))
    return Person.objects.filter(pk__in=ids)


def not_absorbed(prefix: str = "") -> Q:
    """Condition on Person: who is not, for now, one with another row."""
    return ~Q(**{f"{prefix}pk__in": PersonMerge.objects.filter(undone_at=None).values("absorbed")})
