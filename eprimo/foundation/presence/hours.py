"""When a school or a class has class: its half-days, in its own zone, without holidays, days off and closures.

`Hours.class_time` is the one answer to « is there class on this half-day, and if not, why »: whatever asks it on a
page, in a feed or at night reads it here. A half-day that is closed does not exist: nobody calls a roll, asks, counts.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from eprimo.foundation.directory.closures import Closure, closure_from, shutting
from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.directory.models import (
    ClassGroup,
    ClassMembership,
    Person,
    School,
    SchoolDayOff,
    ZoneHoliday,
)
from eprimo.foundation.directory.queries.calendar import CLOSURE, days_off_among
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.models import SchoolHours

# The roll may be called from then on, before the half-day begins.
BEFORE = timedelta(minutes=20)
# So long after its begin, or at the call if that is later, families are asked about who is not there.
ASKED_AFTER = timedelta(minutes=30)
# How far ahead a next half-day is looked for: longer than any summer.
_FURTHEST = 120
_DAY = timedelta(days=1)
_CALENDAR = Statement.beside(__file__, "calendar")
_HOURS = JSONObject(
    half_days="half_days", morning_from="morning_from", morning_until="morning_until",
    afternoon_from="afternoon_from", afternoon_until="afternoon_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class HalfOf:
    """One half-day."""

    day: date
    half: Half

    @property
    def key(self) -> tuple[date, int]:
        """The place of a half-day in the order of time."""
        return self.day, 0 if self.half == Half.MORNING else 1

    def between(self, first: "HalfOf", last: "HalfOf") -> bool:
        return first.key <= self.key <= last.key


@dataclass(frozen=True, slots=True)
class ClassTime:
    """The answer whether there is class on a half-day. `why`: the name of the holidays, of the day off or of the
    closure that leaves none; empty where the week of the school has none then. A class that is spread has class, in
    those that receive its children."""

    has_class: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one school, and its days without class from some day on. `classes`: whose closures count; none:
    those of the whole school alone."""

    zone: str = "Europe/Paris"
    half_days: frozenset[int] = field(default_factory=lambda: frozenset(SchoolHours().half_days))
    morning: tuple[time, time] = (time(8, 30), time(12))
    afternoon: tuple[time, time] = (time(13, 30), time(16, 30))
    off: Sequence[Holiday] = ()
    closures: Sequence[Closure] = ()
    classes: frozenset[int] = frozenset()

    def of_classes(self, classes: Iterable[int]) -> "Hours":
        """Return the hours of who is in these classes of the school."""
        return replace(self, classes=frozenset(classes))

    @property
    def classes_closed(self) -> frozenset[int]:
        """The classes that some closure shuts by name, on one half-day or another."""
        return frozenset(one.class_id for one in self.closures if one.class_id is not None)

    def without_closures(self) -> "Hours":
        """Return the hours as the calendar of the school has them, before anybody told a closure."""
        return replace(self, closures=())

    def class_time(self, one: HalfOf) -> ClassTime:
        """Tell whether there is class on that half-day, and if not, why."""
        afternoon = one.half == Half.AFTERNOON
        off = next((day.name for day in self.off if day.first <= one.day < day.resumes), None)
        if off is not None:
            return ClassTime(False, off)
        shut = shutting(self.closures, self.classes, one.day, afternoon=afternoon)
        if shut is not None:
            return ClassTime(False, shut.name)
        return ClassTime(one.day.weekday() * 2 + afternoon in self.half_days)

    def of(self, half: Half) -> tuple[time, time]:
        return self.morning if half == Half.MORNING else self.afternoon

    def starts(self, one: HalfOf) -> datetime:
        """Return the instant at which a half-day begins."""
        return datetime.combine(one.day, self.of(one.half)[0], tzinfo=ZoneInfo(self.zone))

    def ends(self, one: HalfOf) -> datetime:
        return datetime.combine(one.day, self.of(one.half)[1], tzinfo=ZoneInfo(self.zone))

    def asks_at(self, one: HalfOf) -> datetime:
        """Return when families are asked about who is not there, at the earliest."""
        return self.starts(one) + ASKED_AFTER

    def is_open(self, one: HalfOf) -> bool:
        """Tell whether there is class on that half-day."""
        return self.class_time(one).has_class

    def at(self, now: datetime) -> HalfOf | None:
        """Return the half-day whose roll may be called now; None: no class, or not yet."""
        here = now.astimezone(ZoneInfo(self.zone)).date()
        for half in Half:
            one = HalfOf(here, half)
            if self.is_open(one) and self.starts(one) - BEFORE <= now < self.ends(one):
                return one
        return None

    def latest(self, now: datetime) -> HalfOf | None:
        """Return the half-day of today whose roll may be called, or could be last."""
        here = now.astimezone(ZoneInfo(self.zone)).date()
        ones = [HalfOf(here, half) for half in Half]
        begun = [one for one in ones if self.is_open(one) and self.starts(one) - BEFORE <= now]
        return begun[-1] if begun else None

    def next(self, now: datetime) -> HalfOf | None:
        """Return the first half-day that did not begin yet: what a family tells of by default."""
        return next((one for one in self.ahead(now) if self.starts(one) > now), None)

    def ahead(self, now: datetime) -> Iterator[HalfOf]:
        """Yield the half-days that are not over, in order."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        until = HalfOf(today + timedelta(days=_FURTHEST), Half.AFTERNOON)
        return (one for one in self.between(HalfOf(today, Half.MORNING), until) if self.ends(one) > now)

    def between(self, first: HalfOf, last: HalfOf) -> Iterator[HalfOf]:
        """Yield the half-days with class from one to another, in order."""
        for step in range((last.day - first.day).days + 1):
            for half in Half:
                one = HalfOf(first.day + timedelta(days=step), half)
                if one.between(first, last) and self.is_open(one):
                    yield one


def hours_of(school: School, since: date, classes: Iterable[int] = ()) -> Hours:
    """Return the hours of a school, or of who is in these of its classes, and its days without class from a day on (one
    statement)."""
    return hours_of_many([school], since)[school.pk].of_classes(classes)


def hours_of_class(class_group: ClassGroup, since: date) -> Hours:
    """Return the hours of one class (one statement)."""
    return hours_of(class_group.school, since, [class_group.pk])


def hours_of_child(child: Person, school: School, since: date) -> Hours:
    """Return the hours of a pupil in the classes of the running year of that school (two statements)."""
    members = ClassMembership.objects.in_force(clock.now()).filter(
        person=child, school=school, class_group__year=school.running_year_id
    )
    return hours_of(school, since, members.values_list("class_group", flat=True))


def hours_of_many(schools: Iterable[School], since: date) -> dict[int, Hours]:
    """Return the hours of several schools, by the school's id (one statement, however many)."""
    known = {one.pk: one for one in schools}
    zones = [one.holiday_zone for one in known.values()]
    found = _CALENDAR.rows(schools=list(known), zones=zones, since=since, now=clock.now())
    return {pk: hours_from({**json.loads(row), "zone": known[pk].time_zone}, since) for pk, row in found}


