"""« L'appel du matin » on the home of a teacher: from twenty minutes before the half-day until the roll was called.

What it needs is read with what the home asks anyway: classes, hours and days off of the school, calls of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateField, Exists, JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.school_years import years_around
from eprimo.foundation.presence.enums import Source, State
from eprimo.foundation.presence.hours import HalfOf, Hours, calendar_of, hours_from
from eprimo.foundation.presence.models import HalfDay, RollCall
from eprimo.foundation.presence.policies import classes_called_by
from eprimo.foundation.presence.queries.hosting import hosted_words, standing
from eprimo.services.attendance.words import query_of
from eprimo.ui.addresses import reverse

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ToCall:
    """A class whose roll waits. `told`: absences that families told beforehand; `guests`: « 4 enfants de CE2 », whom it
    hosts."""

    label: str
    url: str
    children: int
    told: int
    one: HalfOf
    guests: str = ""


def asks(actor: Actor) -> Any:
    """Return the classes whose roll the actor calls, as one array of JSON."""
    rows = ClassGroup.objects.filter(classes_called_by(actor)).order_by("key", "pk")
    of_class = {"class_group": OuterRef("pk")}
    near = {
        "day__gte": Cast(Value(actor.now - _DAY), DateField()),
        "school_year__in": years_around(actor.now),
    }
    members = ClassMembership.objects.in_force(actor.now).filter(**of_class).order_by()
    told = HalfDay.objects.filter(**of_class, **near, source=Source.FAMILY, state=State.ABSENT)
    calls = RollCall.objects.filter(**of_class, **near, taken_at__isnull=False)
    hosted = standing(actor.now).filter(**near)
    said = HalfDay.objects.filter(
        school_year__in=years_around(actor.now), school_year=OuterRef("school_year"), school=OuterRef("school"),
        child=OuterRef("child"), day=OuterRef("day"),
        half=OuterRef("half"), source=Source.CALL,
    )  # fmt: skip
    found = ArraySubquery(
        rows.values(
            one=JSONObject(
                id="pk", label="label", key="public_id", **calendar_of(actor, "school"),
                children=Subquery(members.values("class_group").annotate(n=Count("*")).values("n")),
                told=ArraySubquery(told.values(one=JSONObject(day="day", half="half"))),
                calls=ArraySubquery(
                    calls.values(one=JSONObject(day="day", half="half", absent="absent", at="taken_at"))
                ),
                away=ArraySubquery(hosted.filter(**of_class).values(one=JSONObject(day="day", half="half"))),
                guests=ArraySubquery(
                    hosted.filter(host=OuterRef("pk")).values(
                        one=JSONObject(day="day", half="half", label="class_group__label", called=Exists(said))
                    )
                ),
            )
        )
    )  # fmt: skip
    return Coalesce(found, Value([], output_field=ArrayField(JSONField())))


def show(actor: Actor, found: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """Return the classes whose roll is to be called now; None: none."""
    waits = [one for one in (_to_call(actor, row) for row in found or ()) if one is not None]
    return {"waits_for": waits, "one": waits[0].one} if waits else None


def _hours(row: Mapping[str, Any], actor: Actor) -> Hours:
    return hours_from(row, actor.now).of_classes([row["id"]])


def _to_call(actor: Actor, row: Mapping[str, Any]) -> ToCall | None:
    one = _hours(row, actor).at(actor.now)
    if one is None:
        return None
    key = {"day": one.day.isoformat(), "half": one.half.value}
    guests = [guest for guest in row["guests"] if guest.items() >= key.items()]
    children = (row["children"] or 0) - row["away"].count(key)
    # Children may come to be hosted after the class was called.
    waits = any(not guest["called"] for guest in guests)
    if not waits and (children <= 0 or _call_of(row, one) is not None):
        return None
    url = f"{reverse('attendance:call', args=[UUID(row['key'])])}?{query_of(one)}"
    words = hosted_words(guest["label"] for guest in guests)
    return ToCall(row["label"], url, children, row["told"].count(key), one, words)


@dataclass(frozen=True, slots=True)
class ClassCall:
    """A class on a half-day: where its roll is called or was, when (None: not yet), and how many were absent."""

    label: str
    url: str
    at: datetime | None
    absent: int


@dataclass(frozen=True, slots=True)
class OfDay:
    """The classes of a school, how far they are with the roll of a half-day, and how many children are not there."""

    one: HalfOf
    rows: tuple[ClassCall, ...]

    @property
    def classes(self) -> int:
        return len(self.rows)

    @property
    def called(self) -> int:
        return sum(row.at is not None for row in self.rows)

    @property
    def absent(self) -> int:
        return sum(row.absent for row in self.rows)


def show_day(actor: Actor, found: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """Return the first line of who directs, and where there is room each class, from the first half-day of the day on;
    None: no class today."""
    rows = [(row, _hours(row, actor).latest(actor.now)) for row in found or () if row["children"]]
    held = [(row, one) for row, one in rows if one is not None]
    if not held:
        return None
    day = OfDay(held[0][1], tuple(_class_call(row, one) for row, one in held))
    return {"day": day, "first": True}


def _class_call(row: Mapping[str, Any], one: HalfOf) -> ClassCall:
    call = _call_of(row, one)
    url = f"{reverse('attendance:call', args=[UUID(row['key'])])}?{query_of(one)}"
    if call is None:
        return ClassCall(row["label"], url, None, 0)
    return ClassCall(row["label"], url, datetime.fromisoformat(call["at"]), call["absent"])


def _call_of(row: Mapping[str, Any], one: HalfOf) -> dict[str, Any] | None:
    """The call of the class on that half-day, of those that were read."""
    day, half = one.day.isoformat(), one.half.value
    return next((call for call in row["calls"] if (call["day"], call["half"]) == (day, half)), None)
