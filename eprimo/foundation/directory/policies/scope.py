"""Whom an actor may know of: the rules of the Directory table as sets of people, for lists and for 404.

`sight.py` holds the same rules for one person at a time, with the fields of each; a test proves that both agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from eprimo.foundation.directory.enums import GuardianKindChoice, Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Entitlement,
    GroupMembership,
    Guardianship,
    Mandate,
    Person,
    School,
    SchoolCirconscription,
    ServiceEnrolment,
    ServiceSchool,
    Territory,
    in_force,
    to_come,
)
from eprimo.foundation.kernel.actor import Actor, Child, Role
from eprimo.foundation.kernel.switches import SCHOOLS_OF

ADULTS_OF_SCHOOL = (Profile.TEACHER, Profile.DIRECTOR, Profile.DEPUTY, Profile.STAFF)
_TERRITORY = frozenset({Role.INSPECTOR, Role.ACADEMY})
_HAVE_CLASSES = frozenset({Role.PUPIL, Role.TEACHER, Role.STAFF})
_OF_SCHOOL = frozenset({Role.PUPIL, Role.TEACHER, Role.DIRECTOR, Role.DEPUTY, Role.STAFF})


class Rule(StrEnum):
    """A person shows by one of these: the cell of the rights table, and its sentence in `RULE_SENTENCES`."""

    OWN_CLASS = "own-class"
    OWN_CHILD = "own-child"
    CLASSMATE = "classmate"
    PUPIL_OF_SCHOOL = "pupil-of-school"
    PUPIL_OF_DIRECTED = "pupil-of-directed"
    ATTACHED = "attached"
    SERVICE = "service"
    STAFF = "staff"
    STAFF_TO_COME = "staff-to-come"
    STAFF_OF_CHILD = "staff-of-child"
    STAFF_OF_SERVICE = "staff-of-service"
    STAFF_OF_GROUP = "staff-of-group"
    STAFF_OF_TERRITORY = "staff-of-territory"
    HEAD_OF_TERRITORY = "head-of-territory"
    GUARDIAN_OF_PUPIL = "guardian-of-pupil"
    OWN_GUARDIAN = "own-guardian"
    OTHER_GUARDIAN = "other-guardian"
    SELF = "self"


RULE_SENTENCES: dict[Rule, str] = {
    Rule.OWN_CLASS: _("élève d’une de vos classes"),
    Rule.OWN_CHILD: _("votre enfant"),
    Rule.CLASSMATE: _("élève de la classe de votre enfant (l’école permet de voir le prénom)"),
    Rule.PUPIL_OF_SCHOOL: _("élève de votre école\u00a0: nom et classe"),
    Rule.PUPIL_OF_DIRECTED: _("élève de l’école que vous dirigez"),
    Rule.ATTACHED: _("élève que vous accompagnez"),
    Rule.SERVICE: _("élève inscrit à votre service"),
    Rule.STAFF: _("adulte de votre école"),
    Rule.STAFF_TO_COME: _("adulte qui arrive dans l’école que vous dirigez"),
    Rule.STAFF_OF_CHILD: _("adulte de l’école de votre enfant"),
    Rule.STAFF_OF_SERVICE: _("adulte d’une école de votre service"),
    Rule.STAFF_OF_GROUP: _("adulte du groupe qui vous invite"),
    Rule.STAFF_OF_TERRITORY: _("adulte d’une école de votre territoire"),
    Rule.HEAD_OF_TERRITORY: _("direction d’une de vos écoles"),
    Rule.GUARDIAN_OF_PUPIL: _("responsable d’un élève que vous suivez"),
    Rule.OWN_GUARDIAN: _("un de vos responsables"),
    Rule.OTHER_GUARDIAN: _("autre responsable de votre enfant"),
    Rule.SELF: _("vous-même"),
}

type People = QuerySet[Person, int]


@dataclass(frozen=True, slots=True)
class Scope:
    """The ids that rights over people are computed from: role in use, and guardian rights beside it."""

    classes: frozenset[int]
    # The school in use, when the role belongs to a school and it is open.
    school_id: int | None
    directs: bool
    teaches: bool
    assists: bool
    named: frozenset[int]
    services: frozenset[int]
    groups: frozenset[int]
    mandates: frozenset[int]
    children: tuple[Child, ...]

    @property
    def classes_of_children(self) -> frozenset[int]:
        """Classes whose list a guardian may see if the school allows: not through a protected contact."""
        return frozenset(c for child in self.children if child.restriction == 0 for c in child.class_ids)

    @property
    def schools_of_children(self) -> frozenset[int]:
        return frozenset(school for child in self.children for school in child.school_ids)


def scope_of(actor: Actor) -> Scope:
    """Return what the actor reaches. A guardian's rights come from children who are pupils: in a class of the running
    year of an open school."""
    role = actor.role
    in_school = not actor.closed and actor.school_id is not None
    return Scope(
        classes=actor.class_ids if role in _HAVE_CLASSES else frozenset(),
        school_id=actor.school_id if in_school and role in _OF_SCHOOL else None,
        directs=actor.heads,
        teaches=role == Role.TEACHER and in_school,
        assists=role == Role.STAFF and in_school,
        named=actor.pupil_ids if role == Role.STAFF else frozenset(),
        services=actor.service_ids,
        groups=actor.group_ids if role == Role.PARTNER else frozenset(),
        mandates=actor.mandate_ids if role in _TERRITORY | {Role.MEMBER_REP} else frozenset(),
        children=tuple(child for child in actor.children if child.class_ids),
    )


def people_visible_to(actor: Actor) -> Q:
    """Condition on Person: everybody of whom some row lets the actor see at least a name."""
    return _any(part for _, part in (*pupil_parts(actor), *staff_parts(actor), *guardian_parts(actor)))


def people_found_by(actor: Actor) -> Q:
    """Condition on Person: the scope of people search, rows 1 (names of pupils) and 4 (names of teachers and staff)."""
    return _searched(actor, [*pupil_parts(actor), *staff_parts(actor)])


def found_by_name(actor: Actor) -> tuple[Q, Q | None]:
    """Conditions on Person: whom a search finds by the whole name; whom by the first name, as nothing more of it is
    shown (none: nobody is)."""
    parts = [*pupil_parts(actor), *staff_parts(actor)]
    found = _searched(actor, parts)
    mates = [part for rule, part in parts if rule == Rule.CLASSMATE]
    if not mates:
        return found, None
    initial_only = _any(mates) & ~_any(part for rule, part in parts if rule != Rule.CLASSMATE)
    return found & ~initial_only, initial_only


def _searched(actor: Actor, parts: list[tuple[Rule, People]]) -> Q:
    searching = actor.role not in {Role.PARTNER, Role.MEMBER_REP}
    return _any(part for rule, part in parts if searching or rule in _GUARDIAN_RULES)


_GUARDIAN_RULES = {Rule.OWN_CHILD, Rule.CLASSMATE, Rule.STAFF_OF_CHILD}


def may_search(actor: Actor) -> bool:
    """Tell whether the actor has people search: roles of a school, guardians, agents, inspectors and academies."""
    roles = _OF_SCHOOL | _TERRITORY | {Role.COMMUNE_AGENT}
    return (actor.role in roles and not actor.closed) or bool(scope_of(actor).children)


def pupil_parts(actor: Actor) -> list[tuple[Rule, People]]:
    """Return the row « names of pupils », cell by cell, as querysets of ids."""
    scope, now = scope_of(actor), actor.now
    parts: list[tuple[Rule, People]] = []
    if scope.classes:
        rule = Rule.ATTACHED if scope.assists else Rule.OWN_CLASS
        parts.append((rule, _in_classes(scope.classes, actor)))
    if scope.directs:
        parts.append((Rule.PUPIL_OF_DIRECTED, _pupils_of(scope.school_id, actor)))
    if scope.teaches:
        parts.append((Rule.PUPIL_OF_SCHOOL, _pupils_of(scope.school_id, actor)))
    if scope.named:
        parts.append((Rule.ATTACHED, _pupils_of(scope.school_id, actor).filter(pk__in=scope.named)))
    if scope.services:
        parts.append((Rule.SERVICE, _enrolled(scope.services, actor)))
    if scope.children:
        own = Person.objects.filter(pk__in=[child.person_id for child in scope.children])
        parts.append((Rule.OWN_CHILD, own.values_list("pk", flat=True)))
    if scope.classes_of_children:
        # By the schools of own children: few schools allow it, and the planner would go through all that do not.
        mates = ClassMembership.objects.in_force(now).filter(
            class_group__in=scope.classes_of_children, person__protected=False,
            school__settings__in=scope.schools_of_children, school__settings__families_see_classmates=True,
        )  # fmt: skip
        parts.append((Rule.CLASSMATE, _ids(mates.filter(_is_pupil_there(now)))))
    return parts


def staff_parts(actor: Actor) -> list[tuple[Rule, People]]:
    """Return the row « names of teachers and staff », cell by cell, as querysets of ids."""
    scope, now = scope_of(actor), actor.now
    adults = Affiliation.objects.in_force(now).filter(profile__in=ADULTS_OF_SCHOOL)
    open_ = adults.filter(_open_at(now))
    parts: list[tuple[Rule, People]] = []
    if scope.school_id is not None:
        parts.append((Rule.STAFF, _ids(adults.filter(school=scope.school_id))))
    if scope.directs:
        # « See a link to come: director; it opens nothing before its start ».
        ahead = Affiliation.objects.filter(to_come(now), school=scope.school_id)
        parts.append((Rule.STAFF_TO_COME, _ids(ahead.filter(profile__in=ADULTS_OF_SCHOOL))))
    if scope.schools_of_children:
        parts.append((Rule.STAFF_OF_CHILD, _ids(adults.filter(school__in=scope.schools_of_children))))
    if scope.services:
        served = ServiceSchool.objects.in_force(now).filter(service__in=scope.services).values("school")
        parts.append((Rule.STAFF_OF_SERVICE, _ids(open_.filter(school__in=served))))
    if scope.groups:
        members = GroupMembership.objects.in_force(now).filter(group__in=scope.groups)
        teaching = adults.filter(profile__in=(Profile.TEACHER, Profile.STAFF), school=actor.school_id)
        of_group = teaching.filter(person__in=members.values("person"))
        parts.append((Rule.STAFF_OF_GROUP, _ids(of_group)))
    if scope.mandates:
        head_only = actor.role == Role.MEMBER_REP
        wanted = open_.filter(profile=Profile.DIRECTOR) if head_only else open_
        there = _ids(wanted.filter(school__in=schools_of_mandates(actor).values("pk")))
        parts.append((Rule.HEAD_OF_TERRITORY if head_only else Rule.STAFF_OF_TERRITORY, there))
    return parts


def guardian_parts(actor: Actor) -> list[tuple[Rule, People]]:
    """Return the row « guardians' names », cell by cell, as querysets of ids."""
    scope = scope_of(actor)
    links = Guardianship.objects.in_force(actor.now)
    parts: list[tuple[Rule, People]] = []
    followed: list[People] = []
    if scope.teaches and scope.classes:
        followed.append(_in_classes(scope.classes, actor))
    if scope.directs:
        followed.append(_pupils_of(scope.school_id, actor))
    if scope.named:
        followed.append(_pupils_of(scope.school_id, actor).filter(pk__in=scope.named))
    if scope.services:
        followed.append(_enrolled(scope.services, actor))
    parts += [(Rule.GUARDIAN_OF_PUPIL, _adults(links.filter(child__in=pupils))) for pupils in followed]
    known = links.exclude(kind=GuardianKindChoice.CONTACT)
    if actor.role == Role.PUPIL and scope.classes:
        parts.append((Rule.OWN_GUARDIAN, _adults(known.filter(child=actor.person_id))))
    shared = [child.person_id for child in scope.children if child.restriction == 0]
    if shared:
        parts.append((Rule.OTHER_GUARDIAN, _adults(known.filter(child__in=shared))))
    if scope.children:
        parts.append((Rule.SELF, Person.objects.filter(pk=actor.person_id).values_list("pk", flat=True)))
    return parts


