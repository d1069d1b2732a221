"""Classes and groups: their lists, and the page of one."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import (
    Attachment,
    ClassGroup,
    ClassMembership,
    Group,
    GroupMembership,
    Guardianship,
    Person,
    in_force,
    to_come,
)
from eprimo.foundation.directory.policies.places import classes_visible_to, groups_visible_to
from eprimo.foundation.directory.queries.person_lines import PersonLine, lines_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil of a class, and the guardians whose names the actor may read."""

    line: PersonLine
    guardians: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class ClassPage:
    class_group: ClassGroup
    pupils: tuple[PupilRow, ...]
    adults: tuple[Attachment, ...]


def classes_of_school(actor: Actor) -> QuerySet[ClassGroup]:
    """Return the open classes of the running year that the actor sees at the school in use, with how many pupils and
    teachers."""
    now = actor.now
    pupils = Q(in_force(now, "memberships__"))
    teachers = Q(in_force(now, "attachments__"), attachments__kind=AttachmentKind.TEACHES)
    rows = ClassGroup.objects.filter(
        classes_visible_to(actor), school=actor.school_id, year=F("school__running_year"), closed_at=None
    )
    return rows.annotate(
        pupils=Count("memberships__person", filter=pupils, distinct=True),
        teachers=Count("attachments__person", filter=teachers, distinct=True),
    ).order_by("key", "pk")


def class_visible(actor: Actor, public_id: UUID) -> ClassGroup:
    """Return the class of an address. Raises NotVisible."""
    row = (
        ClassGroup.objects.filter(classes_visible_to(actor), public_id=public_id)
        .select_related("school")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def class_page(actor: Actor, class_group: ClassGroup) -> ClassPage:
    """Return the pupils of a class in order of their names, guardians of each, attached adults. Five statements,
    whatever their number."""
    members = ClassMembership.objects.in_force(actor.now).filter(class_group=class_group)
    pupils = list(Person.objects.filter(pk__in=members.values("person")).order_by("sort_key", "pk"))
    links = list(
        Guardianship.objects.in_force(actor.now)
        .filter(child__in=[pupil.pk for pupil in pupils])
        .select_related("adult")
        .order_by("priority", "pk")
    )
    people = {person.pk: person for person in (*pupils, *(link.adult for link in links))}
    lines = {line.person.pk: line for line in lines_of(actor, list(people.values()))}
    rows = tuple(
        PupilRow(lines[pupil.pk], _guardians(pupil, links, lines)) for pupil in pupils if pupil.pk in lines
    )
    return ClassPage(class_group, rows, tuple(attached_to(actor, class_group)))


def _guardians(
    pupil: Person, links: list[Guardianship], lines: dict[int, PersonLine]
) -> tuple[PersonLine, ...]:
    own = [lines[link.adult_id] for link in links if link.child_id == pupil.pk and link.adult_id in lines]
    return tuple(
        line
        for line in own
        if any(w.child.person_id == pupil.pk and line.sight.shows_link_to(w) for w in line.sight.facts.wards)
    )


def attached_to(actor: Actor, class_group: ClassGroup) -> QuerySet[Attachment]:
    """Return the adults tied to the class now; for who directs, also those tied from a later day on."""
    when = in_force(actor.now) | to_come(actor.now) if actor.heads else in_force(actor.now)
    rows = Attachment.objects.filter(when, class_group=class_group)
    return rows.select_related("person").order_by("kind", "person__sort_key", "pk")


def groups_of_school(actor: Actor) -> QuerySet[Group]:
    rows = Group.objects.filter(groups_visible_to(actor), school=actor.school_id, closed_at=None)
    members = Count("memberships", filter=Q(in_force(actor.now, "memberships__")), distinct=True)
    return rows.filter(year=F("school__running_year")).annotate(members=members).order_by("key", "pk")


def group_visible(actor: Actor, public_id: UUID) -> Group:
    row = Group.objects.filter(groups_visible_to(actor), public_id=public_id).select_related("school").first()
    if row is None:
        raise NotVisible
    return row


def group_member_ids(actor: Actor, group: Group) -> set[int]:
    return set(
        GroupMembership.objects.in_force(actor.now).filter(group=group).values_list("person", flat=True)
    )
