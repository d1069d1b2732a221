"""An intervention, whom a class invited to it by name, and what a partner would like to tell its families."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from eprimo.foundation.content.models import About, AtPlace, Bringing, OnDays, Resource, days_in_order
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.services.partners.enums import WordState

MOST_LETTERS, MOST_ANSWER = 1500, 300


class Intervention(About, OnDays, AtPlace, Bringing):
    """The columns that an intervention has beside its title and its text."""

    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="intervention")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            days_in_order("intervention_days_in_order"),
            SameSchool("resource", name="intervention_resource_same_school"),
        ]

    def __str__(self) -> str:
        return f"intervention {self.pk}"


def ended(at: datetime) -> Exists:
    """Return a condition on Invitation: the invitation to the school that ran when it was written, or opened, is over.
    Another one to the school does not bring it back."""
    written = Coalesce(OuterRef("opened_at"), OuterRef("asked_at"))
    return Exists(
        Affiliation.objects.filter(
            person=OuterRef("person"), school=OuterRef("school"), profile=Profile.PARTNER, ends__gt=written,
            ends__lte=at,
        )
    )  # fmt: skip


class Invitations(QuerySet["Invitation"]):
    def standing(self, at: datetime | None = None) -> "Invitations":
        """Return those that stand, without those that ended with the invitation to the school."""
        return self.filter(~ended(at or clock.now()))


class Invitation(models.Model):
    """A partner of the school is asked to an intervention of a class. Who directs opens it, class by class: before that
    the partner has nothing of it. A group needs none: its partners are those whom the direction invited to it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="invitations")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # The ids of the classes that who directs opened it for.
    classes = ArrayField(models.BigIntegerField(), default=list, blank=True)
    asked_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    opened_at = models.DateTimeField(null=True)

    objects = Invitations.as_manager()

    class Meta:
        constraints: ClassVar = [
            SameSchool("resource", name="invitation_resource_same_school"),
            models.UniqueConstraint("resource", "person", name="invitation_once"),
            models.CheckConstraint(
                condition=Q(classes=[], opened_at=None) | (~Q(classes=[]) & Q(opened_at__isnull=False)),
                name="invitation_opened_for_classes",
            ),
        ]
        indexes: ClassVar = [models.Index("school", name="invitation_waits", condition=Q(opened_at=None))]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.resource_id}"


class Word(models.Model):
    """The words that a partner would like to tell the families of an intervention: a teacher makes a note of it, or
    says no."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="partner_words")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = models.CharField(max_length=MOST_LETTERS)
    made_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=7, choices=WordState.choices, default=WordState.WAITS)
    answer = models.CharField(max_length=MOST_ANSWER, blank=True, default="")
    decided_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            SameSchool("resource", name="word_resource_same_school"),
            # One at a time: a second one begins when the first was answered.
            models.UniqueConstraint(
                "resource", "by", name="word_one_waits", condition=Q(state=WordState.WAITS)
            ),
            models.CheckConstraint(
                condition=Q(state=WordState.WAITS, decided_at=None)
                | (~Q(state=WordState.WAITS) & Q(decided_at__isnull=False)),
                name="word_decided_once",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="word_says_something"),
        ]
        indexes: ClassVar = [
            models.Index("school", name="word_waits", condition=Q(state=WordState.WAITS)),
        ]

    def __str__(self) -> str:
        return f"word {self.pk} for {self.resource_id}"
