"""Somebody of the group was reminded of what is left to do."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.models.members import Member
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR


class Reminder(models.Model):
    """By the coordinator, on that day: one a body and a day, whatever it is about. Without a member, the contractor was
    reminded. `matter` is the key of what it is about (`consortium.matters`)."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    market = models.ForeignKey(Market, models.CASCADE, related_name="reminders")
    member = models.ForeignKey(Member, models.CASCADE, related_name="reminders", null=True)
    day = models.DateField()
    matter = models.CharField(max_length=12)
    made_at = models.DateTimeField(default=clock.now)
    # The letter was handed over; None: it waits, or there is no address.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "day", name="reminder_of_member_once_a_day"),
            models.UniqueConstraint(
                "market", "day", condition=Q(member=None), name="reminder_of_contractor_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"reminder of {self.day} to {self.member_id or 'the contractor'}"
