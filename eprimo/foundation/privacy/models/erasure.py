"""Who was erased, what an author wants of the contents left behind, and how far the night's work is."""

from django.db import models

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import CLOSED, DataOf, Tier, joined


class Reason(models.TextChoices):
    """A person was erased for this."""

    LEFT = "left", "Trois mois après le dernier droit"
    NEVER_CAME = "never_came", "Compte jamais activé"
    ASKED = "asked", "À sa demande"
    RESTORED = "restored", "De nouveau, après une restauration"


class ErasedPerson(models.Model):
    """One line of the journal that a restore replays: a number and a keyed mark, no name.

    The mark is of the person's public id as it was: the same number given to somebody else is not mistaken.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    writes = CLOSED
    # No foreign key: the stub goes one day, the journal's line by its own clock.
    person_id = models.BigIntegerField(unique=True)
    mark = models.CharField(max_length=64)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    erased_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"person {self.person_id} erased"


class ContentObjection(models.Model):
    """An author who wants what they shared to go with them. Without a row it stays, without their name."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.NAMED
    reached = f"person_id = (SELECT wall.me()) OR {joined('person_id')}"
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="content_objection")
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"objection of {self.person_id}"


class RetentionRun(models.Model):
    """One night's work: where it stands, and what it did in each school. A run that was stopped goes on from here."""

    data_of = DataOf.NOBODY
    writes = CLOSED
    day = models.DateField(unique=True)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    # The task under way, and the id that it has reached.
    step = models.PositiveSmallIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    # Rows by school (its id, 0 for none) and model.
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"retention of {self.day}"
