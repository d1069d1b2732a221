"""Bytes that were given to a school, the pictures that are shown of them, and what carries them."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import School
from eprimo.foundation.files.enums import BlobKind, BlobState, PieceSize
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.data import Writes
from eprimo.foundation.kernel.ids import uuid7

_HERE = "school_id = ANY ((SELECT wall.schools())::bigint[])"
MAX_LABEL = 120


class Blob(models.Model):
    """Bytes that somebody gave to a school: one row however often they are joined. Nobody sees them by themselves."""

    # A forged row would be served without having been looked at: pages give bytes to be checked, the worker alone says
    # what they are.
    writes = Writes(
        insert=f"{_HERE} AND state = 'checking' AND pages = 0", update=_HERE, columns={"wanted_at": ""}
    )
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=BlobState.choices, default=BlobState.CHECKING)
    # Why it is not kept, in words for who gave it.
    refusal = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=5, choices=BlobKind.choices, blank=True)
    # Bytes that it takes in the storage, its pictures among them; those that its pages weigh to who reads them all.
    weight = models.PositiveBigIntegerField()
    read_weight = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    # Of the picture that stands on what carries it.
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    # When somebody last gave or joined it: what nothing carries a day later is erased.
    wanted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "sha256", name="blob_once"),
            models.UniqueConstraint("id", "school", name="blob_of_school"),
            models.CheckConstraint(
                condition=Q(state=BlobState.READY, pages__gte=1) | (~Q(state=BlobState.READY) & Q(pages=0)),
                name="blob_ready_has_pages",
            ),
            models.CheckConstraint(
                condition=Q(state=BlobState.REFUSED) | Q(refusal=""), name="blob_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"blob {self.pk}"


class Piece(models.Model):
    """A picture of ours that is shown of a blob: one page in one size."""

    # By the worker alone.
    writes = Writes()
    blob = models.ForeignKey(Blob, models.CASCADE, related_name="pieces", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    size = models.CharField(max_length=5, choices=PieceSize.choices)
    sha256 = models.CharField(max_length=64)
    weight = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            SameSchool("blob", name="piece_blob_same_school"),
            models.UniqueConstraint("blob", "number", "size", name="piece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.number} of {self.blob_id}"


class Attachment(models.Model):
    """A file on something that somebody wrote: seen by whoever sees that, and by nobody else."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    resource = models.ForeignKey(
        "content.Resource", models.CASCADE, related_name="attachments", db_index=False
    )
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=MAX_LABEL)
    # It may tell an hour or a place: not for who reads the thing under a protected contact. So is every file of which
    # its author did not say that it tells none.
    reserved = models.BooleanField(default=True)

    class Meta:
        constraints = [
            SameSchool("resource", name="attachment_resource_same_school"),
            SameSchool("blob", name="attachment_blob_same_school"),
            models.UniqueConstraint("resource", "number", name="attachment_number"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
