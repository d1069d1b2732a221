"""The record of the one market: what is consulted on, the documents, the seven tasks, what each member received."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, Writes
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.wall import (
    ANALYSES,
    IN_GROUP,
    KEEPS,
    KEEPS_NOW,
    KEPT_BY_COORDINATOR,
    kept_for_member,
)
from eprimo.steering.prices.models import PriceAmendment
from eprimo.steering.tender.enums import (
    DCE,
    Bidding,
    DocumentKind,
    Green,
    Method,
    PriceType,
    Sending,
    Social,
    TaskKind,
)

_SUBJECT = (
    "Mise à disposition d’un environnement numérique de travail dans les écoles des membres du groupement, en mode "
    "locatif (SaaS)\N{NO-BREAK SPACE}: fourniture, intégration, hébergement, maintien en condition opérationnelle, "
    "évolution."
)


class Consultation(models.Model):
    """One for a market: « un marché public […] une solution unique » [C 1]."""

    data_of = DataOf.NOBODY
    # Who declares or marks locks its row; the coordinator alone changes it.
    writes = Writes(read=IN_GROUP, insert=KEEPS, update=ANALYSES, columns={EVERY_COLUMN: KEEPS_NOW})
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.OneToOneField(Market, models.PROTECT, related_name="consultation")
    subject = models.CharField(max_length=1000, default=_SUBJECT)
    # Until when an offer may be deposited.
    offers_until = models.DateTimeField(null=True)
    bidding = models.CharField(
        max_length=7, choices=Bidding.choices, default=Bidding.ELECTRONIC, db_default=Bidding.ELECTRONIC
    )
    # When the letters of rejection left, and how: the market is signed some days later.
    rejected_on = models.DateField(null=True)
    rejected_by = models.CharField(
        max_length=7, choices=Sending.choices, blank=True, default="", db_default=""
    )
    # When the essential data of the contract were first published; each modification has its own day.
    data_published_on = models.DateField(null=True)
    # What was needed on the day of publication, school by school (`quantities.Line`). Offers are counted on it.
    quantities = models.JSONField(null=True)
    # Of 100 [C 7.3]; the criteria of quality share theirs.
    price_weight = models.DecimalField(max_digits=5, decimal_places=2, default=convention.PRICE_WEIGHT)
    quality_weight = models.DecimalField(max_digits=5, decimal_places=2, default=convention.QUALITY_WEIGHT)
    method = models.CharField(max_length=7, choices=Method.choices, default=Method.CLASSIC)
    # What the public data say of the contract, beside what is known.
    reference = models.CharField(max_length=16, default="EPRIMO")
    cpv = models.CharField(max_length=10, default="48190000-6")
    price_type = models.CharField(max_length=22, choices=PriceType.choices, default=PriceType.FIRM)
    social = models.CharField(max_length=28, choices=Social.choices, default=Social.NONE)
    green = models.CharField(max_length=37, choices=Green.choices, default=Green.NONE)
    is_innovative = models.BooleanField(default=False)
    has_subcontractor = models.BooleanField(default=False)
    # Of the amount, paid in advance; 0: none.
    advance = models.DecimalField(max_digits=3, decimal_places=2, default=0)
    # The notices of the consultation where the law has them: their numbers and their addresses; empty: not noted.
    boamp_number = models.CharField(max_length=20, blank=True, default="", db_default="")
    boamp_link = models.CharField(max_length=300, blank=True, default="", db_default="")
    place_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    place_link = models.CharField(max_length=300, blank=True, default="", db_default="")
    # What was published outside, empty as long as it is not noted.
    NOTICES = ("boamp_number", "boamp_link", "place_number", "place_link")
    # The offer that the report retains.
    retained = models.ForeignKey("tender.Offer", models.SET_NULL, related_name="+", null=True)
    prepared_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="consultation_says_what"),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[0-9A-Za-z-]{1,16}$", cpv__regex=r"^[0-9]{8}(-[0-9])?$"),
                name="consultation_public_numbers",
            ),
            models.CheckConstraint(
                condition=Q(rejected_on=None, rejected_by="")
                | (Q(rejected_on__isnull=False) & ~Q(rejected_by="")),
                name="consultation_rejected_somehow",
            ),
            models.CheckConstraint(condition=Q(advance__gte=0, advance__lte=1), name="consultation_advance"),
            models.CheckConstraint(
                condition=Q(price_weight=100 - F("quality_weight"), price_weight__gt=0, quality_weight__gt=0),
                name="consultation_weights_make_a_hundred",
            ),
        ]

    def __str__(self) -> str:
        return f"consultation of {self.market_id}"


class Task(models.Model):
    """One of the seven, done on a day. Done again it is corrected: what was stays, replaced."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = KEPT_BY_COORDINATOR
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=8, choices=TaskKind.choices)
    done_on = models.DateField()
    # Nobody: the person was erased.
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "consultation", "kind", condition=Q(replaced_at=None), name="tender_task_one_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.consultation_id}"


class Document(models.Model):
    """A file of the market, kept as it came. Another version follows it, and it stays."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=8, choices=DocumentKind.choices)
    version = models.PositiveSmallIntegerField()
    # What it proves; a piece of the DCE and the quantities prove none.
    task = models.ForeignKey(Task, models.SET_NULL, related_name="documents", null=True)
    name = models.CharField(max_length=120)
    extension = models.CharField(max_length=5)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("consultation", "kind", "version", name="tender_document_version"),
            models.CheckConstraint(condition=Q(version__gt=0), name="tender_document_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="tender_document_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} of {self.consultation_id}"

    @property
    def is_dce(self) -> bool:
        return self.kind in DCE


class Modification(models.Model):
    """A change of the contract that was notified: its number counts from 1, as the public data do."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="modifications")
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=300)
    notified_on = models.DateField()
    # Of its public data; of one that was recorded before: the day of the file.
    published_on = models.DateField(null=True)
    # What it changes; empty: not that.
    months = models.PositiveSmallIntegerField(null=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    # The amendment of prices that it tells of; none: the coordinator recorded it.
    prices = models.OneToOneField(PriceAmendment, models.PROTECT, related_name="modification", null=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("consultation", "number", name="tender_modification_number"),
            models.CheckConstraint(
                condition=(Q(months=None) | Q(months__gt=0)) & (Q(amount=None) | Q(amount__gte=1)),
                name="tender_modification_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"modification {self.number} of {self.consultation_id}"


class Delivery(models.Model):
    """The execution documents given to one member [C 4.1]: when, and who opened them first."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_for_member()
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="deliveries")
    member = models.ForeignKey(Member, models.CASCADE, related_name="deliveries")
    sent_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    # By a managing body for its member [C 2].
    on_behalf = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("consultation", "member", name="tender_delivery_once"),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(opened_at__gte=F("sent_at")),
                name="tender_delivery_opened_after",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | Q(opened_by=None), name="tender_delivery_opened_by"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery to {self.member_id}"
