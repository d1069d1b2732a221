"""Invoices of the contractor to each member: what they say, their file, and what became of them.

An invoice, its lines and its file never change: triggers of the database hold it. What happens to it is rows beside;
that all of it was given back, which these rows tell, is noted on it once."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, Writes, kept_where
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.wall import (
    BUYS,
    CONTRACTS,
    IN_GROUP,
    acts_for,
    contracted,
    contracted_now,
    either,
    through,
)
from eprimo.steering.orders.enums import Answered, Channel, Deposit, InvoiceKind, Origin
from eprimo.steering.orders.models.orders import Order
from eprimo.steering.prices.cost import calculation
from eprimo.steering.prices.terms import Share

_SIRET = r"^[0-9]{14}$"
# An invoice of which something is still asked. At most one of a year of an order.
STANDING = Q(kind=InvoiceKind.INVOICE, closed_by_credit=False)
_SHA = r"^[0-9a-f]{64}$"


class Seller(models.Model):
    """The contractor as its invoices say it; corrected for those to come."""

    data_of = DataOf.NOBODY
    writes = kept_where(contracted(), read=either(contracted(), BUYS))
    market = models.OneToOneField(Market, models.PROTECT, related_name="seller")
    name = models.CharField(max_length=160)
    siret = models.CharField(max_length=14)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=80, blank=True)
    legal = models.CharField(max_length=200, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    # The number of the market (BT-12).
    contract = models.CharField(max_length=50, blank=True)
    # What the contractor writes of itself: its name and SIRET are those of the award, its account takes two people.
    WRITTEN = ("legal", "street", "postcode", "city", "contract")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(siret__regex=_SIRET), name="seller_siret")]

    def __str__(self) -> str:
        return self.name


class InvoiceBook(models.Model):
    """The numbers of a market's invoices. Its row is locked to give one: none is missing, none is given twice."""

    data_of = DataOf.NOBODY
    writes = kept_where(contracted(), read=IN_GROUP)
    market = models.OneToOneField(Market, models.PROTECT, related_name="invoice_book")
    last_invoice = models.PositiveIntegerField(default=0)
    last_credit = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"invoices of {self.market_id}"


class Billing(models.Model):
    """What a member asks to be written on its invoices, as it says itself; without row: nothing."""

    data_of = DataOf.NOBODY
    writes = kept_where(acts_for(), read=either(acts_for(), CONTRACTS))
    member = models.OneToOneField(Member, models.CASCADE, related_name="billing")
    needs_engagement = models.BooleanField(default=False)
    needs_service = models.BooleanField(default=False)
    engagement = models.CharField(max_length=50, blank=True)
    service = models.CharField(max_length=100, blank=True)
    # Where the member is: an invoice bears the address of its buyer.
    street = models.CharField(max_length=120, blank=True, default="", db_default="")
    postcode = models.CharField(max_length=5, blank=True, default="", db_default="")
    city = models.CharField(max_length=80, blank=True, default="", db_default="")
    # Of a private member: by a platform, or the file alone.
    platform = models.BooleanField(default=True)
    WRITTEN = (
        "needs_engagement", "engagement", "needs_service", "service", "street", "postcode", "city", "platform",
    )  # fmt: skip

    def __str__(self) -> str:
        return f"billing of {self.member_id}"


class InvoiceRun(models.Model):
    """A run of « Tout émettre »: the invoices of it bear its id, so that it goes on where it stopped."""

    data_of = DataOf.NOBODY
    writes = kept_where(contracted(), read=IN_GROUP)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="invoice_runs")
    asked_at = models.DateTimeField(default=clock.now)
    total = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", condition=Q(ended_at=None), name="invoice_run_one_at_once")
        ]

    def __str__(self) -> str:
        return f"run of {self.total}"


