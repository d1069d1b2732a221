"""What a class does at which hours of an ordinary week."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import ClassGroup, School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf

MOST_LETTERS = 60


class Slot(models.Model):
    """One moment of one day of the week. It names nobody, and goes with its class."""

    data_of = DataOf.NOBODY
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="slots")
    # Monday is 0.
    weekday = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    title = models.CharField(max_length=MOST_LETTERS)
    picture = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            SameSchool("class_group", name="slot_same_school"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="slot_weekday"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"slot {self.pk}"
