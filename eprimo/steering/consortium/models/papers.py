"""Every document that was made for a member: its hash is kept, not the file [reference, « each has a hash kept »]."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.enums import PaperFormat, PaperKind
from eprimo.steering.consortium.models.members import Member
from eprimo.steering.consortium.wall import COORDINATES, kept_for_member

_SHA256 = r"^[0-9a-f]{64}$"


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
