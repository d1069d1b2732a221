"""What binds a member: the two signatures of the convention, and the amendments that raise its needs."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import DataOf, kept_where
from eprimo.steering.consortium.enums import Side
from eprimo.steering.consortium.models.market import ConventionText
from eprimo.steering.consortium.models.members import MOST_ACCOUNTS, Member, Signatory
from eprimo.steering.consortium.wall import IN_GROUP, KEEPS, acts_for, either, kept_for_member, through


class Signature(models.Model):
    """One of the two of the convention [C, block]: structure, function and name as of its day, whoever signs later. A
    trigger refuses that it is changed; a member's that needs to be given again is voided, and stays."""

    data_of = DataOf.NOBODY
    # A member signs for itself, never for the rectorat.
    writes = kept_where(either(f"side = 'member' AND {acts_for()}", KEEPS), read=IN_GROUP)
    member = models.ForeignKey(Member, models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=11, choices=Side.choices)
    structure = models.CharField(max_length=160)
    # Name and function of a member's; the rectorat's is in the audit trail.
    signatory = models.ForeignKey(Signatory, models.CASCADE, related_name="+", null=True)
    signed_on = models.DateField()
    # The version of the convention that was signed: the last of that day, when one was given.
    text = models.ForeignKey(ConventionText, models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member", "side", condition=Q(voided_at=None), name="signature_one_of_each_side"
            ),
            models.CheckConstraint(
                condition=Q(side=Side.MEMBER, signatory__isnull=False)
                | Q(side=Side.COORDINATOR, signatory=None, voided_at=None),
                name="signature_of_its_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} for {self.member_id}"


class Amendment(models.Model):
    """« avenant »: dated, numbered, signed, never changed. It raises needs [C 7.1]; it lowers none before the second
    period."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    signatory = models.ForeignKey(Signatory, models.CASCADE, related_name="+")
    signed_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "number", name="amendment_one_next"),
            models.CheckConstraint(condition=Q(number__gt=0) & ~Q(reason=""), name="amendment_says_why"),
        ]

    def __str__(self) -> str:
        return f"amendment {self.number} of {self.member_id}"


class AmendmentLine(models.Model):
    """What an amendment says of a school: before, and from then on."""

    data_of = DataOf.NOBODY
    writes = kept_where(
        either(through("amendment_id", "consortium_amendment", acts_for()), KEEPS), read=IN_GROUP
    )
    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="lines")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    before = models.PositiveIntegerField()
    accounts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("amendment", "school", name="amendment_school_once"),
            models.CheckConstraint(
                condition=~Q(before=F("accounts")) & Q(accounts__lte=MOST_ACCOUNTS),
                name="amendment_changes_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accounts} accounts at {self.school_id}"
