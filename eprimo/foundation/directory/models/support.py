"""Access for some hours: assistance, by which one person of the contractor or of the platform reads who is in one
school; families opened to an academy, in the place of a direction that may not act."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.enums import MandateRole, SupportState
from eprimo.foundation.directory.models.links import DatedUnreadManager
from eprimo.foundation.directory.models.people import Person
from eprimo.foundation.directory.models.territory import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.reasons import ReasonField
from eprimo.foundation.kernel.table_rules import TAKES_AWAY, Writes, joined, moves

LONGEST_HOURS = 4
_LONGEST = timedelta(hours=LONGEST_HOURS)
OPENING_LASTS = timedelta(hours=2)


class SupportAccess(models.Model):
    """Asked with a reason, granted by who directs the school, in force in [starts, ends[ and never longer than four
    hours. What nobody answers, and what reached its end, is over by the clock: no state says so."""

    # Asked for oneself, granted by who directs the school, ended by both.
    writes = Writes(
        read="person_id = (SELECT wall.me()) OR school_id = ANY ((SELECT wall.directed())::bigint[])"
        f" OR {joined('person_id', 'decided_by_id', 'ended_by_id')}",
        insert="person_id = (SELECT wall.me()) AND state = 'asked' AND wall.holds(role)",
        update="person_id = (SELECT wall.me()) OR school_id = ANY ((SELECT wall.directed())::bigint[])"
        f" OR {joined('person_id', 'decided_by_id', 'ended_by_id')}",
        columns={
            "state starts ends decided_at answer": (
                "NEW.state IN ('ended', 'refused') AND NEW.ends IS NOT DISTINCT FROM LEAST(NEW.ends, OLD.ends)"
                " OR NEW.person_id IS DISTINCT FROM wall.me() AND NEW.school_id = ANY(wall.directed())"
            ),
            "decided_by_id ended_by_id": "",
            **moves("person_id"),
        },
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="support_accesses")
    # Who asked, in which role: it holds for this person in this role only.
    person = models.ForeignKey(Person, models.CASCADE, related_name="support_accesses")
    role = models.CharField(max_length=14, choices=MandateRole.choices)
    reason = models.CharField(max_length=300)
    hours = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=SupportState.choices, default=SupportState.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    # Until when it can be answered.
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    # The word of who answered.
    answer = models.CharField(max_length=300, blank=True)
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[MandateRole.CONTRACTOR, MandateRole.PLATFORM]), name="support_role"
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=LONGEST_HOURS), name="support_hours"
            ),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")) & Q(ends__lte=F("starts") + _LONGEST) | Q(starts=None, ends=None),
                name="support_four_hours",
            ),
            models.CheckConstraint(
                condition=~Q(state=SupportState.GRANTED)
                | Q(starts__isnull=False, ends__isnull=False, decided_at__isnull=False),
                name="support_granted_dates",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("person")), name="support_not_by_oneself"
            ),
            models.UniqueConstraint(
                "school", "person", "role", name="support_one_asked", condition=Q(state=SupportState.ASKED)
            ),
        ]  # fmt: skip
        indexes = [models.Index("school", F("asked_at").desc(), name="support_of_school")]

    def __str__(self) -> str:
        return f"support {self.pk}, {self.state}"

    @property
    def waits(self) -> bool:
        """Nobody answered, and there is still time."""
        return self.state == SupportState.ASKED and clock.now() < self.expires_at

    @property
    def runs(self) -> bool:
        """Granted, and its hours are not over."""
        if self.state != SupportState.GRANTED or self.starts is None or self.ends is None:
            return False
        return self.starts <= clock.now() < self.ends


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
