"""Who analyses the offers, by which criteria."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.models.links import DatedLink, DatedQuerySet, dated_constraints
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Writes
from eprimo.steering.consortium.wall import ANALYSES, KEPT_BY_COORDINATOR
from eprimo.steering.tender.enums import SeatKind
from eprimo.steering.tender.models.consultation import Consultation

HIGHEST_MARK = 4


class CommissionSeat(DatedLink):
    """A member of the commission, titulaire or suppléant, from a day to another [C 7.3]."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.CASCADE, related_name="tender_seats")
    kind = models.CharField(max_length=10, choices=SeatKind.choices)
    # For which body, in words: the convention does not say who sits.
    body = models.CharField(max_length=160)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = dated_constraints("tender_seat", "consultation", "person")

    def __str__(self) -> str:
        return f"seat of {self.person_id}"


class Declaration(models.Model):
    """What a person signs before any access to the offers. One with an interest is final: access does not come back."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(read=ANALYSES, insert="person_id = (SELECT wall.me())")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="declarations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="tender_declarations")
    has_interest = models.BooleanField()
    # Of an interest, which; of none, nothing.
    words = models.CharField(max_length=500, blank=True)
    # The text that was signed.
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("consultation", "person", "has_interest", name="tender_declaration_once"),
            models.CheckConstraint(
                condition=Q(has_interest=False, words="") | (Q(has_interest=True) & ~Q(words="")),
                name="tender_declaration_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"declaration of {self.person_id}"


class Criterion(models.Model):
    """A part of the functional quality; the weights of all make it whole [R081]."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=160)
    weight = models.DecimalField(max_digits=5, decimal_places=2)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100), name="tender_criterion_weight"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="tender_criterion_named"),
            models.UniqueConstraint("consultation", "order", name="tender_criterion_order"),
        ]

    def __str__(self) -> str:
        return self.name
