"""The offers: deposited, opened by two people, priced and marked. Nobody outside the analysis reads these [R042]."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, Writes, kept_where
from eprimo.steering.consortium.wall import (
    ANALYSES,
    KEEPS,
    KEEPS_NOW,
    cleared,
    cleared_or_won,
    through,
)
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.tender.models.commission import HIGHEST_MARK, Criterion
from eprimo.steering.tender.models.consultation import Consultation


class Offer(models.Model):
    """A line of the register of deposits. One that came after the limit, or that another followed, is never opened."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Who marks it locks its row; the coordinator alone changes it.
    writes = Writes(read=cleared_or_won(), insert=KEEPS, update=cleared(), columns={EVERY_COLUMN: KEEPS_NOW})
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="offers")
    number = models.PositiveSmallIntegerField()
    bidder = models.CharField(max_length=160)
    siret = models.CharField(max_length=14)
    deposited_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    # The same bidder deposited another in time: the last one alone is opened.
    replaced_at = models.DateTimeField(null=True)
    # Why it is not ranked; empty: it is regular.
    irregular = models.CharField(max_length=500, blank=True)
    # A price that is abnormally low: what was asked, what was answered.
    asked = models.CharField(max_length=1000, blank=True)
    asked_on = models.DateField(null=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("consultation", "number", name="tender_offer_number"),
            models.CheckConstraint(condition=Q(siret__regex=r"^[0-9]{14}$"), name="tender_offer_siret"),
            models.CheckConstraint(condition=~Q(bidder=""), name="tender_offer_named"),
            models.CheckConstraint(
                condition=Q(asked_on=None, asked="") | (Q(asked_on__isnull=False) & ~Q(asked="")),
                name="tender_offer_asked",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="")
                | (Q(answered_on__isnull=False, asked_on__isnull=False) & ~Q(answer="")),
                name="tender_offer_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.number} of {self.consultation_id}"

    @property
    def is_late(self) -> bool:
        until = self.consultation.offers_until
        return until is not None and self.deposited_at > until


class Opening(models.Model):
    """One of the two who open the offers: they are open when both have confirmed."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(KEEPS, read=ANALYSES)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="openings")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("consultation", "number", name="tender_opening_number"),
            models.UniqueConstraint("consultation", "person", name="tender_opening_two_people"),
            models.CheckConstraint(condition=Q(number__in=(1, 2)), name="tender_opening_one_or_two"),
        ]

    def __str__(self) -> str:
        return f"opening {self.number} of {self.consultation_id}"


class OfferPrice(models.Model):
    """What an offer asks for a line of the schedule, before VAT."""

    data_of = DataOf.NOBODY
    writes = kept_where(KEEPS, read=through("offer_id", "tender_offer", "true"))
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="prices")
    line = models.ForeignKey(PriceLine, models.PROTECT, related_name="offered")
    ht = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint("offer", "line", name="tender_offer_price_once"),
            models.CheckConstraint(condition=Q(ht__gt=0), name="tender_offer_price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.ht} for {self.line_id}"


class Mark(models.Model):
    """What one marker gives an offer for a criterion, and why."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(
        # Each marks in the own name what one may read.
        f"marker_id = (SELECT wall.me()) AND {through('offer_id', 'tender_offer', cleared())}",
        read=through("offer_id", "tender_offer", cleared()),
    )
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks")
    # Nobody: the person was erased.
    marker = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    value = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=1000)
    marked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("offer", "criterion", "marker", name="tender_mark_once"),
            models.CheckConstraint(condition=Q(value__lte=HIGHEST_MARK), name="tender_mark_value"),
            models.CheckConstraint(condition=~Q(comment=""), name="tender_mark_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.value} for {self.criterion_id} of {self.offer_id}"
