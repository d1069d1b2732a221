"""What today holds for a pupil, hour by hour, for the ribbon of the little ones: in the statement of their home."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.sections import DayStep
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, Hours, calendar_of, hours_from
from eprimo.services.timetable.models import Slot

_LIST = ArrayField(JSONField())


def asks(actor: Actor) -> Any:
    """Return the moments of the week of the pupil's class, and when its school has none."""
    slots = Slot.objects.filter(class_group__in=actor.class_ids, school=OuterRef("pk"))
    one = JSONObject(day="weekday", starts="starts_at", ends="ends_at", title="title", picture="picture")
    school = JSONObject(
        # Of who has no class the ORM asks nothing, and an empty list is to come of it.
        slots=Coalesce(
            ArraySubquery(slots.order_by("starts_at", "pk").values(one=one)), Cast(Value([]), _LIST), output_field=_LIST
        ),
        **calendar_of(actor, "pk"),
    )  # fmt: skip
    rows = School.objects.filter(pk=actor.school_id or 0).annotate(one=school)
    return Subquery(rows.values("one"), output_field=JSONField())


def for_pupil(actor: Actor, found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Show what is noted for today; None: nothing is, or there is no class."""
    if not found:
        return None
    now = actor.now.astimezone(ZoneInfo(found["zone"]))
    hours = hours_from(found, actor.now).of_classes(actor.class_ids)
    steps = [
        DayStep(
            time.fromisoformat(one["starts"]), time.fromisoformat(one["ends"]), one["title"], one["picture"],
            now=time.fromisoformat(one["starts"]) <= now.time() < time.fromisoformat(one["ends"]),
            past=time.fromisoformat(one["ends"]) <= now.time(),
        )
        for one in found["slots"]
        if one["day"] == now.weekday() and _takes_place(hours, now.date(), one)
    ]  # fmt: skip
    return {"steps": steps} if steps else None


def _takes_place(hours: Hours, today: date, slot: dict[str, Any]) -> bool:
    """Not where the class is shut. What is noted outside of the week of the school is."""
    half = Half.MORNING if time.fromisoformat(slot["starts"]) < hours.afternoon[0] else Half.AFTERNOON
    time_then = hours.class_time(HalfOf(today, half))
    return time_then.has_class or not time_then.why
