"""Bytes that were given to a school, the pictures that are shown of them, and what carries them."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.files.enums import OFFICE, BlobKind, BlobState, PieceSize
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import Writes, joined, moves

_HERE = "school_id = ANY ((SELECT wall.schools())::bigint[])"
# What its sender alone reaches; and of two people who are made one, what they had.
_OWN = f"{_HERE} AND (made_by_id = (SELECT wall.me()) OR " + joined("made_by_id") + ")"
MAX_LABEL = 120
MAX_NAME = 255
MAX_WORDS = 300
# Of what is sent piece by piece and never joined.
WAITS = timedelta(days=1)


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
    # Of a voice.
    seconds = models.PositiveSmallIntegerField(default=0, db_default=0)
    # When somebody last gave or joined it: what nothing carries a day later is erased.
    wanted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "sha256", name="blob_once"),
            models.UniqueConstraint("id", "school", name="blob_of_school"),
            models.CheckConstraint(
                condition=Q(state=BlobState.READY) & (Q(pages__gte=1) | Q(kind__in=[*OFFICE, BlobKind.VOICE]))
                | (~Q(state=BlobState.READY) & Q(pages=0)),
                name="blob_ready_has_pages",
            ),
            models.CheckConstraint(
                condition=Q(state=BlobState.REFUSED) | Q(refusal=""), name="blob_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"blob {self.pk}"


class Piece(models.Model):
    """A picture of ours that is shown of a blob, one page in one size; of a voice, its sound."""

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
    # What is written on a page of a document, for who does not see its picture; a line feed parts its lines.
    text = models.TextField(blank=True)

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
    # Its author means it to be found again, once what carried it is far away.
    to_keep = models.BooleanField(default=False)
    # Of a picture: what it says, in two lines of its author, for who does not see it or reads another language.
    words = models.CharField(max_length=MAX_WORDS, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            SameSchool("resource", name="attachment_resource_same_school"),
            SameSchool("blob", name="attachment_blob_same_school"),
            models.UniqueConstraint("resource", "number", name="attachment_number"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class Upload(models.Model):
    """A file that comes piece by piece to a draft, for who sends it alone. It ends joined, or a day later."""

    writes = Writes(
        read=_OWN, insert=_OWN, update=_OWN, delete=_OWN, columns={"received": "", **moves("made_by_id")}
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    resource = models.ForeignKey("content.Resource", models.CASCADE, related_name="+")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # As its sender calls it.
    name = models.CharField(max_length=MAX_NAME, blank=True)
    # Bytes: those that were announced, and those that came.
    length = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            SameSchool("resource", name="upload_resource_same_school"),
            models.CheckConstraint(condition=Q(received__lte=F("length")), name="upload_within_its_length"),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.length

    @property
    def ends_at(self) -> datetime:
        return self.made_at + WAITS
