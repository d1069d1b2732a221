"""Of whom and of which days a family tells, who reads it and its papers, and what its home shows of it."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateField, DateTimeField, F, IntegerField, JSONField, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse

from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import Attachment, ClassMembership, School
from eprimo.foundation.files.carriers import Carrier
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.school_years import years_around
from eprimo.foundation.notifications.queries import own_children
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of_many
from eprimo.foundation.presence.models import Absence, AbsencePaper
from eprimo.foundation.presence.policies import papers_visible_to
from eprimo.services.attendance.forms.families import ChildAtSchool
from eprimo.ui.french import weekday_day_month

# Who reads the reasons of a class, and telephones to its families.
TELEPHONING = HEADS | {Role.TEACHER}
_MOST_TOLD = 6
# An empty list also for who has no child, of whom the ORM asks nothing.
_LIST = ArrayField(JSONField())
_DAY = timedelta(days=1)
# What was asked in the morning waits until the evening.
_HALF_DAY = timedelta(hours=12)
# Half-days with class that a kept page may still tell of: a device shows it for a week.
_HALVES = 16


def answering_of(child_id: int, school: School, now: datetime) -> list[str]:
    """Return the teachers of the child's class, who read it at the call (one statement)."""
    classes = (
        ClassMembership.objects.in_force(now).filter(person=child_id, school=school).values("class_group")
    )
    rows = (
        Attachment.objects.in_force(now)
        .filter(class_group__in=classes, kind=AttachmentKind.TEACHES)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    return list(dict.fromkeys(row.person.formal_name for row in rows))


def waiting_count(actor: Actor) -> Any:
    """Return how many children the school asked about, and nobody answered for, as one value of the home's
    statement."""
    since = Cast(Value(actor.now - _HALF_DAY), DateTimeField())
    mine = Q() if actor.role in HEADS else Q(class_group_id__in=actor.class_ids)
    rows = Absence.objects.filter(
        mine, school_year__in=years_around(actor.now), school=actor.school_id, reason="", asked_at__gte=since
    )
    return Subquery(
        rows.order_by().values("school").annotate(n=Count("*")).values("n"), output_field=IntegerField()
    )


def told_ahead(actor: Actor) -> Any:
    """Return what one told of own children and is not over, as one value of the home's statement; a day more than that,
    since the school's day is not known there."""
    since = Cast(Value(actor.now - _DAY), DateField())
    rows = (
        Absence.objects.filter(
            said_by_id=actor.person_id, child_id__in=actor.child_ids, school_id__in=actor.school_ids, last__gte=since,
            school_year__in=years_around(actor.now),
        )
        .exclude(reason="")
        .order_by("first", "id")
        .values_list(
            JSONObject(
                id="public_id", first="first", first_half="first_half", last="last", last_half="last_half", sort="sort",
                hour="hour", name=F("child__first_name"), child="child_id",
            )
        )
    )  # fmt: skip
    return Coalesce(ArraySubquery(rows[:_MOST_TOLD]), Cast(Value([]), _LIST), output_field=_LIST)


def ahead_on(hours: Iterable[Hours], day: date, at: datetime) -> tuple[HalfOf, HalfOf] | None:
    """Return the first and last half-days of a day that were not over at an instant, by the hours of one child or of
    several; None: nobody has class, or it was over."""
    first, last = HalfOf(day, Half.MORNING), HalfOf(day, Half.AFTERNOON)
    found = {one for some in hours for one in some.between(first, last) if some.ends(one) > at}
    ones = sorted(found, key=lambda one: one.key)
    return (ones[0], ones[-1]) if ones else None


def halves_as_json(hours: Iterable[Hours], at: datetime) -> str:
    """Return the half-days of the next days with class, for `frontend/src/pages/absence.ts`: day, half, end in
    milliseconds, day in words."""
    ends = {one: some.ends(one) for some in hours for one in islice(some.ahead(at), _HALVES)}
    ahead = sorted(ends, key=lambda one: one.key)[:_HALVES]
    return json.dumps(
        [
            [one.day.isoformat(), one.half.value, int(ends[one].timestamp() * 1000), weekday_day_month(one.day)]
            for one in ahead
        ]
    )  # fmt: skip


def whose_of(actor: Actor, at: datetime) -> list[ChildAtSchool]:
    """Return child by child, school by school, of whom the actor may tell, with who reads it there and when there is
    class (six statements, however many). Raises NotVisible: there is none."""
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
                found.append(ChildAtSchool(child, school, of_child, tuple(dict.fromkeys(readers)), place))
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


def _reads(actor: Actor, row: AbsencePaper) -> bool:
    return AbsencePaper.objects.filter(papers_visible_to(actor), pk=row.pk).exists()


def _stands_on(row: AbsencePaper) -> tuple[str, str]:
    absence = Absence.objects.get(school_year=row.school_year, id=row.absence_id)
    return "Papier d’une absence", reverse("attendance:told", args=[absence.public_id])


PAPERS = Carrier(AbsencePaper, ("school",), _reads, _stands_on, "Papiers d’absences")
