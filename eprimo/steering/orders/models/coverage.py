"""What coverage is counted against: public pupils of the academy, as somebody published them on a day."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR


class CoverageBase(models.Model):
    """Another one is written beside it: figures of a past day keep their denominator. The last one counts."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    market = models.ForeignKey(Market, models.PROTECT, related_name="coverage_bases")
    public_pupils = models.PositiveIntegerField()
    counted_on = models.DateField(help_text="the day that the number is of")
    source = models.CharField(max_length=160)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(public_pupils__gt=0) & ~Q(source=""), name="coverage_base_is_said"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_pupils} pupils on {self.counted_on}"
