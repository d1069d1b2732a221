"""The letter that opens the file of a body for which nobody acts yet; lists of bodies that the coordinator gives at
once, and the schools that they propose to each."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, kept_where
from eprimo.steering.consortium.enums import ListState
from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.models.members import ManagingBody, Member
from eprimo.steering.consortium.wall import COORDINATES, IN_GROUP, KEEPS, acts_for, either


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


class MemberList(models.Model):
    """A list as it was read: `lines` are the cells of the known columns alone. `outcome` says what each line did when
    the list was applied, with what was there before, so that it can be undone."""

    data_of = DataOf.NOBODY
    writes = kept_where(KEEPS, read=COORDINATES)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.CASCADE, related_name="lists")
    # Of the file.
    name = models.CharField(max_length=120)
    lines = models.JSONField()
    # Communes of which the list names no school are proposed those of the open directory.
    from_directory = models.BooleanField()
    state = models.CharField(max_length=11, choices=ListState.choices, default=ListState.LOOKED_OVER)
    given_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ListState.LOOKED_OVER, applied_at=None, undone_at=None)
                | Q(state=ListState.APPLIED, applied_at__isnull=False, undone_at=None)
                | Q(state=ListState.UNDONE, applied_at__isnull=False, undone_at__isnull=False),
                name="member_list_dated_as_it_stands",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SchoolProposal(models.Model):
    """A school that a list names beside a body: the body takes it or not, the choice is its own [C 7.1]."""

    data_of = DataOf.NOBODY
    writes = kept_where(either(acts_for("member_id"), KEEPS), read=IN_GROUP)
    member = models.ForeignKey(Member, models.CASCADE, related_name="proposals")
    school = models.OneToOneField(School, models.CASCADE, related_name="proposal")
    source = models.ForeignKey(MemberList, models.CASCADE, related_name="proposals")

    def __str__(self) -> str:
        return f"{self.school_id} to {self.member_id}"
