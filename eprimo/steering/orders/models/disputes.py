"""The file of a dispute: what it is about, its steps with their papers, how it ended. Two kinds: of a member with the
contractor, on an order [C 9]; of the coordinator with a member that does not carry out the convention [C 3]."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Writes
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.wall import COORDINATES, KEEPS, acts_for, contracted, either, through
from eprimo.steering.orders.enums import BY_ACT, DisputeKind, Outcome, StepKind
from eprimo.steering.orders.models.orders import Order

_READS = either(acts_for(), COORDINATES, f"kind = 'order' AND {contracted()}")
_WRITES = either(f"kind = 'order' AND {acts_for()}", f"kind = 'convention' AND {KEEPS}")


def _of_its_file(condition: str) -> str:
    return through("dispute_id", "orders_dispute", condition)


class Dispute(models.Model):
    """A dispute; `number` counts those of its member from 1. Once written only its end changes."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(read=_READS, insert=_WRITES, update=_WRITES, columns={"outcome closed_on closed_at": ""})
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="disputes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="disputes")
    kind = models.CharField(max_length=10, choices=DisputeKind.choices)
    order = models.ForeignKey(Order, models.PROTECT, related_name="disputes", null=True)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=120)
    # The day of what is complained of, or its first day.
    since_on = models.DateField()
    facts = models.CharField(max_length=3000)
    demand = models.CharField(max_length=1000)
    # What is asked for in euros; empty: no sum is.
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    opened_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "number", name="dispute_number_once"),
            models.CheckConstraint(
                condition=Q(kind=DisputeKind.ORDER, order__isnull=False) | Q(kind=DisputeKind.CONVENTION, order=None),
                name="dispute_on_an_order_or_the_convention",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None, closed_at=None)
                | (~Q(outcome="") & Q(closed_on__isnull=False, closed_at__isnull=False)),
                name="dispute_closed_with_its_outcome",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="dispute_amount_positive"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(facts="") & ~Q(demand=""), name="dispute_says_what"
            ),
        ]  # fmt: skip
        indexes = [models.Index("market", "opened_at", name="dispute_market")]

    def __str__(self) -> str:
        return f"dispute {self.number} of {self.member_id}"

    @property
    def reference(self) -> str:
        return f"Litige nº\N{NO-BREAK SPACE}{self.number}"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def is_on_order(self) -> bool:
        return self.kind == DisputeKind.ORDER


class DisputeStep(models.Model):
    """What happened in a dispute on a day. `case_number`: of the court."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(read=_of_its_file(_READS), insert=_of_its_file(_WRITES), delete=_of_its_file(_WRITES))
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=StepKind.choices)
    on = models.DateField()
    words = models.CharField(max_length=1000, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind__in=BY_ACT) | ~Q(words=""), name="dispute_step_says_why")
        ]
        indexes = [models.Index("dispute", "on", name="dispute_step_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.dispute_id}"


class DisputePaper(models.Model):
    """The paper of a step: a letter, minutes, a decision."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(read=_of_its_file(_READS), insert=_of_its_file(_WRITES), delete=_of_its_file(_WRITES))
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="papers")
    step = models.OneToOneField(DisputeStep, models.CASCADE, related_name="paper")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="dispute_paper_hash")
        ]

    def __str__(self) -> str:
        return self.name
