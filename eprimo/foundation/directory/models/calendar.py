"""When there is no school: the holidays of a zone that an operator loaded, the days off of one school."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models.territory import School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.fields import Days
from eprimo.foundation.kernel.table_rules import DIRECTED, DataOf, kept_where, read_by_all

# As long as the title of a thing, which is what a closure is called.
MAX_LABEL = 160


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


class DayOffQuerySet(models.QuerySet["SchoolDayOff"]):
    def noted(self) -> Self:
        """Keep the days off of the calendar of their school, which nobody is told of by a note."""
        return self.filter(told_by=None)

    def closures(self, now: datetime) -> Self:
        """Keep the closures that something told, once families see it."""
        return self.exclude(told_by=None).filter(visible_from__lte=now)

    def in_force(self, now: datetime) -> Self:
        """Keep all days off but the closures that families do not see yet."""
        return self.filter(Q(told_by=None) | Q(visible_from__lte=now))


class SchoolDayOff(models.Model):
    """A day, or several, without class: a bridge or a day of the school's own, which its calendar notes; or a closure
    that a note tells, of the whole school or of one class. The note writes the closure and takes it away."""

    data_of = DataOf.NOBODY
    writes = kept_where(DIRECTED, read="true", why="on which days a school has no class")
    school = models.ForeignKey(School, models.CASCADE, related_name="days_off")
    first = models.DateField()
    last = models.DateField()
    label = models.CharField(max_length=MAX_LABEL)
    # What tells a closure, by its public id; empty: the calendar of the school.
    told_by = models.UUIDField(null=True)
    visible_from = models.DateTimeField(null=True)
    # The class that is shut; empty: the whole school.
    class_group = models.ForeignKey(
        "directory.ClassGroup", models.CASCADE, related_name="+", null=True, db_index=False
    )
    # The first day is shut after noon alone, the last one before noon alone.
    from_noon = models.BooleanField(default=False, db_default=False)
    until_noon = models.BooleanField(default=False, db_default=False)

    objects = DayOffQuerySet.as_manager()

    class Meta:
        constraints = [
            SameSchool("class_group", name="day_off_class_same_school"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="day_off_ends_after_start"),
            models.UniqueConstraint("school", "first", condition=Q(told_by=None), name="day_off_once"),
            models.UniqueConstraint(
                fields=["told_by", "first", "class_group"], condition=Q(told_by__isnull=False),
                nulls_distinct=False, name="closure_once",
            ),
            # Whom a calendar tells of whole days is everybody.
            models.CheckConstraint(
                condition=Q(told_by__isnull=False, visible_from__isnull=False)
                | Q(told_by=None, visible_from=None, class_group=None, from_noon=False, until_noon=False),
                name="day_off_of_calendar_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(last__gt=F("first")) | Q(from_noon=False) | Q(until_noon=False),
                name="day_off_has_a_half",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.school_id} off from {self.first}"
