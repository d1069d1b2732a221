"""Order forms of the members: what they order, at which prices, the document that says so, and the certificates by
which the electronic signatures on it are trusted.

Once an order bears a number nothing of it changes any more but its state: triggers of the database hold it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, Writes, kept_where
from eprimo.steering.consortium.models import (
    MOST_ACCOUNTS,
    ManagingBody,
    Market,
    Member,
    Representation,
    Signatory,
    SigningRight,
)
from eprimo.steering.consortium.wall import (
    COORDINATES,
    IN_GROUP,
    KEEPS,
    KEEPS_NOW,
    KEPT_BY_COORDINATOR,
    acts_for,
    acts_for_now,
    contracted,
    contracted_now,
    either,
    through,
)
from eprimo.steering.orders.enums import MAIN, WRITTEN, OrderKind, OrderState, OrderWay
from eprimo.steering.prices.terms import Share

# Days after the start of the market from which a member without order is « en défaut » [R072].
DEFAULT_AFTER = 30


class OrderBook(models.Model):
    """The orders of a market. Its row is locked to give a number: none is missing, none is given twice."""

    data_of = DataOf.NOBODY
    writes = kept_where(
        either("market_id = ANY ((SELECT wall.markets_of_members())::bigint[])", KEEPS), read=IN_GROUP, removed=False,
        columns={EVERY_COLUMN: KEEPS_NOW, "last_number": ""},
    )  # fmt: skip
    market = models.OneToOneField(Market, models.PROTECT, related_name="order_book")
    last_number = models.PositiveIntegerField(default=0)
    default_after = models.PositiveSmallIntegerField(default=DEFAULT_AFTER)

    def __str__(self) -> str:
        return f"orders of {self.market_id}, {self.last_number} given"


class Order(models.Model):
    """An order of one member, for [starts_on, ends_on[. A complement adds its accounts to those of the order before."""

    data_of = DataOf.ACROSS_SCHOOLS
    # The contractor acknowledges what was sent, and changes nothing else of it.
    writes = Writes(
        # What is counted over all orders, a ceiling and the coverage, counts none that is not sent.
        read=either(acts_for(), COORDINATES, f"state NOT IN ('draft', 'proposed') AND {IN_GROUP}"),
        insert=f"state = 'draft' AND {acts_for()}", update=either(acts_for(), contracted()), delete=acts_for(),
        columns={
            EVERY_COLUMN: acts_for_now("NEW.member_id"),
            "state acknowledged_at": (
                f"{acts_for_now('OLD.member_id')} AND NEW.state <> 'known' AND NEW.acknowledged_at IS NULL"
                f" OR {contracted_now('OLD.market_id')} AND OLD.state = 'sent' AND NEW.state = 'known'"
            ),
            "signature_seen_at": contracted_now("OLD.market_id"),
        },
    )  # fmt: skip
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="orders")
    member = models.ForeignKey(Member, models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=6, choices=OrderKind.choices)
    period = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=OrderState.choices, default=OrderState.DRAFT)
    number = models.PositiveIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Codes of the options that are taken.
    options = ArrayField(models.CharField(max_length=12), default=list)
    # As it was sent: the need of annexe 2, who signed, and who acted « on behalf of ».
    need = models.PositiveIntegerField(null=True)
    accounts = models.PositiveIntegerField(default=0)
    signatory = models.ForeignKey(Signatory, models.SET_NULL, related_name="+", null=True)
    managing_body = models.ForeignKey(ManagingBody, models.PROTECT, related_name="+", null=True)
    # How it binds, in which role somebody pressed, and the day written by hand on a signed form.
    way = models.CharField(max_length=6, choices=OrderWay.choices, blank=True, default="", db_default="")
    pressed_as = models.CharField(max_length=14, blank=True, default="", db_default="")
    signed_on = models.DateField(null=True)
    # Who pressed, and by what that person signed: the own right, or the mandate of a provider.
    pressed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    right = models.ForeignKey(SigningRight, models.SET_NULL, related_name="+", null=True)
    mandate = models.ForeignKey(Representation, models.PROTECT, related_name="+", null=True)
    # Of what was put to signature; its first characters are printed on the form, and typed by who joins it signed.
    form_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    saved_at = models.DateTimeField(default=clock.now)
    proposed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    # Of a form that was signed by hand: when the contractor said that it saw the signature.
    signature_seen_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "number", name="order_number_once"),
            models.UniqueConstraint(
                "member", "kind", condition=Q(kind__in=MAIN) & ~Q(state=OrderState.CANCELLED), name="order_one_a_period"
            ),
            models.UniqueConstraint("member", condition=Q(state__in=WRITTEN), name="order_one_written"),
            models.CheckConstraint(
                condition=Q(state__in=WRITTEN, number=None, sent_at=None)
                | (~Q(state__in=WRITTEN) & Q(number__isnull=False, sent_at__isnull=False)),
                name="order_number_when_sent",
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="order_ends_after_start"),
            models.CheckConstraint(condition=Q(period__in=(1, 2)), name="order_period"),
            models.CheckConstraint(
                condition=~Q(state=OrderState.CANCELLED) | (Q(acknowledged_at=None) & ~Q(cancel_reason="")),
                name="order_cancelled_before_acknowledged",
            ),
            models.CheckConstraint(
                condition=Q(way="", pressed_as="", signed_on=None)
                | (~Q(pressed_as="") & Q(way=OrderWay.SIGNED, number__isnull=False, signed_on=None))
                | (~Q(pressed_as="") & Q(way=OrderWay.JOINED, number__isnull=False, signed_on__isnull=False)),
                name="order_bound_one_way",
            ),
            models.CheckConstraint(
                condition=Q(signature_seen_at=None) | Q(way=OrderWay.JOINED, acknowledged_at__isnull=False),
                name="order_signature_seen_on_a_form",
            ),
            models.CheckConstraint(
                condition=Q(form_sha256="") | Q(form_sha256__regex=r"^[0-9a-f]{64}$"), name="order_form_hash"
            ),
        ]  # fmt: skip
        indexes = [models.Index("member", "state", name="order_member_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number that invoices quote (BT-13), « BC-00042 »; empty before it is sent."""
        return "" if self.number is None else f"BC-{self.number:05}"

    @property
    def form_reference(self) -> str:
        """What the form that is put to signature bears, « 4C1D-09AF »; empty before."""
        found = self.form_sha256[:8].upper()
        return f"{found[:4]}-{found[4:]}" if found else ""

    @property
    def is_written(self) -> bool:
        return self.state in WRITTEN


class OrderLine(models.Model):
    """A line of an order: the accounts of one school, with its names as they were then."""

    data_of = DataOf.NOBODY
    writes = kept_where(
        through("order_id", "orders_order", acts_for()), read=through("order_id", "orders_order", "true")
    )
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    uai = models.CharField(max_length=8)
    name = models.CharField(max_length=160)
    need = models.PositiveIntegerField(null=True)
    accounts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("order", "school", name="order_line_once"),
            models.CheckConstraint(
                condition=Q(accounts__lte=MOST_ACCOUNTS), name="order_accounts_of_a_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accounts} accounts at {self.uai}"


class OrderCharge(models.Model):
    """What an order costs, a year of the market (0 to 3), a price and a school at a time, as it was sent. Yearly
    invoices are made of these rows. No school: of the member as a whole."""

    data_of = DataOf.NOBODY
    writes = kept_where(
        through("order_id", "orders_order", acts_for()), read=through("order_id", "orders_order", "true")
    )
    order = models.ForeignKey(Order, models.CASCADE, related_name="charges")
    year = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    # Of a school that grew: the size whose price is taken off.
    less_code = models.CharField(max_length=12, blank=True, default="", db_default="")
    designation = models.CharField(max_length=200)
    unit = models.CharField(max_length=6)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True)
    quantity = models.PositiveIntegerField()
    unit_ht = models.DecimalField(max_digits=9, decimal_places=2)
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    ht = models.DecimalField(max_digits=12, decimal_places=2)
    # « 294 jours sur 365 », and which days; of what was sent before the contract's terms were noted: the whole year.
    parts = models.PositiveSmallIntegerField(default=1, db_default=1)
    whole = models.PositiveSmallIntegerField(default=1, db_default=1)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("order", "year", "position", name="order_charge_place"),
            models.CheckConstraint(condition=Q(year__lte=3), name="order_charge_year"),
            models.CheckConstraint(
                condition=Q(parts__gte=1, parts__lte=F("whole")), name="order_charge_part_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of year {self.year}"

    @property
    def part(self) -> Share:
        """The share of its year that is owed."""
        return Share(self.parts, self.whole, self.first_on, self.last_on)


class OrderDocument(models.Model):
    """The PDF/A that was sent, with its hash, and the form that was signed by hand, when one was joined. `ends`: when
    the period it is of is over."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(
        through("order_id", "orders_order", acts_for()),
        read=through("order_id", "orders_order", either(acts_for(), contracted())),
    )
    order = models.OneToOneField(Order, models.CASCADE, related_name="document")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    scan = models.BinaryField(default=b"", db_default=b"")
    scan_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    # What was found of its electronic signatures when it was joined, all of them whole and trusted; empty: it has none.
    # Of each: signer, issuer, said (the instant that the signer says).
    signatures = models.JSONField(default=list, db_default=[])
    ends = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="order_document_hash"),
            models.CheckConstraint(
                condition=Q(scan=b"", scan_sha256="") | (~Q(scan=b"") & Q(scan_sha256__regex=r"^[0-9a-f]{64}$")),
                name="order_document_scan_hash",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"document of {self.order_id}"


class TrustRoot(models.Model):
    """A certificate of an authority, which signs those of people. Withdrawn it stays: what it let in is kept."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="trust_roots")
    subject = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    der = models.BinaryField()
    filed_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "market", "sha256", condition=Q(withdrawn_at=None), name="trust_root_filed_once"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="trust_root_hash"),
        ]

    def __str__(self) -> str:
        return self.subject
