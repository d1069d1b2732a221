from django.db import models

from eprimo.foundation.content.models import About, AtPlace, OnDays, Resource, days_in_order
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.table_rules import DataOf


class News(About, OnDays, AtPlace):
    """The columns that a piece of news has beside its title and its text."""

    data_of = DataOf.TERRITORY_TOO
    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="news")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    # Before the others on homes: of several, the newest is.
    headline = models.BooleanField(default=False)

    class Meta:
        constraints = [
            days_in_order("news_days_in_order"),
            SameSchool("resource", name="news_resource_same_school"),
        ]
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return f"news {self.pk}"
