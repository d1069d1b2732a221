"""The figures of a department as they were joined to a meeting of its group."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR
from eprimo.steering.governance.models.meetings import Meeting


class MeetingFigures(models.Model):
    """What was counted of a department's schools on one day, together: never one school, and never a person. A set that
    was joined stays, whatever schools become; counts under five are hidden when they are read."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="figures")
    # The day that was counted, and when the count was joined.
    day = models.DateField()
    taken_at = models.DateTimeField(default=clock.now)
    schools = models.PositiveIntegerField()
    schools_open = models.PositiveIntegerField()
    pupils = models.PositiveIntegerField()
    families = models.PositiveIntegerField()
    families_came = models.PositiveIntegerField()
    guardians = models.PositiveIntegerField()
    guardians_came = models.PositiveIntegerField()
    adults = models.PositiveIntegerField()
    adults_came = models.PositiveIntegerField()
    # The share of the whole academy on that day, to compare with; None: too few to say.
    academy_families = models.PositiveSmallIntegerField(null=True)
    academy_adults = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name_plural = "meeting figures"
        constraints = [
            models.UniqueConstraint("meeting", "day", name="meeting_figures_once_a_day"),
            models.CheckConstraint(
                condition=Q(
                    schools_open__lte=F("schools"), families_came__lte=F("families"),
                    guardians_came__lte=F("guardians"), adults_came__lte=F("adults"),
                ),
                name="meeting_figures_came_among_all",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"figures of {self.day} at {self.meeting_id}"
