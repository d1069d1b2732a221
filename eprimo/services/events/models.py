from typing import ClassVar

from django.db import models
from django.db.models import Q

from eprimo.foundation.content.models import About, AtPlace, Bringing, OnDays, Resource, days_in_order
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.services.events.words import each_words


class Event(About, OnDays, AtPlace, Bringing):
    """The columns that a date has beside its title. A series says with the same columns how each of its dates is from
    `event_on` on; the dates themselves are `EventDay`."""

    data_of = DataOf.TERRITORY_TOO
    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="event")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    # Each so many weeks, until a day; 0: once.
    every = models.PositiveSmallIntegerField(default=0, db_default=0)
    repeat_until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            days_in_order("event_days_in_order"),
            SameSchool("resource", name="event_resource_same_school"),
            models.CheckConstraint(condition=Q(every__in=[0, 1, 2]), name="event_every"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"

    @property
    def is_series(self) -> bool:
        return bool(self.every and self.event_on and self.repeat_until_on)

    @property
    def days_said(self) -> str:
        """The days in words, « Chaque jeudi, jusqu’au 24 juin »; empty: it is once, and its day says it."""
        if self.event_on is None or self.repeat_until_on is None or not self.every:
            return ""
        return each_words(self.event_on, self.every, self.repeat_until_on)


class EventDay(AtPlace, Bringing):
    """One date of a series, with its own day, hours and place: a correction of those that follow leaves it as it is.
    Its number is that of its occasion."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="event_days", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    n = models.PositiveSmallIntegerField()
    # Monday of the week of the series that it stands for, wherever it was moved to.
    week = models.DateField()
    on = models.DateField()
    # The day it was before somebody moved it alone: families read what changed.
    was_on = models.DateField(null=True)
    # It does not take place, and stays in view.
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            SameSchool("resource", name="eventday_same_school"),
            models.UniqueConstraint("resource", "n", name="eventday_number"),
            models.UniqueConstraint("resource", "week", name="eventday_once_a_week"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="eventday_of_a_monday"),
        ]

    def __str__(self) -> str:
        return f"date {self.n} of {self.resource_id}"