def hours_from(row: Mapping[str, Any], since: date | datetime) -> Hours:
    """Return the hours of a school, of what `calendar_of` read. `since`: the day that was asked for, or the moment
    whose yesterday was."""
    first = (since - _DAY).date() if isinstance(since, datetime) else since
    off = days_off_among(
        row["holidays"],
        [
            Holiday(row["holidays"], one["year"], one["name"], *_days(one, "first", "resumes"))
            for one in row["loaded"]
        ],
        [(one["label"], *_days(one, "first", "last")) for one in row["own"]],
        first,
    )
    closures = [closure_from(one) for one in row["closures"]]
    said = row["hours"]
    if said is None:
        return Hours(zone=row["zone"], off=off, closures=closures)
    hour = {name: time.fromisoformat(text) for name, text in said.items() if name != "half_days"}
    return Hours(
        zone=row["zone"], half_days=frozenset(said["half_days"]),
        morning=(hour["morning_from"], hour["morning_until"]),
        afternoon=(hour["afternoon_from"], hour["afternoon_until"]), off=off, closures=closures,
    )  # fmt: skip


def _days(one: Mapping[str, str], first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(one[first]), date.fromisoformat(one[last])


def calendar_of(actor: Actor, school: str, since: date | None = None) -> dict[str, Any]:
    """Return the keys of a JSON object that `hours_from` reads, in a query where `school` leads to the school (« pk »
    in one of schools). Days off and closures are those that are not over on a day, without one those from yesterday on.
    """
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


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def has_class(hours: Hours, day: date) -> bool:
    return any(hours.is_open(HalfOf(day, half)) for half in Half)


def days_from(hours: Hours, first: date) -> Iterator[date]:
    """Yield the days with class from one on."""
    return (day for n in range(_FURTHEST) if has_class(hours, day := first + n * _DAY))


def next_day(hours: Hours, after: date) -> date:
    """Return the first day with class after one; the day after, where no calendar knows any."""
    return next(days_from(hours, after + _DAY), after + _DAY)


def off_on(hours: Hours, day: date) -> str:
    """Return why there is no class that day, morning and afternoon; empty: there is, or nobody said."""
    times = [hours.class_time(HalfOf(day, half)) for half in Half]
    return "" if any(one.has_class for one in times) else next((one.why for one in times if one.why), "")
