"""« Homework »: who sees a line, who writes it, whose reading its teachers are told of."""

from django.db.models import F, Q, QuerySet

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.policies import NOBODY, manages, rows_as_family, rows_at_work
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Group
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.rights import policy
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Homework

type Place = ClassGroup | Group


def sort_of(place: Place) -> To:
    return To.CLASS if isinstance(place, ClassGroup) else To.GROUP


def _teaches(actor: Actor, place: Place) -> bool:
    """« Own classes, groups »: a head who is attached to a class is one of its teachers."""
    if not actor.is_at(place.school_id, Role.TEACHER, *HEADS) or place.closed_at is not None:
        return False
    return place.pk in (actor.class_ids if sort_of(place) == To.CLASS else actor.group_ids)


@policy("homework.entry.write")
def may_write(actor: Actor, place: Place) -> bool:
    return _teaches(actor, place)


@policy("homework.entry.correct")
def may_correct(actor: Actor, line: Homework) -> bool:
    """Correct, put off, take back and put there again: whoever teaches the class now, whoever wrote it."""
    teaches = actor.is_at(line.school_id, Role.TEACHER, *HEADS)
    return teaches and manages(actor, HOMEWORK, line.resource)


@policy("homework.week.consult")
def may_consult(actor: Actor, place: Place) -> bool:
    """« Own school, shown to its teachers »."""
    return actor.directs(place.school_id) and not _teaches(actor, place)


def classes_for(actor: Actor) -> QuerySet[ClassGroup]:
    """Those whose homework the role in use has a page of."""
    rows = ClassGroup.objects.filter(school=actor.school_id or 0, closed_at=None).order_by("key", "pk")
    rows = rows.filter(year_id=F("school__running_year_id"))
    if actor.closed:
        return rows.none()
    if actor.heads:
        return rows
    if actor.role == Role.STAFF:
        return rows.filter(Q(pk__in=actor.class_ids) | Q(pk__in=_classes_of_attached(actor)))
    return rows.filter(pk__in=actor.class_ids) if actor.role == Role.TEACHER else rows.none()


def groups_for(actor: Actor) -> QuerySet[Group]:
    rows = Group.objects.filter(school=actor.school_id or 0, closed_at=None).order_by("key", "pk")
    rows = rows.filter(year_id=F("school__running_year_id"))
    if actor.closed:
        return rows.none()
    if actor.heads:
        return rows
    own = actor.role in {Role.TEACHER, Role.STAFF, Role.PARTNER}
    return rows.filter(pk__in=actor.group_ids) if own else rows.none()


def _classes_of_attached(actor: Actor) -> QuerySet[ClassMembership, int]:
    """Of the children to whom somebody of the staff is attached by name."""
    rows = ClassMembership.objects.in_force(actor.now).filter(
        person__in=actor.pupil_ids, school=actor.school_id or 0
    )
    return rows.values_list("class_group", flat=True)


def lines_at_work(actor: Actor) -> Q:
    """On Homework, of the role in use: what its audiences reach; to staff attached to a child by name, what is for the
    class and the level of that child."""
    seen = rows_at_work(actor, HOMEWORK)
    if actor.role != Role.STAFF or not actor.pupil_ids or actor.closed:
        return seen
    members = ClassMembership.objects.in_force(actor.now).filter(
        person__in=actor.pupil_ids, school=actor.school_id or 0
    )
    named = NOBODY
    for class_group, level in members.values_list("class_group", "level"):
        of_class = Q(resource__homeworkweek__to=To.CLASS, resource__homeworkweek__target=class_group)
        named |= of_class & (Q(levels=[]) | Q(levels__contains=[level]) if level else Q())
    return seen | named


def lines_visible_to(actor: Actor) -> Q:
    """On Homework: those of the role in use, and of own children."""
    return lines_at_work(actor) | rows_as_family(actor, HOMEWORK)
