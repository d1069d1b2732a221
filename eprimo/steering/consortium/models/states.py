"""What became of a member's file, passage by passage."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import DataOf, kept_where
from eprimo.steering.consortium.enums import FileState, PassageReason
from eprimo.steering.consortium.models.members import Member
from eprimo.steering.consortium.wall import IN_GROUP, KEEPS, acts_for, either


class Passage(models.Model):
    """A file passed from one state to another, from a day on. Written once: a trigger refuses that it is changed. A
    file without any is a draft; who takes another member's place by law never filed one."""

    data_of = DataOf.NOBODY
    # A member files; whether its file is signed, in force or over is the coordinator's, or of the days.
    writes = kept_where(
        either(f"state IN ('filed', 'incomplete', 'complete', 'withdrawn') AND {acts_for()}", KEEPS),
        read=IN_GROUP,
    )
    member = models.ForeignKey(Member, models.CASCADE, related_name="passages")
    # The first of a member is 1: two acts at once cannot both be the next.
    number = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=10, choices=FileState.choices)
    state = models.CharField(max_length=10, choices=FileState.choices)
    reason = models.CharField(max_length=14, choices=PassageReason.choices)
    # The day from which the state holds: never before that of the passage it follows; perhaps to come.
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    # Whose act, as a side: a managing body's is « on behalf of » its member; empty, the day came. The person is in the
    # audit trail, with the act; the history outlives everybody.
    role = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "number", name="passage_one_next"),
            models.CheckConstraint(condition=~Q(before=F("state")), name="passage_goes_somewhere"),
            models.CheckConstraint(
                condition=Q(number__gt=1)
                | (
                    Q(before=FileState.DRAFT)
                    & (Q(state=FileState.FILED) | Q(reason=PassageReason.SUBSTITUTED))
                ),
                name="passage_first_is_filing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.state} of {self.member_id}"
