"""When a school has no class: holidays of its zone, days of its own, closures that were told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, BooleanField, SmallIntegerField, UUIDField, Value
from django.db.models.functions import JSONObject

from eprimo.foundation.directory.closures import Closure
from eprimo.foundation.directory.holidays import Holiday, shipped
from eprimo.foundation.directory.models import School, SchoolDayOff, ZoneHoliday
from eprimo.foundation.kernel import clock

# Days of the school's own, among the rows of the statement.
_OWN = -1
_DAY = timedelta(days=1)
# A closure in JSON, as `closures.closure_from` reads it.
CLOSURE = JSONObject(
    label="label", first="first", last="last", from_noon="from_noon", until_noon="until_noon",
    of_class="class_group_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The time without class of a school: `off` of everybody and by whole days, which are quiet; and the closures that
    were told, of the school or of its classes, during which people are told things as on any day."""

    off: Sequence[Holiday]
    closures: Sequence[Closure]


def calendars_of(zones: Mapping[int, str], since: date) -> dict[int, SchoolCalendar]:
    """Return what `school_calendar` does for many schools, given with their zones (two statements)."""
    loaded: dict[str, list[Holiday]] = {}
    for row in ZoneHoliday.objects.filter(zone__in=set(zones.values())):
        loaded.setdefault(row.zone, []).append(Holiday(row.zone, row.year, row.name, row.first, row.resumes))
    own: dict[int, list[Holiday]] = {}
    closures: dict[int, list[Closure]] = {}
    in_force = SchoolDayOff.objects.in_force(clock.now())
    for day in in_force.filter(school__in=zones, last__gte=since).order_by("first", "pk"):
        if day.told_by is None:
            own.setdefault(day.school_id, []).append(Holiday("", _OWN, day.label, day.first, day.last + _DAY))
        else:
            closures.setdefault(day.school_id, []).append(
                Closure(day.label, day.first, day.last, day.from_noon, day.until_noon, day.class_group_id)
            )
    known = {zone: _merged(zone, loaded.get(zone, ()), since) for zone in set(zones.values())}
    return {
        school: SchoolCalendar(known[zone] + own.get(school, []), closures.get(school, ()))
        for school, zone in zones.items()
    }


def days_off_of(zones: Mapping[int, str], since: date) -> dict[int, Sequence[Holiday]]:
    """Return what `days_off` does for many schools, given with their zones (two statements)."""
    return {school: found.off for school, found in calendars_of(zones, since).items()}


def _merged(zone: str, loaded: Iterable[Holiday], since: date) -> list[Holiday]:
    """What an operator loaded, and of what comes with the program the years that were not, or what follows in a year:
    a calendar is often published without the return from its summer, which a later order gave."""
    until: dict[int, date] = {}
    for one in loaded:
        until[one.year] = max(until.get(one.year, one.resumes), one.resumes)
    rows = [*loaded, *(one for one in shipped().get(zone, ()) if one.first >= until.get(one.year, one.first))]
    return [one for one in rows if one.resumes > since]


def school_calendar(school: School, since: date) -> SchoolCalendar:
    """Return the holidays, own days off and closures of a school that end after a day, in order (one statement)."""
    never = Value(False, output_field=BooleanField())
    nothing = Value(None, output_field=UUIDField()), never, never, Value(None, output_field=BigIntegerField())
    loaded = ZoneHoliday.objects.filter(zone=school.holiday_zone).values_list(
        "year", "name", "first", "resumes", *nothing
    )
    own = SchoolDayOff.objects.in_force(clock.now()).filter(school=school, last__gte=since)
    rows = loaded.union(
        own.values_list(
            Value(_OWN, output_field=SmallIntegerField()), "label", "first", "last", "told_by", "from_noon",
            "until_noon", "class_group",
        ),
        all=True,
    )  # fmt: skip
    zone = school.holiday_zone
    holidays: list[Holiday] = []
    noted: list[tuple[str, date, date]] = []
    closures: list[Closure] = []
    for year, name, first, end, told_by, *halves_and_class in rows:
        if year != _OWN:
            holidays.append(Holiday(zone, year, name, first, end))
        elif told_by is None:
            noted.append((name, first, end))
        else:
            closures.append(Closure(name, first, end, *halves_and_class))
    closures.sort(key=lambda one: (one.first, one.last))
    return SchoolCalendar(days_off_among(zone, holidays, noted, since), closures)


def days_off(school: School, since: date) -> Sequence[Holiday]:
    """Return the holidays and own days off of a school that end after a day, in order (one statement)."""
    return school_calendar(school, since).off


def days_off_among(
    zone: str, loaded: Iterable[Holiday], own: Iterable[tuple[str, date, date]], since: date
) -> list[Holiday]:
    """Return what `days_off` does, of rows that were read with something else: what is loaded for the zone, and the
    school's own days (label, first and last day)."""
    found = _merged(zone, loaded, since)
    found += [Holiday(zone, _OWN, label, first, last + timedelta(days=1)) for label, first, last in own]
    return sorted(found, key=lambda one: (one.first, one.resumes))


def known_until(days: Iterable[Holiday]) -> date | None:
    """Return the last day whose holidays are known, of `days_off`: after it, or when None, nobody said when there is
    none. Days of the school's own say nothing of the zone's."""
    return max((one.resumes - timedelta(days=1) for one in days if one.year != _OWN), default=None)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days without class, as a page lists them. `own`: the school added them."""

    name: str
    first: date
    last: date
    own: bool


def coming(known: Iterable[Holiday], today: date, months: int = 12) -> list[DaysOff]:
    """Keep those of `days_off` that are not over, of the months that follow."""
    until = today + timedelta(days=31 * months)
    return [
        DaysOff(one.name, one.first, one.resumes - timedelta(days=1), own=one.year == _OWN)
        for one in known
        if one.first <= until
    ]
