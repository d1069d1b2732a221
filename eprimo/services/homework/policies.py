"""« Homework »: who sees a line, who writes it, whose reading its teachers are told of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.policies import row_levels, rows_as_family, rows_at_work
from eprimo.foundation.directory.enums import ServiceKind
from eprimo.foundation.directory.models import (
    ClassGroup,
    ClassMembership,
    Group,
    GroupMembership,
    ServiceEnrolment,
)
from eprimo.foundation.directory.policies.scope import enrolments_served
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.presence.hours import monday_of
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Consultation, Homework

type Place = ClassGroup | Group
_WRITERS = HEADS | {Role.TEACHER}
_LEVELS = ArrayField(CharField(max_length=4))
# How far ahead the agents of an evening study read.
STUDY_DAYS = timedelta(days=7)


def sort_of(place: Place) -> To:
    return To.CLASS if isinstance(place, ClassGroup) else To.GROUP


def place_given(line: Homework) -> Place:
    """Return the class or group that a line was given to."""
    week = line.resource.homeworkweek
    rows = ClassGroup.objects if week.to == To.CLASS else Group.objects
    found: Place = rows.select_related("school").get(pk=week.target)
    return found


def _teaches(actor: Actor, place: Place) -> bool:
    """« Own classes, groups »: a head who is attached to a class is one of its teachers."""
    if not actor.is_at(place.school_id, *_WRITERS) or place.closed_at is not None:
        return False
    return place.pk in (actor.class_ids if sort_of(place) == To.CLASS else actor.group_ids)


@policy("homework.entry.write")
def may_write(actor: Actor, place: Place) -> bool:
    """Give work there, correct it, put it off, take it back: whoever teaches there now, whoever wrote it."""
    return _teaches(actor, place)


@policy("homework.week.consult")
def may_consult(actor: Actor, place: Place) -> bool:
    """Tell whether a head may open the homework of a class: « Own school, shown to its teachers »."""
    return actor.directs(place.school_id) and not _teaches(actor, place)


def classes_for(actor: Actor) -> QuerySet[ClassGroup]:
    """Return the classes whose homework the role in use has a page of."""
    rows = ClassGroup.objects.filter(school=actor.school_id or 0, closed_at=None).order_by("key", "pk")
    rows = rows.filter(year_id=F("school__running_year_id"))
    if actor.closed:
        return rows.none()
    if actor.heads:
        return rows
    if actor.role == Role.STAFF:
        return rows.filter(
            Q(pk__in=actor.class_ids) | Q(pk__in=_classes_of_attached(actor).values("class_group"))
        )
    return rows.filter(pk__in=actor.class_ids) if actor.role == Role.TEACHER else rows.none()


def groups_for(actor: Actor) -> QuerySet[Group]:
    rows = Group.objects.filter(school=actor.school_id or 0, closed_at=None).order_by("key", "pk")
    rows = rows.filter(year_id=F("school__running_year_id"))
    if actor.closed:
        return rows.none()
    if actor.heads:
        return rows
    if actor.role == Role.STAFF:
        return rows.filter(Q(pk__in=actor.group_ids) | Q(pk__in=_groups_of_attached(actor).values("group")))
    return rows.filter(pk__in=actor.group_ids) if actor.role == Role.TEACHER else rows.none()


def _classes_of_attached(actor: Actor) -> QuerySet[ClassMembership]:
    """Of the children to whom somebody of the staff is attached by name."""
    return ClassMembership.objects.in_force(actor.now).filter(
        person__in=actor.pupil_ids, school=actor.school_id or 0
    )


def _groups_of_attached(actor: Actor) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.in_force(actor.now).filter(
        person__in=actor.pupil_ids, school=actor.school_id or 0
    )


def _taught(actor: Actor) -> Q:
    """On Homework: the lines of the classes and groups where the actor gives work."""
    if actor.closed or actor.role not in _WRITERS:
        return Q(pk__in=[])
    of_class = Q(resource__homeworkweek__to=To.CLASS, resource__homeworkweek__target__in=actor.class_ids)
    of_group = Q(resource__homeworkweek__to=To.GROUP, resource__homeworkweek__target__in=actor.group_ids)
    return of_class | of_group


def lines_at_work(actor: Actor) -> Q:
    """Return a filter on Homework for the role in use: what stands and reaches it; what was taken back, to who gives
    work there."""
    return _reaching_at_work(actor) & (Q(removed_at=None) | _taught(actor))


def _reaching_at_work(actor: Actor) -> Q:
    """What its audiences reach; to staff attached to a child by name, what is for the groups, class and level of that
    child."""
    seen = rows_at_work(actor, HOMEWORK)
    if actor.role != Role.STAFF or not actor.pupil_ids or actor.closed:
        return seen
    return seen | _for_members(_classes_of_attached(actor), _groups_of_attached(actor))


def _for_members(classes: QuerySet[ClassMembership], groups: QuerySet[GroupMembership]) -> Q:
    """On Homework: what is for the class and level, or for a group, of one of these; who is of no known level has what
    is for all of them."""
    of_class = classes.annotate(narrowed=ExpressionWrapper(OuterRef("levels"), _LEVELS)).filter(
        Q(narrowed__len=0) | Q(level="") | Q(narrowed__contains=[F("level")]),
        class_group=OuterRef("resource__homeworkweek__target"),
    )
    of_group = groups.filter(group=OuterRef("resource__homeworkweek__target"))
    return Q(
        Q(resource__homeworkweek__to=To.CLASS) & Exists(of_class)
        | Q(resource__homeworkweek__to=To.GROUP) & Exists(of_group)
    )


def lines_of_role(actor: Actor) -> Q:
    """Return a filter on Homework: the lines of the role in use, whatever it reads them by."""
    seen = lines_at_work(actor)
    return seen | lines_of_study(actor) if actor.role == Role.COMMUNE_AGENT else seen


def lines_visible_to(actor: Actor) -> Q:
    """Return a filter on Homework: the lines of the role in use, and of own children. Nothing of what was taken back is
    left to families, pupils, the staff, agents or a head who does not teach there."""
    return lines_of_role(actor) | (rows_as_family(actor, HOMEWORK) & Q(removed_at=None))


def has_consulted(actor: Actor, to: str, target: int, monday: date) -> bool:
    """Did this head say that the week of a class or group is being read?"""
    rows = Consultation.objects.filter(
        resource__homeworkweek__to=to, resource__homeworkweek__target=target,
        resource__homeworkweek__monday=monday, person=actor.person_id,
    )  # fmt: skip
    return rows.exists()


def is_open_to(actor: Actor, line: Homework) -> bool:
    """Tell whether a line that the role in use sees may be read now. A head who does not teach there says so first."""
    place = place_given(line)
    if not may_consult(actor, place):
        return True
    return has_consulted(actor, sort_of(place), place.pk, monday_of(line.due_on))


def enrolled_in_study(actor: Actor) -> QuerySet[ServiceEnrolment]:
    """Return the children of the own evening studies at the school in use, where it lets their agents read."""
    rows = enrolments_served(actor.service_ids, actor).filter(
        service__kind=ServiceKind.STUDY, school=actor.school_id or 0,
        school__settings__study_reads_homework=True,
    )  # fmt: skip
    return rows.none() if actor.closed or actor.role != Role.COMMUNE_AGENT else rows


def lines_of_study(actor: Actor) -> Q:
    """Return a filter on Homework: « study service, enrolled, 7 days ». What is for the class and level, or for a
    group, of a child who is enrolled, for the days of today and the six next."""
    children, school = enrolled_in_study(actor).values("child"), actor.school_id or 0
    classes = ClassMembership.objects.in_force(actor.now).filter(person__in=children, school=school)
    groups = GroupMembership.objects.in_force(actor.now).filter(person__in=children, school=school)
    return Q(
        _for_members(classes, groups),
        school=school, removed_at=None, due_on__gte=actor.today, due_on__lt=actor.today + STUDY_DAYS,
    )  # fmt: skip


def reaches(actor: Actor, whom: Iterable[Mapping[str, Any]], levels: Sequence[str], child: int) -> bool:
    """Is the line one of this child's, by a level that the line is for? `whom`: what `rows_reached` gave of it."""
    found = row_levels(actor, child, whom)
    return bool(found & set(levels)) if levels else bool(found)


def hides_reserved(actor: Actor, whom: Iterable[Mapping[str, Any]], levels: Sequence[str]) -> bool:
    """A line that reaches a child under a protected contact: what may tell an hour or a place is not for the reader."""
    whom = list(whom)
    return any(one.restriction and reaches(actor, whom, levels, one.person_id) for one in actor.children)
