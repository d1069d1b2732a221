"""A member was asked for what its file lacks."""

from django.db import models

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.data import DataOf
from eprimo.steering.consortium.enums import Lack
from eprimo.steering.consortium.models.members import Member
from eprimo.steering.consortium.wall import kept_for_member


class FileReminder(models.Model):
    """By the coordinator, on that day: one a file and a day, whatever it lacks."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="file_reminders")
    day = models.DateField()
    lack = models.CharField(max_length=10, choices=Lack.choices)
    made_at = models.DateTimeField(default=clock.now)
    # The letter was handed over; None: it waits, or the body has no address.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("member", "day", name="file_reminder_one_a_day")]

    def __str__(self) -> str:
        return f"reminder of {self.day} to {self.member_id}"
