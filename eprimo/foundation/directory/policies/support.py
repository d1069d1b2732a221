"""Assistance: who asks, who answers, who ends it, and whom it shows (row « support access » of the rights page)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import GuardianKindChoice, Profile, SupportState
from eprimo.foundation.directory.models import (
    Affiliation,
    Entitlement,
    Guardianship,
    Person,
    SupportAccess,
    in_force,
)
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy

ASKERS = (Role.CONTRACTOR, Role.PLATFORM)


def supports_visible_to(actor: Actor) -> Q:
    """Condition on SupportAccess: own ones, asked in the role in use; director, deputy: all of the own school."""
    if actor.heads:
        return Q(school=actor.school_id)
    if actor.role not in ASKERS:
        return Q(pk__in=[])
    return Q(person=actor.person_id, role=actor.role)


def can_see_support(actor: Actor, access: SupportAccess) -> bool:
    """Tell whether the actor sees an access (`supports_visible_to`, of one row)."""
    if actor.heads:
        return access.school_id == actor.school_id
    return actor.role in ASKERS and (access.person_id, access.role) == (actor.person_id, actor.role)


def supports_running(actor: Actor) -> QuerySet[SupportAccess]:
    """Return the accesses by which the actor reads now: own ones in the role in use, granted, within their hours, at a
    school that is open. Read from the rows at each request: an end holds on the first one after its commit."""
    open_ = Entitlement.objects.filter(in_force(actor.now), school=OuterRef("school"))
    if actor.role not in ASKERS:
        return SupportAccess.objects.none()
    return SupportAccess.objects.filter(
        Exists(open_), person=actor.person_id, role=actor.role, state=SupportState.GRANTED,
        starts__lte=actor.now, ends__gt=actor.now,
    )  # fmt: skip


def people_through_support(actor: Actor) -> Q:
    """Condition on Person: who is in the schools of the accesses that run: an affiliation there, or a pupil of there to
    answer for (« everyone of own school » of a director). Their names and sign-in states are all that shows."""
    schools = supports_running(actor).values("school")
    there = Affiliation.objects.in_force(actor.now).filter(school__in=schools)
    pupils = there.filter(profile=Profile.PUPIL).values("person")
    links = Guardianship.objects.in_force(actor.now).exclude(kind=GuardianKindChoice.CONTACT)
    return Q(pk__in=there.values("person")) | Q(pk__in=links.filter(child__in=pupils).values("adult"))


def sees_through_support(actor: Actor, access: SupportAccess, person: Person) -> bool:
    """Tell whether a person is read through one access (`people_through_support`)."""
    if not supports_running(actor).filter(pk=access.pk).exists():
        return False
    here = Affiliation.objects.in_force(actor.now).filter(school=access.school_id)
    if here.filter(person=person).exists():
        return True
    links = (
        Guardianship.objects.in_force(actor.now).filter(adult=person).exclude(kind=GuardianKindChoice.CONTACT)
    )
    return links.filter(child__in=here.filter(profile=Profile.PUPIL).values("person")).exists()


@policy("directory.support.ask", strong=Strength.STRONG)
def can_ask_support(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may ask for assistance: the contractor and the platform, of any school."""
    return actor.role in ASKERS and school_id > 0


@policy("directory.support.answer", strong=Strength.STRONG)
def can_answer_support(actor: Actor, access: SupportAccess) -> bool:
    """Tell whether the actor may grant or refuse: who directs the school, never one's own request."""
    return actor.directs(access.school_id) and access.person_id != actor.person_id


@policy("directory.support.end", strong=Strength.STRONG)
def can_end_support(actor: Actor, access: SupportAccess) -> bool:
    """Tell whether the actor may end an access, at any moment: who asked, and who directs the school."""
    return can_see_support(actor, access)


@policy("directory.support.read", strong=Strength.STRONG)
def can_read_support(actor: Actor, access: SupportAccess) -> bool:
    """Tell whether the actor may open the list of the people of the school, or one of them."""
    return supports_running(actor).filter(pk=access.pk).exists()