def schools_of_mandates(actor: Actor) -> QuerySet[School]:
    """Return the schools whose dated link to the territory of a mandate of the role in use is in force, entitled or
    not."""
    held = Mandate.objects.filter(pk__in=actor.mandate_ids)
    districts = SchoolCirconscription.objects.in_force(actor.now).filter(
        circonscription__in=held.filter(circonscription__isnull=False).values("circonscription")
    )
    return School.objects.filter(
        Q(pk__in=districts.values("school"))
        | Q(academy__in=held.filter(academy__isnull=False).values("academy"))
        | Q(commune__department__in=held.filter(department__isnull=False).values("department"))
        | Q(commune__in=held.filter(commune__isnull=False).values("commune"))
        | Q(commune__epci__in=held.filter(epci__isnull=False).values("epci"))
    )


def schools_of_territory(territory_id: int, at: datetime) -> frozenset[int]:
    """Return the schools that lie in one territory, entitled or not: where its switches stand."""
    one = Territory.objects.filter(pk=territory_id)
    districts = SchoolCirconscription.objects.in_force(at).filter(
        circonscription__in=one.filter(circonscription__isnull=False).values("circonscription")
    )
    found = School.objects.filter(
        Q(pk__in=districts.values("school"))
        | Q(academy__in=one.filter(academy__isnull=False).values("academy"))
        | Q(commune__department__in=one.filter(department__isnull=False).values("department"))
    )
    return frozenset(found.values_list("pk", flat=True))


