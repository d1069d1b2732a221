"""Deliveries of files: what came, what was asked before it was applied, what became of it."""

from django.db import models

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7


class DeliveryState(models.TextChoices):
    RECEIVED = "received", "Reçu"
    CHECKED = "checked", "Vérifié"
    APPROVED = "approved", "En cours"
    APPLIED = "applied", "Appliqué"
    REFUSED = "refused", "Refusé"
    ABANDONED = "abandoned", "Abandonné"


class OndeDelivery(models.Model):
    """Three files of one school, uploaded or read from a folder, kept until they are applied or abandoned."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.RECEIVED)
    made_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    # Steps done of the number of steps, for the progress shown to who waits.
    step = models.SmallIntegerField(default=0)
    steps = models.SmallIntegerField(default=4)
    # Counts and problems of the dry run, then of the application. It holds lines and names of the files.
    report = models.JSONField(null=True)
    # What is asked before applying: closing many people.
    needs_yes = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class DeliveryFile(models.Model):
    """The bytes of one file of a delivery, deleted once it is applied or abandoned."""

    delivery = models.ForeignKey(OndeDelivery, models.CASCADE, related_name="files")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
