"""What proves that a member may sign, and that its convention was sent in time; every document that was made for it, of
which the hash is kept, not the file [reference, « each has a hash kept »]."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.enums import PaperFormat, PaperKind, Undoing
from eprimo.steering.consortium.models.members import Member, Piece
from eprimo.steering.consortium.wall import COORDINATES, kept_for_member

_SHA256 = r"^[0-9a-f]{64}$"


class Deliberation(models.Model):
    """Annexe 1: the assembly that authorises to sign [C 2]; of an OGEC, the decision of its board. Another one replaces
    it, and stays."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="deliberations")
    number = models.CharField(max_length=60)
    assembly = models.CharField(max_length=120)
    adopted_on = models.DateField()
    # Received by the contrôle de légalité; none exists for a private body.
    received_on = models.DateField(null=True)
    act = models.CharField(max_length=80, blank=True)
    piece = models.ForeignKey(Piece, models.SET_NULL, related_name="+", null=True)
    piece_sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True)
    # It authorises nobody any more: since which day, and how.
    undone_on = models.DateField(null=True)
    undone_how = models.CharField(max_length=9, choices=Undoing.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("member", condition=Q(replaced_at=None), name="deliberation_one_current"),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(received_on__gte=F("adopted_on")),
                name="deliberation_received_after",
            ),
            models.CheckConstraint(
                condition=Q(undone_on=None, undone_how="")
                | (Q(undone_on__gte=F("adopted_on")) & ~Q(undone_how="")),
                name="deliberation_undone_after",
            ),
            models.CheckConstraint(condition=~Q(number="") & ~Q(assembly=""), name="deliberation_is_said"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.member_id}"


class Letter(models.Model):
    """The registered letter that bears the signed convention [C 2]: the day it was posted decides."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.OneToOneField(Member, models.CASCADE, related_name="letter")
    tracking = models.CharField(max_length=30, unique=True)
    posted_on = models.DateField()
    received_on = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(received_on__gte=F("posted_on")), name="letter_received_after"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None) | Q(received_on__isnull=False, acknowledged_on__gte=F("received_on")),
                name="letter_acknowledged_after",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"letter of {self.member_id}"


class IssuedPaper(models.Model):
    """One file: `sha256` of its bytes, `content_sha256` of what it says, printed on each page as its reference."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_for_member("member_id", COORDINATES)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    format = models.CharField(max_length=4, choices=PaperFormat.choices)
    content_sha256 = models.CharField(max_length=64, db_index=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # As what: the member, who acts for it, the coordination.
    role = models.CharField(max_length=16)

    class Meta:
        indexes = [models.Index("member", "kind", "issued_at", name="issued_paper_of_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=_SHA256, content_sha256__regex=_SHA256), name="issued_paper_hash"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id}"
