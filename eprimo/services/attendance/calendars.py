"""When a school has class, read as one value of the statement that homes make anyway."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.directory.models import SchoolDayOff, ZoneHoliday
from eprimo.foundation.directory.queries.calendar import days_off_among
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.hours import Hours
from eprimo.foundation.presence.models import SchoolHours

_DAY = timedelta(days=1)
_HOURS = JSONObject(
    half_days="half_days", morning_from="morning_from", morning_until="morning_until",
    afternoon_from="afternoon_from", afternoon_until="afternoon_until",
)  # fmt: skip


def calendar_of(actor: Actor, school: str) -> dict[str, Any]:
    """Keys of a JSON object, in a query where `school` leads to the school (« pk » in one of schools)."""
    to = "" if school == "pk" else f"{school}__"
    own = SchoolDayOff.objects.filter(
        school=OuterRef(school), last__gte=Cast(Value(actor.now - _DAY), DateField())
    )
    loaded = ZoneHoliday.objects.filter(zone=OuterRef(f"{to}holiday_zone"))
    return {
        "zone": F(f"{to}time_zone"),
        "holidays": F(f"{to}holiday_zone"),
        "hours": Subquery(SchoolHours.objects.filter(school=OuterRef(school)).values(one=_HOURS)),
        "own": ArraySubquery(own.values(one=JSONObject(label="label", first="first", last="last"))),
        "loaded": ArraySubquery(
            loaded.values(one=JSONObject(year="year", name="name", first="first", resumes="resumes"))
        ),
    }


def hours_from(row: Mapping[str, Any], now: datetime) -> Hours:
    """The hours of a school, of what `calendar_of` read; days off from yesterday on."""
    off = days_off_among(
        row["holidays"],
        [
            Holiday(row["holidays"], one["year"], one["name"], *_days(one, "first", "resumes"))
            for one in row["loaded"]
        ],
        [(one["label"], *_days(one, "first", "last")) for one in row["own"]],
        (now - _DAY).date(),
    )
    said = row["hours"]
    if said is None:
        return Hours(zone=row["zone"], off=off)
    hour = {name: time.fromisoformat(text) for name, text in said.items() if name != "half_days"}
    return Hours(
        zone=row["zone"], half_days=frozenset(said["half_days"]),
        morning=(hour["morning_from"], hour["morning_until"]),
        afternoon=(hour["afternoon_from"], hour["afternoon_until"]), off=off,
    )  # fmt: skip


def _days(one: Mapping[str, str], first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(one[first]), date.fromisoformat(one[last])
