"""What a class has today, for who teaches it or directs the school: its dates, its groups, what services show."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.things.upcoming import UpcomingDate, upcoming_dates, upcoming_for
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, GroupMembership, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.services import services
from eprimo.foundation.notifications.date_lines import DateLine, line_of


@dataclass(frozen=True, slots=True)
class OfGroup:
    """A group that pupils of the class are in, and their first names."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassDay:
    """`parts`: what services show there, each with its template."""

    dates: tuple[DateLine, ...]
    groups: tuple[OfGroup, ...]
    parts: tuple[tuple[str, dict[str, Any]], ...]


def class_day(actor: Actor, class_group: ClassGroup) -> ClassDay:
    """Two statements, and one for each service. The right to read the class as an own one was asked for before; each
    part shows no more than the actor sees elsewhere."""
    groups = _groups(actor, class_group)
    parts = [
        (part.template, part.load(actor, class_group.pk, class_group.public_id))
        for service in services()
        for part in service.of_class
    ]
    return ClassDay(
        dates=tuple(line_of(one) for one in _today(actor, class_group, {pk for pk, _ in groups})),
        groups=tuple(one for _, one in groups),
        parts=tuple((template, context) for template, context in parts if context is not None),
    )


def _today(actor: Actor, class_group: ClassGroup, groups: set[int]) -> Sequence[UpcomingDate]:
    row = Person.objects.filter(pk=actor.person_id).annotate(
        days=upcoming_dates(actor, actor.today, actor.today)
    )
    own = {(To.CLASS.value, class_group.pk), *((To.GROUP.value, pk) for pk in groups)}
    return [
        one
        for one in upcoming_for(actor, row.values_list("days", flat=True).get())
        if one.on <= actor.today <= one.until and _is_for(one, own)
    ]


def _is_for(one: UpcomingDate, own: set[tuple[str, int]]) -> bool:
    """It is for the class, for one of these groups, or for the whole school."""
    kinds = {kind for kind, _ in one.targets}
    return To.SCHOOL in kinds or any((kind, pk) in own for kind, pk in one.targets)


def _groups(actor: Actor, class_group: ClassGroup) -> list[tuple[int, OfGroup]]:
    """Own groups of who teaches; every group of the school for who directs it."""
    members = ClassMembership.objects.in_force(actor.now).filter(class_group=class_group)
    rows = GroupMembership.objects.in_force(actor.now).filter(
        person__in=members.values("person"), group__school=class_group.school_id, group__closed_at=None,
        group__year=F("group__school__running_year"),
    )  # fmt: skip
    if not actor.heads:
        rows = rows.filter(group__in=actor.group_ids)
    found = rows.select_related("group", "person").order_by(
        "group__key", "group", "person__sort_key", "person"
    )
    return [
        (pk, OfGroup(ones[0].group.label, _names([one.person for one in ones])))
        for pk, each in groupby(found, key=lambda one: one.group_id)
        if (ones := list(each))
    ]


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(told_apart([(one.first_name, one.shown_last_name) for one in people]))
