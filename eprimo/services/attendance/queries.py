"""Who reads what a family tells, and what its home shows of it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateField, DateTimeField, F, IntegerField, JSONField, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import Attachment, ClassMembership, School
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.school_years import years_around
from eprimo.foundation.presence.models import Absence

# Who reads the reasons of a class, and telephones to its families.
TELEPHONING = HEADS | {Role.TEACHER}
_MOST_TOLD = 6
# An empty list also for who has no child, of whom the ORM asks nothing.
_LIST = ArrayField(JSONField())
_DAY = timedelta(days=1)
# What was asked in the morning waits until the evening.
_HALF_DAY = timedelta(hours=12)


def answering_of(child_id: int, school: School, now: datetime) -> list[str]:
    """The teachers of the child's class, who read it at the call (one statement)."""
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
    """How many children the school asked about, and nobody answered for, as one value of the home's statement."""
    since = Cast(Value(actor.now - _HALF_DAY), DateTimeField())
    mine = Q() if actor.role in HEADS else Q(class_group_id__in=actor.class_ids)
    rows = Absence.objects.filter(
        mine, school_year__in=years_around(actor.now), school=actor.school_id, reason="", asked_at__gte=since
    )
    return Subquery(
        rows.order_by().values("school").annotate(n=Count("*")).values("n"), output_field=IntegerField()
    )


def told_ahead(actor: Actor) -> Any:
    """What one told of own children and is not over, as one value of the home's statement; a day more than that, since
    the school's day is not known there."""
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
