"""What happens to a member after it signed: it says that it leaves, and it is told when it may."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.steering.consortium.models.members import Member, Piece
from eprimo.steering.consortium.readings import Outcome


class Withdrawal(models.Model):
    """A member means to leave [C 3]: prepared by itself, worth nothing until the coordinator recorded its letter, whose
    day decides. Another letter is another row: what was answered to the first one stays."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="withdrawals")
    # Prepared by the member, or on its behalf; None: the letter came first.
    declared_at = models.DateTimeField(null=True)
    declared_role = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    given_up_at = models.DateTimeField(null=True)
    # The letter.
    posted_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    registered = models.BooleanField(default=False)
    tracking = models.CharField(max_length=30, blank=True)
    piece = models.ForeignKey(Piece, models.SET_NULL, related_name="+", null=True)
    piece_sha256 = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(null=True)
    # What was answered, with its article.
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    effect_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member", condition=Q(outcome="", given_up_at=None), name="withdrawal_one_prepared"
            ),
            models.UniqueConstraint(
                "member", condition=Q(outcome=Outcome.ACCEPTED), name="withdrawal_one_accepted"
            ),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(posted_on__isnull=False, recorded_at__isnull=False) & ~Q(answer=""),
                name="withdrawal_answered_by_letter",
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(received_on__gte=F("posted_on")),
                name="withdrawal_received_after",
            ),
            models.CheckConstraint(
                condition=Q(effect_on=None) | Q(outcome=Outcome.ACCEPTED), name="withdrawal_effect"
            ),
        ]

    def __str__(self) -> str:
        return f"withdrawal of {self.member_id}"


class WindowReminder(models.Model):
    """A member was written to about the days on which it may leave: once a stage."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="window_reminders")
    stage = models.CharField(max_length=8)
    claimed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("member", "stage", name="window_reminder_once")]

    def __str__(self) -> str:
        return f"{self.stage} to {self.member_id}"
