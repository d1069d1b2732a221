"""When a school has no class: holidays of its zone, days of its own."""

from datetime import date, timedelta

from django.db.models import SmallIntegerField, Value

from eprimo.foundation.directory.holidays import Holiday, shipped
from eprimo.foundation.directory.models import School, SchoolDayOff, ZoneHoliday

# Days of the school's own, among the rows of the statement.
_OWN = -1


def days_off(school: School, since: date) -> list[Holiday]:
    """Holidays and own days off of a school that end after a day, in order (one statement)."""
    loaded = ZoneHoliday.objects.filter(zone=school.holiday_zone).values_list(
        "year", "name", "first", "resumes"
    )
    own = SchoolDayOff.objects.filter(school=school, last__gte=since).values_list(
        Value(_OWN, output_field=SmallIntegerField()), "label", "first", "last"
    )
    rows = list(loaded.union(own, all=True))
    years = {year for year, *_ in rows}
    found = [one for one in shipped().get(school.holiday_zone, ()) if one.year not in years]
    for year, name, first, end in rows:
        resumes = end + timedelta(days=1) if year == _OWN else end
        found.append(Holiday(school.holiday_zone, year, name, first, resumes))
    return sorted((one for one in found if one.resumes > since), key=lambda one: (one.first, one.resumes))
