"""What today holds for a pupil, hour by hour, for the ribbon of the little ones: in the statement of their home."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.directory.models import School, SchoolDayOff, ZoneHoliday
from eprimo.foundation.directory.queries.calendar import days_off_among
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.sections import Step
from eprimo.services.timetable.models import Slot

_LIST = ArrayField(JSONField())


def asks(actor: Actor) -> Any:
    """The moments of the week of the pupil's class, and when its school has none."""
    slots = Slot.objects.filter(class_group__in=actor.class_ids, school=OuterRef("pk"))
    own = SchoolDayOff.objects.filter(school=OuterRef("pk")).order_by("first")
    zone = ZoneHoliday.objects.filter(zone=OuterRef("holiday_zone")).order_by("first")
    one = JSONObject(day="weekday", starts="starts_at", ends="ends_at", title="title", picture="picture")
    school = JSONObject(
        zone="holiday_zone", clock="time_zone",
        # Of who has no class the ORM asks nothing, and an empty list is to come of it.
        slots=Coalesce(
            ArraySubquery(slots.order_by("starts_at", "pk").values(one=one)), Cast(Value([]), _LIST), output_field=_LIST
        ),
        own=ArraySubquery(own.values(one=JSONObject(label="label", first="first", last="last"))),
        loaded=ArraySubquery(zone.values(one=JSONObject(year="year", name="name", first="first", resumes="resumes"))),
    )  # fmt: skip
    rows = School.objects.filter(pk=actor.school_id or 0).annotate(one=school)
    return Subquery(rows.values("one"), output_field=JSONField())


def for_pupil(actor: Actor, found: dict[str, Any] | None) -> dict[str, Any] | None:
    """None: nothing is noted for today, or there is no class."""
    if not found:
        return None
    now = actor.now.astimezone(ZoneInfo(found["clock"]))
    steps = [
        Step(
            time.fromisoformat(one["starts"]), time.fromisoformat(one["ends"]), one["title"], one["picture"],
            now=time.fromisoformat(one["starts"]) <= now.time() < time.fromisoformat(one["ends"]),
            past=time.fromisoformat(one["ends"]) <= now.time(),
        )
        for one in found["slots"]
        if one["day"] == now.weekday()
    ]  # fmt: skip
    if not steps or _is_off(found, now.date()):
        return None
    return {"steps": steps}


def _is_off(found: dict[str, Any], today: date) -> bool:
    loaded = [
        Holiday(
            found["zone"], one["year"], one["name"], date.fromisoformat(one["first"]),
            date.fromisoformat(one["resumes"]),
        )
        for one in found["loaded"]
    ]  # fmt: skip
    own = [
        (one["label"], date.fromisoformat(one["first"]), date.fromisoformat(one["last"]))
        for one in found["own"]
    ]
    return any(off.first <= today < off.resumes for off in days_off_among(found["zone"], loaded, own, today))
