"""The letter that opens the file of a body for which nobody acts yet."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.data import DataOf, kept_where
from eprimo.foundation.kernel.ids import uuid7
from eprimo.steering.consortium.models.members import ManagingBody, Member
from eprimo.steering.consortium.wall import COORDINATES, KEEPS


class Invitation(models.Model):
    """A single-use code in a letter to a body; only its keyed hash is kept. Printed again, the one before is dead."""

    data_of = DataOf.NOBODY
    writes = kept_where(KEEPS, read=COORDINATES, door=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="invitations", null=True)
    managing_body = models.ForeignKey(ManagingBody, models.CASCADE, related_name="invitations", null=True)
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # Taken back by the coordinator, or replaced by another letter.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, managing_body__isnull=False)
                | Q(member__isnull=False, managing_body=None),
                name="invitation_one_body",
            ),
            models.UniqueConstraint(
                "member", condition=Q(used_at=None, withdrawn_at=None), name="invitation_member_one_open"
            ),
            models.UniqueConstraint(
                "managing_body", condition=Q(used_at=None, withdrawn_at=None), name="invitation_body_one_open"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="invitation_expires_later"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="invitation_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.member_id or self.managing_body_id}"

    @property
    def body(self) -> Member | ManagingBody:
        found = self.member or self.managing_body
        if found is None:
            raise ValueError("An invitation is of one body.")
        return found

    @property
    def state(self) -> str:
        """« open », « used », « withdrawn » or « expired »."""
        if self.used_at is not None:
            return "used"
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "expired" if self.expires_at <= clock.now() else "open"
