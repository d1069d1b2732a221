"""The BPU of the market: its unit prices, indicative before the award, of the contract after it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR
from eprimo.steering.prices.enums import Bands, Begins, Part, Rounding, Unit
from eprimo.steering.prices.terms import Terms

# Above, a figure was typed by mistake.
HIGHEST = Decimal(1_000_000)
# Rates of mainland France that a digital service may bear.
VAT_RATES = (Decimal("20.00"), Decimal("10.00"), Decimal("5.50"))
# Above, a rate of VAT was typed by mistake: no State of the Union has a higher one.
HIGHEST_VAT = Decimal(30)


class PriceSchedule(models.Model):
    """The schedule of a market; its row is what is locked to write any line."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    market = models.OneToOneField(Market, models.PROTECT, related_name="schedule")
    # Read with the prices: where they come from.
    note = models.CharField(max_length=200, blank=True)
    awarded_at = models.DateTimeField(null=True)
    # The maximum of the framework agreement, in value before VAT or in accounts by year; fixed at the publication.
    most_ht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    most_accounts = models.PositiveIntegerField(null=True)
    # Who the market was awarded to: what invoices name as their seller.
    contractor = models.CharField(max_length=160, blank=True, default="", db_default="")
    contractor_siret = models.CharField(max_length=14, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contractor="", contractor_siret="")
                | (~Q(contractor="") & Q(contractor_siret__regex=r"^[0-9]{14}$")),
                name="price_schedule_contractor",
            ),
            models.CheckConstraint(
                condition=Q(most_ht=None, most_accounts=None)
                | Q(most_ht__gt=0, most_accounts=None)
                | Q(most_ht=None, most_accounts__gt=0),
                name="price_schedule_one_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"schedule of {self.market_id}"


class PriceTerms(models.Model):
    """How the contract counts a year that is begun, and a change of size. `effective_on` None: the contract's own; else
    of an amendment, for the orders that are sent from that day on. It stands once the prices were awarded."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    market = models.ForeignKey(Market, models.PROTECT, related_name="terms")
    effective_on = models.DateField(null=True)
    # « Avenant n° 1 »: by which act.
    reference = models.CharField(max_length=80, blank=True)
    begins = models.CharField(max_length=6, choices=Begins.choices)
    part = models.CharField(max_length=5, choices=Part.choices)
    bands = models.CharField(max_length=5, choices=Bands.choices)
    rounding = models.CharField(max_length=4, choices=Rounding.choices)
    minimum_ht = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "effective_on", name="price_terms_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(effective_on=None, reference="") | (Q(effective_on__isnull=False) & ~Q(reference="")),
                name="price_terms_by_amendment",
            ),
            models.CheckConstraint(
                condition=Q(minimum_ht=None) | Q(minimum_ht__gt=0, minimum_ht__lte=HIGHEST), name="price_terms_minimum"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"terms of {self.market_id} from {self.effective_on or 'the start'}"

    @property
    def terms(self) -> Terms:
        return Terms(self.begins, self.part, self.bands, self.rounding, self.minimum_ht)


class PriceLine(models.Model):
    """One price of the schedule, before VAT. `once`: set-up, owed the first year only. A line by school says which
    sizes it is for."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="prices")
    code = models.CharField(max_length=12)
    designation = models.CharField(max_length=200)
    unit = models.CharField(max_length=6, choices=Unit.choices, default=Unit.PUPIL)
    # Ordered member by member, off by default [C 5].
    is_option = models.BooleanField(default=False)
    once = models.BooleanField(default=False)
    # [from, below[ accounts of a school; of lines by school only. No upper limit: every size above.
    from_accounts = models.PositiveIntegerField(default=0)
    below_accounts = models.PositiveIntegerField(null=True)
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2, default=VAT_RATES[0])
    indicative_ht = models.DecimalField(max_digits=9, decimal_places=2)
    contract_ht = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    order = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(default=clock.now)
    # What the coordinator writes, in the order of the form.
    WRITTEN = (
        "code", "designation", "unit", "from_accounts", "below_accounts", "is_option", "once", "indicative_ht",
        "vat_rate", "order",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "code", name="price_code_once"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(designation=""), name="price_is_said"),
            models.CheckConstraint(
                condition=Q(indicative_ht__gt=0, indicative_ht__lte=HIGHEST), name="price_indicative_positive"
            ),
            models.CheckConstraint(
                condition=Q(contract_ht=None) | Q(contract_ht__gt=0, contract_ht__lte=HIGHEST),
                name="price_contract_positive",
            ),
            models.CheckConstraint(
                condition=Q(unit=Unit.SCHOOL) | Q(from_accounts=0, below_accounts=None), name="price_band_of_school"
            ),
            models.CheckConstraint(
                condition=Q(below_accounts=None) | Q(below_accounts__gt=F("from_accounts")), name="price_band_in_order"
            ),
            models.CheckConstraint(condition=Q(vat_rate__in=VAT_RATES), name="price_vat_rate"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def ht(self) -> Decimal:
        """The price in force: the contract's, else the indicative one."""
        return self.indicative_ht if self.contract_ht is None else self.contract_ht


class PriceAmendment(models.Model):
    """An amendment: other prices from the first day of a year of the market on. `index`: what every price in force was
    multiplied by; None: prices were written one by one."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="price_amendments")
    effective_on = models.DateField()
    # « Avenant n° 2 du 3 mars 2027 »: by which act.
    reference = models.CharField(max_length=80)
    # When the contractor had it; unknown of one that was written before this was asked.
    notified_on = models.DateField(null=True)
    index = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "effective_on", name="price_amendment_once_a_day"),
            models.CheckConstraint(condition=~Q(reference=""), name="price_amendment_by_act"),
            models.CheckConstraint(condition=Q(index=None) | Q(index__gt=0), name="price_amendment_index"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} of {self.market_id}"


class AmendedPrice(models.Model):
    """The price of a line by an amendment, before VAT."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    amendment = models.ForeignKey(PriceAmendment, models.CASCADE, related_name="prices")
    line = models.ForeignKey(PriceLine, models.PROTECT, related_name="amended")
    ht = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint("amendment", "line", name="amended_price_once"),
            models.CheckConstraint(condition=Q(ht__gt=0, ht__lte=HIGHEST), name="amended_price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.ht} for {self.line_id}"


class VatChange(models.Model):
    """A rate of VAT that the law replaces, from that day on."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="vat_changes")
    effective_on = models.DateField()
    before = models.DecimalField(max_digits=4, decimal_places=2)
    after = models.DecimalField(max_digits=4, decimal_places=2)
    reference = models.CharField(max_length=80)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "effective_on", "before", name="vat_change_once_a_day"),
            models.CheckConstraint(condition=Q(after__gt=0, after__lte=HIGHEST_VAT), name="vat_change_rate"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="vat_change_changes"),
            models.CheckConstraint(condition=~Q(reference=""), name="vat_change_by_law"),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after} on {self.effective_on}"
