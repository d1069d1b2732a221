"""The text of the convention, version by version."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR


class ConventionText(models.Model):
    """A version of the convention, kept as it was given. From its date on it is the one that members sign."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField()
    dated_on = models.DateField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "number", name="convention_text_one_next"),
            models.UniqueConstraint("market", "sha256", name="convention_text_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="convention_text_hash"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.market_id}"
