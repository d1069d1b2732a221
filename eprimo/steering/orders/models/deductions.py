"""What a member takes off the contractor's next invoice: a penalty of the contract, or a price that is lowered because
the service was not what was bought."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Writes
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.wall import (
    COORDINATES,
    IN_GROUP,
    acts_for,
    acts_for_now,
    contracted,
    contracted_now,
    either,
    through,
)
from eprimo.steering.orders.enums import DeductionKind
from eprimo.steering.orders.models.invoices import Invoice
from eprimo.steering.orders.models.orders import Order


class Deduction(models.Model):
    """A deduction of one month of an order. A reduction is before VAT and lowers it; a penalty bears none. What is left
    of it is its amount less what invoices took."""

    data_of = DataOf.NOBODY
    # The member writes and withdraws it, the contractor contests it.
    writes = Writes(
        read=either(acts_for(), contracted(), COORDINATES), insert=acts_for(), update=either(acts_for(), contracted()),
        columns={
            "contest contested_at": contracted_now("NEW.market_id"),
            "withdrawal withdrawn_at": acts_for_now("NEW.member_id"),
        },
    )  # fmt: skip
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="deductions")
    member = models.ForeignKey(Member, models.PROTECT, related_name="deductions")
    order = models.ForeignKey(Order, models.PROTECT, related_name="deductions")
    kind = models.CharField(max_length=9, choices=DeductionKind.choices)
    # The first day of the month that it is for.
    month = models.DateField()
    ground = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    written_at = models.DateTimeField(default=clock.now)
    contested_at = models.DateTimeField(null=True)
    contest = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deduction_positive"),
            models.CheckConstraint(condition=~Q(ground=""), name="deduction_says_why"),
            models.CheckConstraint(condition=Q(month__day=1), name="deduction_of_a_month"),
            models.CheckConstraint(
                condition=Q(contested_at=None, contest="") | (Q(contested_at__isnull=False) & ~Q(contest="")),
                name="deduction_contested_with_words",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal="")),
                name="deduction_withdrawn_with_words",
            ),
        ]  # fmt: skip
        indexes = [models.Index("member", "written_at", name="deduction_member")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.amount}"


class DeductionTaken(models.Model):
    """What an invoice takes off of a deduction, at a rate of VAT; without a rate, of a penalty, from what is to be
    paid. On a credit note: what it gives back of that."""

    data_of = DataOf.NOBODY
    writes = Writes(read=IN_GROUP, insert=through("invoice_id", "orders_invoice", contracted()))
    deduction = models.ForeignKey(Deduction, models.PROTECT, related_name="taken")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="deductions")
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "deduction", "invoice", "vat_rate", name="deduction_taken_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deduction_taken_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.deduction_id}"
