"""The academy in the place of a direction that may not act: on which families, why, and for how long."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models.links import DatedUnreadManager
from eprimo.foundation.directory.models.people import Person
from eprimo.foundation.directory.models.territory import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.data import TAKES_AWAY, Writes, joined, moves
from eprimo.foundation.kernel.reasons import ReasonField

OPENING_LASTS = timedelta(hours=2)


class FamilyOpening(models.Model):
    """One person of an academy sees, in [starts, ends[, the families for whom a school's direction may not act."""

    # Read to the person who looked.
    unread = ("reason",)
    writes = Writes(
        why=TAKES_AWAY,
        insert="person_id = (SELECT wall.me()) AND school_id = ANY ((SELECT wall.academy())::bigint[])",
        update=joined("person_id"),
        columns=moves("person_id"),
    )
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="family_openings")
    reason = ReasonField(max_length=300)
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField()

    objects = DatedUnreadManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="family_opening_has_reason"),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts"), ends__lte=F("starts") + OPENING_LASTS),
                name="family_opening_two_hours",
            ),
        ]
        indexes = [models.Index("person", "ends", name="family_opening_of")]

    def __str__(self) -> str:
        return f"families of {self.school_id}, for {self.person_id}"
