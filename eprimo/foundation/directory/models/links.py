"""What every dated link shares."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.enums import EndReason, Source
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.fields import Period
from eprimo.foundation.kernel.reasons import UnreadManager


def in_force(now: Any, prefix: str = "") -> Q:
    """Condition on a dated link: its dates contain `now` (an aware instant or an expression)."""
    return Q(**{f"{prefix}starts__lte": now}) & (
        Q(**{f"{prefix}ends": None}) | Q(**{f"{prefix}ends__gt": now})
    )


def to_come(now: Any, prefix: str = "") -> Q:
    """Condition on a dated link: it starts after `now`, those taken back before their first day apart."""
    later = Q(**{f"{prefix}starts__gt": now})
    return later & (Q(**{f"{prefix}ends": None}) | Q(**{f"{prefix}ends__gt": F(f"{prefix}starts")}))


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    def in_force(self, now: Any = None) -> "DatedQuerySet[M]":
        return self.filter(in_force(now or clock.now()))


DatedUnreadManager = UnreadManager.from_queryset(DatedQuerySet)


class DatedLink(models.Model):
    """A link in force in [starts, ends[. It ends with a reason, and stays until retention erases it."""

    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.MANUAL)

    class Meta:
        abstract = True


def dated_constraints(name: str, *keys: str, condition: Q | None = None) -> list[models.BaseConstraint]:
    """Return the constraints of a dated link: it ends after it starts, and is never twice there at the same time for
    the same keys."""
    return [
        models.CheckConstraint(
            condition=Q(ends=None) | Q(ends__gte=F("starts")), name=f"{name}_ends_after_start"
        ),
        ExclusionConstraint(
            name=f"{name}_no_overlap",
            # Keys first: what tells rows apart; a whole import starts its links at one instant.
            expressions=[
                *[(key, RangeOperators.EQUAL) for key in keys],
                (Period("starts", "ends"), RangeOperators.OVERLAPS),
            ],
            condition=condition,
        ),
    ]