SCHOOLS_OF.append(schools_of_territory)


def _any(parts: Iterable[People]) -> Q:
    """One IN over the union of the parts: the planner starts from the scope, never from every person there is."""
    found = list(parts)
    if not found:
        return Q(pk__in=[])
    first, *others = found
    return Q(pk__in=first.union(*others, all=True) if others else first)


def _ids(links: QuerySet[Affiliation] | QuerySet[ClassMembership]) -> People:
    return links.values_list("person", flat=True)  # type: ignore[return-value]


def _adults(links: QuerySet[Guardianship]) -> People:
    return links.values_list("adult", flat=True)  # type: ignore[return-value]


def _open_at(now: object) -> Exists:
    return Exists(Entitlement.objects.filter(in_force(now), school=OuterRef("school")))


def _is_pupil_there(now: object) -> Exists:
    """On a membership: its person is a pupil of its school now, and its class is of the running year."""
    return Exists(
        Affiliation.objects.in_force(now).filter(
            person=OuterRef("person"), school=OuterRef("school"), profile=Profile.PUPIL
        )
    )


def _in_classes(classes: Iterable[int], actor: Actor) -> People:
    members = ClassMembership.objects.in_force(actor.now).filter(class_group__in=classes)
    return _ids(members.filter(_is_pupil_there(actor.now)))


def _pupils_of(school_id: int | None, actor: Actor) -> People:
    return Person.objects.filter(
        pk__in=_ids(Affiliation.objects.in_force(actor.now).filter(school=school_id, profile=Profile.PUPIL))
    ).values_list("pk", flat=True)


def _enrolled(services: Iterable[int], actor: Actor) -> People:
    return enrolments_served(services, actor).values_list("child", flat=True)  # type: ignore[return-value]


def enrolments_served(services: Iterable[int], actor: Actor) -> QuerySet[ServiceEnrolment]:
    """Return the children enrolled now, pupils of the open school that the enrolment names and that the service serves
    now."""
    now = actor.now
    served = ServiceSchool.objects.in_force(now).filter(
        in_force(now, "school__affiliations__"),
        in_force(now, "school__entitlements__"),
        service=OuterRef("service"),
        school=OuterRef("school"),
        school__affiliations__person=OuterRef("child"),
        school__affiliations__profile=Profile.PUPIL,
    )
    found: QuerySet[ServiceEnrolment] = ServiceEnrolment.objects.in_force(now).filter(
        Exists(served), service__in=services
    )
    return found
