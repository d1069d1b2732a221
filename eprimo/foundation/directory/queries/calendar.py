"""When a school has no class: holidays of its zone, days of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import SmallIntegerField, Value

from eprimo.foundation.directory.holidays import Holiday, shipped
from eprimo.foundation.directory.models import School, SchoolDayOff, ZoneHoliday

# Days of the school's own, among the rows of the statement.
_OWN = -1


def days_off_of(zones: Mapping[int, str], since: date) -> dict[int, list[Holiday]]:
    """`days_off` of many schools, given with their zones (two statements)."""
    loaded: dict[str, list[Holiday]] = {}
    for row in ZoneHoliday.objects.filter(zone__in=set(zones.values())):
        loaded.setdefault(row.zone, []).append(Holiday(row.zone, row.year, row.name, row.first, row.resumes))
    own: dict[int, list[Holiday]] = {}
    for day in SchoolDayOff.objects.filter(school__in=zones, last__gte=since):
        one = Holiday("", _OWN, day.label, day.first, day.last + timedelta(days=1))
        own.setdefault(day.school_id, []).append(one)
    known = {zone: _merged(zone, loaded.get(zone, ()), since) for zone in set(zones.values())}
    return {school: known[zone] + own.get(school, []) for school, zone in zones.items()}


def _merged(zone: str, loaded: Iterable[Holiday], since: date) -> list[Holiday]:
    """What an operator loaded, and of what comes with the program the years that were not, or what follows in a year:
    a calendar is often published without the return from its summer, which a later order gave."""
    until: dict[int, date] = {}
    for one in loaded:
        until[one.year] = max(until.get(one.year, one.resumes), one.resumes)
    rows = [*loaded, *(one for one in shipped().get(zone, ()) if one.first >= until.get(one.year, one.first))]
    return [one for one in rows if one.resumes > since]


def days_off(school: School, since: date) -> list[Holiday]:
    """Holidays and own days off of a school that end after a day, in order (one statement)."""
    loaded = ZoneHoliday.objects.filter(zone=school.holiday_zone).values_list(
        "year", "name", "first", "resumes"
    )
    own = SchoolDayOff.objects.filter(school=school, last__gte=since).values_list(
        Value(_OWN, output_field=SmallIntegerField()), "label", "first", "last"
    )
    rows = list(loaded.union(own, all=True))
    zone = school.holiday_zone
    known = [Holiday(zone, year, name, first, end) for year, name, first, end in rows if year != _OWN]
    return days_off_among(
        zone, known, [(label, first, last) for year, label, first, last in rows if year == _OWN], since
    )


def days_off_among(
    zone: str, loaded: Iterable[Holiday], own: Iterable[tuple[str, date, date]], since: date
) -> list[Holiday]:
    """`days_off`, of rows that were read with something else: what is loaded for the zone, and the school's own days
    (label, first and last day)."""
    found = _merged(zone, loaded, since)
    found += [Holiday(zone, _OWN, label, first, last + timedelta(days=1)) for label, first, last in own]
    return sorted(found, key=lambda one: (one.first, one.resumes))


def known_until(days: Iterable[Holiday]) -> date | None:
    """The last day whose holidays are known, of `days_off`: after it, or when None, nobody said when there is none.
    Days of the school's own say nothing of the zone's."""
    return max((one.resumes - timedelta(days=1) for one in days if one.year != _OWN), default=None)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days without class, as a page lists them. `own`: the school added them."""

    name: str
    first: date
    last: date
    own: bool


def coming(known: Iterable[Holiday], today: date, months: int = 12) -> list[DaysOff]:
    """Those of `days_off` that are not over, of the months that follow."""
    until = today + timedelta(days=31 * months)
    return [
        DaysOff(one.name, one.first, one.resumes - timedelta(days=1), own=one.year == _OWN)
        for one in known
        if one.first <= until
    ]
