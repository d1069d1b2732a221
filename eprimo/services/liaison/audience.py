"""To whom an actor may write: classes, groups, children and services, as filters that forms and actions share."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from eprimo.foundation.directory.models import (
    ClassGroup,
    ClassMembership,
    CommuneService,
    Group,
    GroupMembership,
    Person,
    SchoolSettings,
    ServiceEnrolment,
)
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.services.liaison.children import pupils_of


@dataclass(frozen=True)
class Audience:
    """Whom a note is addressed to. A service's note without named children goes to all who are enrolled."""

    classes: tuple[ClassGroup, ...] = ()
    groups: tuple[Group, ...] = ()
    children: tuple[Person, ...] = ()
    service: CommuneService | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.classes or self.groups or self.children or self.service)


def audience(
    classes: Iterable[ClassGroup] = (),
    groups: Iterable[Group] = (),
    children: Iterable[Person] = (),
    service: CommuneService | None = None,
) -> Audience:
    return Audience(tuple(classes), tuple(groups), tuple(children), service)


def settings_of(actor: Actor) -> SchoolSettings:
    """What the school in use allows; the defaults when it decided nothing. No school: nothing is allowed."""
    school = actor.school_id or 0
    return SchoolSettings.objects.filter(school_id=school).first() or SchoolSettings(school_id=school)


def classes_for(actor: Actor) -> QuerySet[ClassGroup]:
    """Own classes; a head: those of the running year of own school."""
    running = ClassGroup.objects.filter(
        school_id=actor.school_id or 0, year_id=F("school__running_year_id"), closed_at=None
    ).order_by("key", "pk")
    if actor.heads:
        return running
    return running.filter(pk__in=actor.class_ids if actor.role == Role.TEACHER else [])


def groups_for(actor: Actor) -> QuerySet[Group]:
    running = Group.objects.filter(
        school_id=actor.school_id or 0, year_id=F("school__running_year_id"), closed_at=None
    ).order_by("key", "pk")
    if actor.heads:
        return running
    return running.filter(pk__in=actor.group_ids if actor.role == Role.TEACHER else [])


def services_for(actor: Actor) -> QuerySet[CommuneService]:
    own = actor.service_ids if actor.role == Role.COMMUNE_AGENT else []
    return CommuneService.objects.filter(pk__in=own).order_by("name", "pk")


def children_for(actor: Actor) -> QuerySet[Person]:
    """Children one may write about by name: own school, own classes and groups, attached, own service."""
    if actor.closed or actor.school_id is None:
        return Person.objects.none()
    pupils = pupils_of(actor.school_id, actor.now).order_by("sort_key", "pk")
    if actor.role in HEADS:
        return pupils
    if actor.role == Role.TEACHER:
        members = ClassMembership.objects.in_force(actor.now).filter(
            person_id=OuterRef("pk"), class_group_id__in=actor.class_ids
        )
        grouped = GroupMembership.objects.in_force(actor.now).filter(
            person_id=OuterRef("pk"), group_id__in=actor.group_ids
        )
        return pupils.filter(Q(Exists(members)) | Q(Exists(grouped)))
    if actor.role == Role.STAFF:
        return pupils.filter(pk__in=actor.pupil_ids)
    if actor.role == Role.COMMUNE_AGENT:
        enrolled = ServiceEnrolment.objects.in_force(actor.now).filter(
            child_id=OuterRef("pk"), service_id__in=actor.service_ids, school_id=actor.school_id
        )
        return pupils.filter(Exists(enrolled))
    return Person.objects.none()


def may_address(actor: Actor, to: Audience) -> bool:
    """Every class, group, child and service of it is among those the actor writes to (one statement each)."""
    wanted: tuple[
        tuple[tuple[ClassGroup | Group | Person, ...], QuerySet[ClassGroup | Group | Person]], ...
    ] = (
        (to.classes, classes_for(actor)),
        (to.groups, groups_for(actor)),
        (to.children, children_for(actor)),
    )
    for given, allowed in wanted:
        ids = {row.pk for row in given}
        if ids and allowed.filter(pk__in=ids).count() != len(ids):
            return False
    if to.service is None:
        return actor.role != Role.COMMUNE_AGENT
    return to.service.pk in actor.service_ids and actor.role == Role.COMMUNE_AGENT


def require_address(actor: Actor, to: Audience) -> None:
    if not may_address(actor, to):
        raise Forbidden("Vous ne pouvez pas écrire à toutes ces familles.")
