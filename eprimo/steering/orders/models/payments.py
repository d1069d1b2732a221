"""What the member says of the payment of an invoice, the rates by which a late one bears interest, and the bank account
of the contractor: a change is proposed by one person, confirmed by another, and waits."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, kept_where
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.wall import BUYS, IN_GROUP, KEPT_BY_COORDINATOR, acts_for, contracted, either
from eprimo.steering.orders.models.invoices import Invoice

# Above, a rate was typed by mistake.
HIGHEST_RATE = Decimal(25)


class InvoicePayment(models.Model):
    """What the member says of a payment: « Mandatée le…, payée le… ». `slip`: bordereau and mandate, which pay one
    invoice of an `exercise` (the year in which it was ordered, as the accounts count); empty: none was noted."""

    data_of = DataOf.NOBODY
    writes = kept_where(acts_for(), read=IN_GROUP)
    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="payment")
    member = models.ForeignKey(Member, models.PROTECT, related_name="payments")
    ordered_on = models.DateField()
    paid_on = models.DateField(null=True)
    slip = models.CharField(max_length=40, blank=True)
    exercise = models.PositiveSmallIntegerField()
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member", "exercise", "slip", condition=~Q(slip=""), name="invoice_payment_slip_once"
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(paid_on__gte=F("ordered_on")), name="invoice_payment_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"payment of {self.invoice_id}"


class CentralBankRate(models.Model):
    """The rate of the main refinancing operations of the European Central Bank, in percent, on the first day of a half
    of the year: what a late payment bears, eight points above (CCP, R2192-31)."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    half_from = models.DateField(unique=True)
    percent = models.DecimalField(max_digits=4, decimal_places=2)
    source = models.CharField(max_length=120)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(half_from__day=1, half_from__month__in=(1, 7)), name="central_bank_rate_of_a_half"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=HIGHEST_RATE), name="central_bank_rate_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} from {self.half_from}"


class BankChange(models.Model):
    """A change of bank account by two people, also once they are not known any more: `confirmed_at` says that another
    one looked. Invoices bear it from `effective_on`; the last one counts."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(contracted(), read=either(contracted(), BUYS))
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="bank_changes")
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    proposed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    effective_on = models.DateField(null=True)
    # Taken back by one person, before it is effective.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "market", condition=Q(confirmed_at=None, withdrawn_at=None), name="bank_change_one_open"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, effective_on=None)
                | Q(confirmed_at__gte=F("proposed_at"), effective_on__isnull=False),
                name="bank_change_effective_when_confirmed",
            ),
            models.CheckConstraint(condition=~Q(iban=""), name="bank_change_says_iban"),
        ]

    def __str__(self) -> str:
        return f"account of the seller of {self.market_id}"
