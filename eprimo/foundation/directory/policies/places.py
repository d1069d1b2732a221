"""Which classes, groups, schools and lines of the audit trail an actor sees."""

from functools import reduce
from operator import or_

from django.db.models import Q

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Mandate, ServiceSchool
from eprimo.foundation.directory.policies.scope import schools_of_mandates, scope_of
from eprimo.foundation.kernel.actor import Actor, Role

_ADULTS = tuple(one for one in Profile if one != Profile.PUPIL)


def classes_visible_to(actor: Actor) -> Q:
    """Condition on ClassGroup: own classes, those of own children; teacher, director, deputy: all of the own school."""
    scope = scope_of(actor)
    seen = set(scope.classes) | {c for child in scope.children for c in child.class_ids}
    q = Q(pk__in=seen)
    if actor.is_at(actor.school_id, Role.TEACHER, Role.DIRECTOR, Role.DEPUTY):
        q |= Q(school=actor.school_id)
    return q


def groups_visible_to(actor: Actor) -> Q:
    """Condition on Group: own groups; director, deputy: those of the own school."""
    q = Q(pk__in=actor.group_ids)
    return q | Q(school=actor.school_id) if actor.heads else q


def services_visible_to(actor: Actor) -> Q:
    """Condition on CommuneService: own services; those that serve the directed school; those of the own body."""
    q = Q(pk__in=actor.service_ids)
    if actor.heads:
        served = ServiceSchool.objects.filter(school=actor.school_id).values("service")
        q |= Q(pk__in=served)
    if actor.role == Role.MEMBER_REP:
        q |= Q(commune__in=_bodies(actor, "commune")) | Q(epci__in=_bodies(actor, "epci"))
    return q


def entitled_by(actor: Actor) -> Q:
    """Condition on School: those whose entitlement the actor may give by hand (academy: own territory; coordinator:
    all)."""
    if actor.role == Role.ACADEMY:
        return Q(pk__in=schools_of_mandates(actor).values("pk"))
    return Q() if actor.role == Role.COORDINATOR else Q(pk__in=[])


def links_of_directed(actor: Actor) -> Q:
    """Condition on Affiliation: the adults whom the director keeps by hand, partners included, over or not."""
    if not actor.heads:
        return Q(pk__in=[])
    # Those who are, and not « all but pupils »: by that the planner may read the links of the whole academy.
    return Q(school=actor.school_id, profile__in=_ADULTS)


def audit_visible_to(actor: Actor) -> Q:
    """Condition on AuditLine: everyone own acts, pupils and who has no role left too; director, deputy: all of the own
    school."""
    return reduce(or_, audit_parts(actor))


def audit_parts(actor: Actor) -> list[Q]:
    """Return what `audit_visible_to` tells, each part as a list reads it in an index of its own."""
    own = Q(person_id=actor.person_id)
    if actor.scope is not None:
        own &= Q(school_id__in=actor.scope)
    return [own, Q(school_id=actor.school_id)] if actor.heads else [own]


def _bodies(actor: Actor, kind: str) -> object:
    return Mandate.objects.filter(pk__in=actor.mandate_ids, **{f"{kind}__isnull": False}).values(kind)
