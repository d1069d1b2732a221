"""The certificates by which electronic signatures are trusted, as the coordinator filed them."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR


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
