"""What a meeting decided, followed to its end."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR
from eprimo.steering.governance.enums import Progress
from eprimo.steering.governance.models.meetings import Meeting


class MeetingDecision(models.Model):
    """A decision of a meeting: who carries it out, until when, and what became of it. Members read it once the minutes
    that say it are published (`shown_at`); from then on its text stays as it was."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    # A body or a function, never a person.
    who = models.CharField(max_length=160)
    until = models.DateField()
    state = models.CharField(max_length=7, choices=Progress.choices, default=Progress.TODO)
    # Why it was dropped.
    reason = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("meeting", "number", name="meeting_decision_number_once"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(who=""), name="meeting_decision_whole"),
            models.CheckConstraint(
                condition=Q(state=Progress.TODO, ended_on=None, reason="")
                | Q(state=Progress.DONE, ended_on__isnull=False, reason="")
                | (Q(state=Progress.DROPPED, ended_on__isnull=False) & ~Q(reason="")),
                name="meeting_decision_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=Progress.TODO) | Q(shown_at__isnull=False), name="meeting_decision_ended_was_shown"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("until", condition=Q(state=Progress.TODO), name="meeting_decision_open"),
        ]

    def __str__(self) -> str:
        return f"decision {self.number} of {self.meeting_id}"

    @property
    def is_open(self) -> bool:
        return self.state == Progress.TODO


class DecisionStep(models.Model):
    """Something that happened to a decision, in order: written once, never changed."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    decision = models.ForeignKey(MeetingDecision, models.CASCADE, related_name="steps")
    at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=7, choices=Progress.choices)
    who = models.CharField(max_length=160)
    until = models.DateField()
    on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(who=""), name="decision_step_whole")]

    def __str__(self) -> str:
        return f"{self.state} of {self.decision_id}"
