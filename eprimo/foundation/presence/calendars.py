"""When a school has class, read as one value of a statement that is made anyway: of a home, of an agenda."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from eprimo.foundation.directory.models import SchoolDayOff, ZoneHoliday
from eprimo.foundation.directory.queries.calendar import CLOSURE
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.hours import hours_from
from eprimo.foundation.presence.models import SchoolHours

__all__ = ["calendar_of", "hours_from"]

_DAY = timedelta(days=1)
_HOURS = JSONObject(
    half_days="half_days", morning_from="morning_from", morning_until="morning_until",
    afternoon_from="afternoon_from", afternoon_until="afternoon_until",
)  # fmt: skip


def calendar_of(actor: Actor, school: str, since: date | None = None) -> dict[str, Any]:
    """Keys of a JSON object, in a query where `school` leads to the school (« pk » in one of schools). Days off and
    closures are those that are not over on a day, without one those from yesterday on."""
    to = "" if school == "pk" else f"{school}__"
    first: Any = since if since is not None else Cast(Value(actor.now - _DAY), DateField())
    own = SchoolDayOff.objects.filter(school=OuterRef(school), last__gte=first).order_by("first", "pk")
    loaded = ZoneHoliday.objects.filter(zone=OuterRef(f"{to}holiday_zone")).order_by("first")
    return {
        "zone": F(f"{to}time_zone"),
        "holidays": F(f"{to}holiday_zone"),
        "hours": Subquery(SchoolHours.objects.filter(school=OuterRef(school)).values(one=_HOURS)),
        "own": ArraySubquery(own.noted().values(one=JSONObject(label="label", first="first", last="last"))),
        "closures": ArraySubquery(own.closures(actor.now).values(one=CLOSURE)),
        "loaded": ArraySubquery(
            loaded.values(one=JSONObject(year="year", name="name", first="first", resumes="resumes"))
        ),
    }
