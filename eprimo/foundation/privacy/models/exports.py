"""Copies of one's own data: who asked, about whom, where the making stands; the bytes, piece by piece."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Tier, joined


class ExportKind(models.TextChoices):
    OWN = "own"
    # Of a child, asked by one of its guardians.
    CHILD = "child"
    # Of a child who leaves the school: for every guardian who has the right, and for the child.
    LEAVING = "leaving"


class ExportState(models.TextChoices):
    ASKED = "asked"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class Export(models.Model):
    """One ZIP. Expired, fetched away or no longer wanted, the row is gone with its bytes."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Of who asked, and of whom it speaks; what the school has made of a child who leaves, of who reaches the child.
    wall = Tier.NAMED
    reached = " OR ".join(
        (
            "asked_by_id = (SELECT wall.me())",
            "subject_id = ANY ((SELECT wall.own())::bigint[])",
            "asked_by_id IS NULL AND EXISTS (SELECT FROM public.directory_person p WHERE p.id = subject_id)",
            joined("subject_id", "asked_by_id"),
        )
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=7, choices=ExportKind.choices)
    subject = models.ForeignKey(Person, models.CASCADE, related_name="exports")
    # None: nobody in particular, the school did when the child left.
    asked_by = models.ForeignKey(Person, models.CASCADE, related_name="exports_asked", null=True)
    state = models.CharField(max_length=6, choices=ExportState.choices, default=ExportState.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    # The language that it was asked in.
    language = models.CharField(max_length=2, default="fr")
    # When a worker took it; it is taken again when that worker died.
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Chapters done of the number of chapters.
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    # The children it speaks of, by the level of the restriction on the reader's link when it was made:
    # {"person id": level}. Any of them no longer so, and it opens no more.
    children = models.JSONField(default=dict)
    # Why it failed: `too_big`, or `stuck`.
    trouble = models.CharField(max_length=8, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    # None: kept until the person is erased.
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One at a time for each person who asks.
            models.UniqueConstraint(
                "asked_by", condition=Q(state__in=["asked", "making"]), name="export_one_at_once"
            ),
            models.UniqueConstraint("subject", condition=Q(kind="leaving"), name="export_leaving_once"),
            models.CheckConstraint(
                condition=Q(kind="leaving", asked_by=None) | (~Q(kind="leaving") & Q(asked_by__isnull=False)),
                name="export_asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="own") | Q(subject=models.F("asked_by")), name="export_own_is_own"
            ),
        ]
        indexes = [
            models.Index("asked_at", "id", name="export_waiting", condition=Q(state__in=["asked", "making"])),
            models.Index("expires_at", name="export_expires", condition=Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.state == ExportState.READY

    @property
    def is_waiting(self) -> bool:
        return self.state in {ExportState.ASKED, ExportState.MAKING}


class ExportPart(models.Model):
    """A piece of the bytes: neither the worker that writes nor the page that sends holds the whole."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.NAMED
    reached = "EXISTS (SELECT FROM public.privacy_export e WHERE e.id = export_id)"
    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("export", "number", name="export_part_once")]

    def __str__(self) -> str:
        return f"part {self.number} of export {self.export_id}"