class Invoice(models.Model):
    """An invoice for a year of the market of one order, or a credit note of one. `last_day` is within its period."""

    data_of = DataOf.NOBODY
    # A member locks the invoice that it answers; the contractor alone changes it.
    writes = Writes(
        read=IN_GROUP, insert=contracted(), update=either(contracted(), acts_for()),
        columns={EVERY_COLUMN: contracted_now("NEW.market_id")},
    )  # fmt: skip
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="invoices")
    member = models.ForeignKey(Member, models.PROTECT, related_name="invoices")
    order = models.ForeignKey(Order, models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=7, choices=InvoiceKind.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.ISSUED)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    year = models.PositiveSmallIntegerField()
    # Ours; an invoice that was imported bears the contractor's own reference only.
    number = models.PositiveIntegerField(null=True)
    reference = models.CharField(max_length=20)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    first_day = models.DateField()
    last_day = models.DateField()
    buyer_siret = models.CharField(max_length=14)
    engagement = models.CharField(max_length=50, blank=True)
    service = models.CharField(max_length=100, blank=True)
    accounts = models.PositiveIntegerField()
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    # Penalties that are taken off what is to be paid (BT-113); of a credit note: what it gives back of them.
    withheld = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    corrects = models.ForeignKey("self", models.PROTECT, related_name="credits", null=True)
    reason = models.CharField(max_length=300, blank=True)
    # All of it was given back: its year may be invoiced anew. The one thing of an invoice that changes, once.
    closed_by_credit = models.BooleanField(default=False, db_default=False)
    run = models.ForeignKey(InvoiceRun, models.PROTECT, related_name="invoices", null=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "kind", "number", name="invoice_number_once"),
            models.UniqueConstraint("market", "reference", name="invoice_reference_once"),
            models.UniqueConstraint("order", "year", condition=STANDING, name="invoice_one_a_year"),
            models.CheckConstraint(
                condition=Q(origin=Origin.ISSUED, number__isnull=False) | Q(origin=Origin.IMPORTED, number=None),
                name="invoice_number_when_issued",
            ),
            models.CheckConstraint(
                condition=(Q(kind=InvoiceKind.CREDIT, corrects__isnull=False) & ~Q(reason=""))
                | Q(kind=InvoiceKind.INVOICE, corrects=None),
                name="invoice_credit_says_of_what",
            ),
            models.CheckConstraint(condition=Q(total=F("net") + F("tax")), name="invoice_total"),
            models.CheckConstraint(
                condition=Q(withheld__gte=0, withheld__lte=F("total")), name="invoice_withheld_within_total"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="invoice_period"),
            models.CheckConstraint(condition=Q(buyer_siret__regex=_SIRET), name="invoice_siret"),
        ]  # fmt: skip
        indexes = [models.Index("member", "year", name="invoice_member_year")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_credit(self) -> bool:
        return self.kind == InvoiceKind.CREDIT

    @property
    def due(self) -> Decimal:
        """The sum to be paid, or given back, penalties taken off."""
        return self.total - self.withheld


class InvoiceLine(models.Model):
    """A line: what is owed for one school, with its names as the order has them. `of`: the line that a credit gives
    back."""

    data_of = DataOf.NOBODY
    writes = Writes(read=IN_GROUP, insert=through("invoice_id", "orders_invoice", contracted()))
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    designation = models.CharField(max_length=200)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True)
    uai = models.CharField(max_length=8, blank=True)
    school_name = models.CharField(max_length=160, blank=True)
    quantity = models.PositiveIntegerField()
    unit_ht = models.DecimalField(max_digits=9, decimal_places=2)
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    of = models.ForeignKey("self", models.PROTECT, related_name="credited", null=True)
    # What of its year it is owed for, and what it comes to; null: quantity times price.
    parts = models.PositiveSmallIntegerField(default=1, db_default=1)
    whole = models.PositiveSmallIntegerField(default=1, db_default=1)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    sum_ht = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("invoice", "position", name="invoice_line_place"),
            models.CheckConstraint(
                condition=Q(parts__gte=1, parts__lte=F("whole")), name="invoice_line_part_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.invoice_id}"

    @property
    def ht(self) -> Decimal:
        """The sum that the line asks, before VAT."""
        return self.sum_ht if self.sum_ht is not None else self.unit_ht * self.quantity

    @property
    def part(self) -> Share:
        """The share of its year that is owed."""
        return Share(self.parts, self.whole, self.first_on, self.last_on)

    @property
    def calculation(self) -> str:
        return calculation(self.quantity, self.unit_ht, self.part)


class InvoiceFile(models.Model):
    """The Factur-X as it was issued or given. `pdf` is empty when the contractor gave the XML alone."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(
        read=through("invoice_id", "orders_invoice", either(contracted(), acts_for())),
        insert=through("invoice_id", "orders_invoice", contracted()),
    )
    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="file")
    pdf = models.BinaryField(default=b"")
    xml = models.BinaryField()
    sha256 = models.CharField(max_length=64, help_text="of the PDF, else of the XML")
    size = models.PositiveIntegerField()
    ends = models.DateTimeField(help_text="when the period that it is of is over")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=_SHA), name="invoice_file_hash")]

    def __str__(self) -> str:
        return f"file of {self.invoice_id}"


class InvoiceDeposit(models.Model):
    """A state that the receiver's channel gave, entered or imported by the contractor; the last one counts."""

    data_of = DataOf.NOBODY
    writes = Writes(read=IN_GROUP, insert=through("invoice_id", "orders_invoice", contracted()))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="deposits")
    state = models.CharField(max_length=32, choices=Deposit.choices)
    on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["invoice", "-on", "-id"], name="invoice_deposit_last")]

    def __str__(self) -> str:
        return f"{self.state} of {self.invoice_id}"


class InvoiceAnswer(models.Model):
    """The member's answer: it certifies the service, or disputes with a reason; the last word counts."""

    data_of = DataOf.NOBODY
    writes = Writes(read=IN_GROUP, insert=through("invoice_id", "orders_invoice", acts_for()))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=9, choices=Answered.choices)
    reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=Answered.DISPUTED) | ~Q(reason=""), name="invoice_dispute_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer} of {self.invoice_id}"


class InvoiceRunFault(models.Model):
    """An invoice that a run could not issue, and why: it stays due."""

    data_of = DataOf.NOBODY
    writes = kept_where(through("run_id", "orders_invoicerun", contracted()), read=IN_GROUP)
    run = models.ForeignKey(InvoiceRun, models.CASCADE, related_name="faults")
    order = models.ForeignKey(Order, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    sentence = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint("run", "order", "year", name="invoice_run_fault_once")]

    def __str__(self) -> str:
        return f"fault of {self.run_id}"
