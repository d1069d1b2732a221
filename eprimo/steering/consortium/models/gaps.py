"""What was decided of the gaps of the convention's text."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR


class Decision(models.Model):
    """How the market reads one gap of the text from now on, and what it read before: decisions stay, the last one
    holds. `before` and `after`: columns of the market and their values."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    market = models.ForeignKey(Market, models.CASCADE, related_name="decisions")
    gap = models.PositiveSmallIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    # A body or a function, never a person.
    decided_by = models.CharField(max_length=160)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gap__gte=1, gap__lte=10), name="decision_of_a_gap"),
            models.CheckConstraint(condition=~Q(decided_by=""), name="decision_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"decision on gap {self.gap}"
