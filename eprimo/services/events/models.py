from django.db import models

from eprimo.foundation.content.models import About, AtPlace, Bringing, OnDays, Resource, days_in_order
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.data import DataOf


class Event(About, OnDays, AtPlace, Bringing):
    """What a date has beside its title."""

    data_of = DataOf.TERRITORY_TOO
    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="event")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)

    class Meta:
        constraints = [
            days_in_order("event_days_in_order"),
            SameSchool("resource", name="event_resource_same_school"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"
