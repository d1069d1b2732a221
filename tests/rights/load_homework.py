"""Homework of a world of the reference model, as weeks of classes and groups, with their lines and ticks."""

from datetime import date, timedelta

from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import dates_follow
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.content.things.addressing import shares_rebuild
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Group, SchoolSettings
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark, Occasion
from eprimo.foundation.presence.hours import monday_of
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Homework, HomeworkWeek
from eprimo.services.homework.policies import sort_of
from tests.reference.draw_homework import LEVELS
from tests.reference.homework_facts import Entry
from tests.rights.load import Loaded, at


def load_homework(rows: Loaded) -> None:
    """Every line by the model's ids, once each class has its levels, and each child whose is known its own."""
    ClassGroup.objects.update(levels=list(LEVELS))
    for child, level in rows.world.book.levels.items():
        ClassMembership.objects.filter(person=rows.people[child]).update(level=level)
    for school in rows.world.book.shown_to_study:
        SchoolSettings.objects.update_or_create(
            school=rows.schools[school], defaults={"study_reads_homework": True}
        )
    for number, fact in enumerate(rows.world.book.entries.values(), start=1):
        rows.lines[fact.id] = _line(rows, fact, number)
    for resource in {one.resource for one in rows.lines.values()}:
        dates_follow(resource=resource, body=richtext.EMPTY)
    _ticks(rows)


def _place(rows: Loaded, fact: Entry) -> ClassGroup | Group:
    (name,) = fact.classes | fact.groups
    return rows.classes[name] if fact.classes else rows.groups[name]


def _line(rows: Loaded, fact: Entry, number: int) -> Homework:
    due = at(fact.due).date()
    made: Homework = Homework.objects.create(
        resource=_week(_place(rows, fact), due, fact), school=rows.schools[fact.school], n=number, text=fact.id,
        levels=[level for level in LEVELS if level in fact.levels], subject=Subject.FRENCH, verb=Work.READ,
        given_on=due - timedelta(days=1), due_on=due, author=rows.people[fact.author],
        removed_at=at(rows.world.now) if fact.state == "trashed" else None,
    )  # fmt: skip
    return made


def _week(place: ClassGroup | Group, due: date, fact: Entry) -> Resource:
    monday, to = monday_of(due), sort_of(place)
    found = HomeworkWeek.objects.filter(to=to, target=place.pk, monday=monday).select_related("resource")
    if (known := found.first()) is not None:
        return known.resource
    since, given = at(fact.visible_from or 0), {"school": place.school, "target": place.pk}
    resource = Resource.objects.create(
        service=HOMEWORK.key, school=place.school, title=fact.id, state=ResourceState.PUBLISHED, version=1,
        published_at=since, visible_from=since,
    )  # fmt: skip
    HomeworkWeek.objects.create(resource=resource, to=to, monday=monday, **given)
    Target.objects.create(resource=resource, kind=To(to), pupils=True, **given)
    shares_rebuild(kind=HOMEWORK, resource=resource)
    return resource


def _ticks(rows: Loaded) -> None:
    """Of lines that stand: what was taken back has no date, and is ticked nowhere."""
    for one in rows.world.book.ticks:
        line = rows.lines[one.entry]
        occasion = Occasion.objects.filter(resource=line.resource_id, n=line.n).first()
        if occasion is not None:
            Mark.objects.create(
                occasion=occasion,
                school_id=line.school_id,
                child=rows.people[one.child],
                state=MarkState.DONE,
            )
