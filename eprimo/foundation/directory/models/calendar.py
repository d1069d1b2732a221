"""When there is no school: the holidays of a zone that an operator loaded, the days off of one school."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models.territory import School
from eprimo.foundation.kernel.data import DIRECTED, DataOf, kept_where, read_by_all
from eprimo.foundation.kernel.fields import Days


class ZoneHoliday(models.Model):
    """Holidays of a zone and school year, loaded from the ministry's open data. They replace those that come with the
    program for the same zone and year."""

    data_of = DataOf.NOBODY
    writes = read_by_all("the holidays of a zone")
    zone = models.CharField(max_length=12)
    year = models.SmallIntegerField(help_text="the calendar year that the school year starts in")
    name = models.CharField(max_length=60)
    first = models.DateField(help_text="first day without school")
    resumes = models.DateField(help_text="day of return")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(resumes__gt=F("first")), name="zone_holiday_resumes_after"),
            ExclusionConstraint(
                name="zone_holiday_no_overlap",
                expressions=[
                    (Days("first", "resumes"), RangeOperators.OVERLAPS),
                    ("zone", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.zone} {self.year}"


class SchoolDayOff(models.Model):
    """A day, or several, on which this school is closed: a bridge, a day of the school's own."""

    data_of = DataOf.NOBODY
    writes = kept_where(DIRECTED, read="true", why="on which days a school has no class")
    school = models.ForeignKey(School, models.CASCADE, related_name="days_off")
    first = models.DateField()
    last = models.DateField()
    label = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="day_off_ends_after_start"),
            models.UniqueConstraint("school", "first", name="day_off_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} off from {self.first}"
