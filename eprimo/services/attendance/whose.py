"""The children of whom a guardian may tell that they do not come, each at the own schools."""

from datetime import datetime
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import Attachment, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.notifications.queries import own_children
from eprimo.foundation.presence.hours import hours_of_many
from eprimo.services.attendance.forms.families import Whose


def whose_of(actor: Actor, at: datetime) -> list[Whose]:
    """Child by child, school by school, with who reads it there and when there is class (six statements, however many).
    NotVisible: there is none."""
    tells = {one.person_id: one for one in actor.children if one.school_ids and one.may_sign}
    children = [one for one in own_children(actor) if one.id in tells]
    if not children:
        raise NotVisible
    rows = School.objects.filter(pk__in={pk for one in tells.values() for pk in one.school_ids})
    schools = {one.pk: one for one in rows.order_by("name", "pk")}
    since = min(at.astimezone(ZoneInfo(one.time_zone)).date() for one in schools.values())
    hours = hours_of_many(schools.values(), since)
    teachers = _teachers({pk for one in tells.values() for pk in one.class_ids}, actor.now)
    found = []
    for child in children:
        own = tells[child.id]
        for pk, school in schools.items():
            if pk in own.school_ids:
                readers = [name for class_id in own.class_ids for name in teachers.get((pk, class_id), ())]
                place = school.name if len(own.school_ids) > 1 else ""
                of_child = hours[pk].of_classes(own.class_ids)
                found.append(Whose(child, school, of_child, tuple(dict.fromkeys(readers)), place))
    return found


def _teachers(classes: set[int], at: datetime) -> dict[tuple[int, int], list[str]]:
    """Who teaches each class, by its school."""
    rows = Attachment.objects.in_force(at).filter(class_group__in=classes, kind=AttachmentKind.TEACHES)
    found: dict[tuple[int, int], list[str]] = {}
    for row in rows.select_related("person", "class_group").order_by("person__sort_key", "pk"):
        if row.class_group is not None:
            key = (row.class_group.school_id, row.class_group.pk)
            found.setdefault(key, []).append(row.person.formal_name)
    return found
