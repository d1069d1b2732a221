"""Nobody acts on the own family: « about a child, or its guardian, when the actor is guardian of that child (any kind,
restricted and contact included): another director of the school, not named by the actor; else academy ».

Restrictions, guardianships, paper consents, merges, sheets, suspensions and requests about data all ask here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import EndReason, Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    Entitlement,
    FamilyOpening,
    Guardianship,
    in_force,
)
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.kernel.statements import with_periods

HEADS_OF_SCHOOL = (Profile.DIRECTOR, Profile.DEPUTY)


def _answers(now: datetime) -> Q:
    """On Guardianship: of who answers for the child, or will."""
    return Q(ends=None) | Q(ends__gt=now)


# On Guardianship: whoever answered for a child is of its family, or a file that ends the link would untie them; unless
# the link was a mistake.
_EVER = ~Q(end_reason__in=[EndReason.CORRECTED, EndReason.MERGED])


def family_links() -> QuerySet[Guardianship]:
    """The links that make a family: whatever they allow, whether they last or are over, but mistakes."""
    return Guardianship.objects.filter(_EVER)


def own_family(actor: Actor) -> QuerySet[Guardianship, Any]:
    """Return the children whom the actor answers for or ever did, restricted and contact included, as a subquery. Of a
    deputy, those of who named them too."""
    return family_links().filter(_by_hands_of(actor)).values("child")


def own_family_sql(child: str) -> str:
    """Return the condition, in SQL, that a child is of the actor's own family (`own_family`); `child`: a column,
    values: `own_family_values`."""
    return with_periods(f"""
EXISTS (SELECT FROM directory_guardianship f WHERE f.child_id = {child} AND f.end_reason NOT IN ('corrected', 'merged')
  AND (f.adult_id = %(me)s OR f.adult_id IN (
    SELECT d.named_by_id FROM directory_affiliation d WHERE d.person_id = %(me)s AND d.school_id = %(deputy_at)s
      AND d.profile = 'deputy' AND in_force(d.starts, d.ends, %(now)s))))
""")  # noqa: S608 - a piece of ours; values go as parameters


def own_family_values(actor: Actor) -> dict[str, Any]:
    """Return the values of `own_family_sql`. `deputy_at`: the school where the actor is a deputy, of whom the family of
    who named them counts too."""
    return {
        "me": actor.person_id,
        "deputy_at": actor.school_id if actor.role == Role.DEPUTY else None,
        "now": actor.now,
    }


def family_of(actor: Actor) -> Q:
    """Condition on Person: the actor's own children and all who answer for them. Of a deputy, those of who named them
    too."""
    children = own_family(actor)
    adults = Guardianship.objects.filter(_answers(actor.now), child__in=children).values("adult")
    # By one set of keys: of alternatives the planner may try everybody of the academy.
    return Q(pk__in=children.union(adults, all=True))


def is_family(actor: Actor, *person_ids: int) -> bool:
    """Tell whether one of these people is the actor's own child, or somebody who answers for one."""
    # By the links alone: a person whom the second wall hides takes no less of a right away.
    adults = Q(_answers(actor.now), adult__in=person_ids, child__in=own_family(actor))
    return Guardianship.objects.filter(Q(_by_hands_of(actor), _EVER, child__in=person_ids) | adults).exists()


def _by_hands_of(actor: Actor) -> Q:
    """On Guardianship: of the actor, and of who gave a deputy the direction: an act of the one is one of the other."""
    own = Q(adult=actor.person_id)
    if actor.role != Role.DEPUTY:
        return own
    named = Affiliation.objects.filter(
        in_force(actor.now), person=actor.person_id, school=actor.school_id, profile=Profile.DEPUTY
    )
    return own | Q(adult__in=named.exclude(named_by=None).values("named_by"))


def heads_of(now: datetime, school: int | OuterRef) -> QuerySet[Affiliation]:
    """Return the links of who directs a school."""
    return Affiliation.objects.filter(in_force(now), school=school, profile__in=HEADS_OF_SCHOOL)


def untied(heads: QuerySet[Affiliation], now: datetime, person: str) -> QuerySet[Affiliation]:
    """Keep, of these links, those of who may act about a person, a column of the query around: tied to it neither by
    themselves nor by who named them."""
    own = Guardianship.objects.filter(Q(adult=OuterRef("person")) | Q(adult=OuterRef("named_by")), _EVER)
    theirs = Guardianship.objects.filter(
        _answers(now), child=OuterRef("child"), adult=OuterRef(OuterRef(OuterRef(person)))
    )
    return heads.exclude(Exists(own.filter(Q(child=OuterRef(OuterRef(person))) | Exists(theirs))))


def heads_free_of(school_id: int, person_ids: Iterable[int], now: datetime) -> set[int]:
    """Return who directs the school and may act about all of these people."""
    theirs = Guardianship.objects.filter(_answers(now), adult__in=list(person_ids)).values("child")
    children = Q(child__in=list(person_ids)) | Q(child__in=theirs)
    tied = Guardianship.objects.filter(children, _EVER).values("adult")
    heads = heads_of(now, school_id).exclude(person__in=tied)
    free = heads.filter(Q(named_by=None) | ~Q(named_by__in=tied))
    return set(free.values_list("person", flat=True))


def left_to_academy(actor: Actor, school_id: int, *person_ids: int) -> bool:
    """Tell whether the school is open and of the actor's territory, has a direction, and all of it is tied (« else
    academy »)."""
    if not _of_territory(actor, school_id):
        return False
    return heads_of(actor.now, school_id).exists() and not heads_free_of(school_id, person_ids, actor.now)


def _of_territory(actor: Actor, school_id: int) -> bool:
    if actor.role != Role.ACADEMY:
        return False
    opened = Entitlement.objects.filter(in_force(actor.now), school=school_id)
    return opened.exists() and schools_of_mandates(actor).filter(pk=school_id).exists()


def acts_for_family(actor: Actor, school_id: int, *person_ids: int) -> bool:
    """Tell whether the actor does at this school what its direction does, about these people (a child, or one of its
    guardians)."""
    if not actor.directs(school_id) and not left_to_academy(actor, school_id, *person_ids):
        return False
    return not is_family(actor, *person_ids)


# --- the academy in the place of a direction ------------------------------------------------------------------------


def children_left_to_academy(school_id: int, now: datetime) -> QuerySet[Affiliation]:
    """Return the links of pupils of a school for whom everybody who directs it answers, or was named by who does. Of
    the children themselves an academy reads nothing before it has said why."""
    pupils = Affiliation.objects.filter(in_force(now), school=school_id, profile=Profile.PUPIL)
    rows = pupils.filter(~Exists(untied(heads_of(now, school_id), now, "person")))
    return rows if heads_of(now, school_id).exists() else rows.none()


@policy("directory.family.open", strong=Strength.STRONG)
def can_open_families(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may see, with a reason and for two hours, the families for whom a direction may not act:
    the academy."""
    return _of_territory(actor, school_id) and children_left_to_academy(school_id, actor.now).exists()


def openings_of(actor: Actor) -> QuerySet[FamilyOpening]:
    """Return the openings of families of the actor that run, of schools that are still of the own territory."""
    rows = FamilyOpening.objects.in_force(actor.now).filter(person=actor.person_id)
    if actor.role != Role.ACADEMY:
        return rows.none()
    return rows.filter(school__in=schools_of_mandates(actor).values("pk"))
