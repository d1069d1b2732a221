"""Slips on paper: what a printed square leads to, and the piles of photographs that come back."""

import base64
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.services.liaison.enums import PileState, SeenState
from eprimo.services.liaison.models.notes import Note

CODE_LENGTH = 26


def new_code() -> str:
    """128 random bits, in letters and digits that make a small square."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


class Slip(models.Model):
    """One slip that was printed for one child. Its code opens nothing: who aims at it signs in first."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="slips")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # Where its boxes are (printing.reading.layout).
    layout = models.JSONField()
    # The version of the note that it printed.
    version = models.PositiveIntegerField(default=1, db_default=1)
    # The guardians its boxes name, in their order; empty when it names nobody.
    signers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    printed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    printed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("id", "school", name="slip_of_school"),
            SameSchool("note", name="slip_note_same_school"),
        ]
        indexes = [models.Index("note", "child", name="slip_note_child")]

    def __str__(self) -> str:
        return f"slip {self.pk}"


class Pile(models.Model):
    """Photographs of slips that one person sent: read by the worker, confirmed, forgotten a day later."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # The role it was sent in: what it may record is asked for in that role again.
    role = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=PileState.choices, default=PileState.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint("id", "school", name="pile_of_school"),
        ]
        indexes = [models.Index("made_by", models.F("made_at").desc(), name="pile_recent")]

    def __str__(self) -> str:
        return f"pile {self.pk}"


class PilePhoto(models.Model):
    """One photograph. Its bytes are erased as soon as they are read; a thumbnail stays until the pile is closed."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    pile = models.ForeignKey(Pile, models.CASCADE, related_name="photos")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField(null=True)
    thumbnail = models.BinaryField(null=True)
    # Why nothing could be read: a code of `heads.PictureRefused`, or `none` (no slip), `stuck` (given up).
    trouble = models.CharField(max_length=8, blank=True)
    # Slips that it shows; null until it is read.
    found = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("id", "school", name="pile_photo_of_school"),
            SameSchool("pile", name="pilephoto_pile_same_school"),
            models.UniqueConstraint("pile", "number", name="photo_once"),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"


class PileSlip(models.Model):
    """One slip seen in a pile: whose it is, what seems ticked, what became of it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    pile = models.ForeignKey(Pile, models.CASCADE, related_name="slips")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    photo = models.ForeignKey(PilePhoto, models.CASCADE, related_name="slips")
    # None: its square cannot be read, or it is not for who sent it.
    slip = models.ForeignKey(Slip, models.CASCADE, related_name="+", null=True)
    picture = models.BinaryField(null=True)
    # {"asks": [[place, …] | null, …], "who": [place, …] | null, "signed": true | false | null}
    marks = models.JSONField(null=True)
    # Why it is not read: `square`, `corners`, `bent`, `far`, `other`, `rights`, `withdrawn`, `twice`, `stale`.
    trouble = models.CharField(max_length=9, blank=True)
    state = models.CharField(max_length=8, choices=SeenState.choices, default=SeenState.WAITING)
    # The guardians for whom it was written down.
    recorded_for = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        constraints = [
            SameSchool("pile", name="pileslip_pile_same_school"),
            SameSchool("photo", name="pileslip_photo_same_school"),
            SameSchool("slip", name="pileslip_slip_same_school"),
            models.UniqueConstraint("pile", "slip", name="pile_slip_once"),
        ]

    def __str__(self) -> str:
        return f"slip seen {self.pk}"
