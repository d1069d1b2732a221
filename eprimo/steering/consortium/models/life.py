"""What happens to a member after it signed: it says that it leaves, and it is told when it may; it is reminded of what
is left to do."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.enums import Outcome, Succession
from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.models.members import Member, Piece
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR, kept_for_member


class Withdrawal(models.Model):
    """A member means to leave [C 3]: prepared by itself, worth nothing until the coordinator recorded its letter, whose
    day decides. Another letter is another row: what was answered to the first one stays."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
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


class Exclusion(models.Model):
    """A member is put out for not doing what it engaged to do, after judicial proceedings and as the judge decided
    [C 3]: never without the decision."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.OneToOneField(Member, models.CASCADE, related_name="exclusion")
    court = models.CharField(max_length=160)
    case_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    effect_on = models.DateField()
    piece = models.ForeignKey(Piece, models.SET_NULL, related_name="+", null=True)
    piece_sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(effect_on__gte=F("decided_on")), name="exclusion_follows_decision"
            ),
            models.CheckConstraint(
                condition=~Q(court="") & ~Q(case_number="") & ~Q(piece_sha256=""),
                name="exclusion_has_its_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion of {self.member_id}"


class Substitution(models.Model):
    """By law another member is in the place of this one from a day on: schools, needs, engagement pass to it as they
    were, without a new adhesion, published or not [R016]."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.OneToOneField(Member, models.CASCADE, related_name="substitution")
    successor = models.ForeignKey(Member, models.PROTECT, related_name="replaces")
    kind = models.CharField(max_length=8, choices=Succession.choices)
    effective_on = models.DateField()
    act = models.CharField(max_length=80)
    act_on = models.DateField()
    piece = models.ForeignKey(Piece, models.SET_NULL, related_name="+", null=True)
    piece_sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(member=F("successor")), name="substitution_by_another"),
            models.CheckConstraint(
                condition=~Q(act="") & ~Q(piece_sha256=""), name="substitution_has_its_act"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.successor_id} in the place of {self.member_id}"


class WindowReminder(models.Model):
    """A member was written to about the days on which it may leave: once a stage."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="window_reminders")
    stage = models.CharField(max_length=8)
    claimed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("member", "stage", name="window_reminder_once")]

    def __str__(self) -> str:
        return f"{self.stage} to {self.member_id}"


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
