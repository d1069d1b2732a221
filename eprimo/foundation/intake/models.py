"""Deliveries of files: what came, what was asked before it was applied, what became of it."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.enums import Source
from eprimo.foundation.directory.models import Academy, ClassGroup, Person, School
from eprimo.foundation.intake.academy_models import AafDelivery, AafDeliveryPart, AafDeliveryState
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import CLOSED, DIRECTED, DataOf, Tier, Writes

__all__ = [
    "AafDelivery", "AafDeliveryPart", "AafDeliveryState", "AafRun", "AafRunSchool", "AafSaid", "AafState", "AafValue",
    "Alarm", "ClassKey", "DeliveryFile", "DeliveryState", "ImportOpening", "OndeDelivery", "SchoolKey",
]  # fmt: skip


class DeliveryState(models.TextChoices):
    RECEIVED = "received", "Reçu"
    CHECKED = "checked", "Vérifié"
    APPROVED = "approved", "En cours"
    APPLIED = "applied", "Appliqué"
    REFUSED = "refused", "Refusé"
    ABANDONED = "abandoned", "Abandonné"
    UNDONE = "undone", "Annulé"


class Alarm(models.TextChoices):
    """Many people left the school by one delivery: until somebody says that it was meant."""

    NONE = "", "Aucune"
    RAISED = "raised", "À regarder"
    AGREED = "agreed", "Voulu"


class OndeDelivery(models.Model):
    """What came for one school: three files of ONDE, uploaded or read from a folder and kept until they are applied or
    abandoned; or its part of a delivery of the academic directory, told once it is applied."""

    wall, reached = Tier.NAMED, DIRECTED
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="deliveries")
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.ONDE)
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.RECEIVED)
    made_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    # Steps done of the number of steps, for the progress shown to who waits.
    step = models.SmallIntegerField(default=0)
    steps = models.SmallIntegerField(default=4)
    # Counts and problems of the dry run, then of the application. It holds lines and names of the files.
    report = models.JSONField(null=True)
    # What is asked before applying: closing many people.
    needs_yes = models.BooleanField(default=False)
    # Why it was refused, when the academy may open it: the code of the refusal.
    refusal = models.CharField(max_length=16, blank=True, default="", db_default="")
    facts = models.JSONField(
        default=dict, db_default={}, help_text="counts that others than the school may read; no name"
    )
    # How many rows it changed in the directory; none for what only fills the plan of next year.
    changed = models.IntegerField(default=0, db_default=0)
    alarm = models.CharField(
        max_length=6, choices=Alarm.choices, blank=True, default=Alarm.NONE, db_default=Alarm.NONE
    )
    undone_at = models.DateTimeField(null=True)
    # What an undo gives back beside the links, which bear the instant of the delivery; gone when it cannot be undone.
    journal = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("id", "school", name="delivery_of_school"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class DeliveryFile(models.Model):
    """The bytes of one file of a delivery, deleted once it is applied or abandoned."""

    wall, reached = Tier.NAMED, DIRECTED
    delivery = models.ForeignKey(OndeDelivery, models.CASCADE, related_name="files")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        constraints = [
            SameSchool("delivery", name="deliveryfile_delivery_same_school"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportOpening(models.Model):
    """The academy lets one school apply once a file that looks like another school's."""

    wall, reached = Tier.NAMED, DIRECTED
    school = models.ForeignKey(School, models.CASCADE, related_name="import_openings")
    reason = models.CharField(max_length=300)
    # Nobody: a command on the server.
    made_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("school", "until", name="import_opening_school")]

    def __str__(self) -> str:
        return f"opening {self.pk} of {self.school_id}"


class AafState(models.TextChoices):
    RUNNING = "running", "En cours"
    APPLIED = "applied", "Appliquée"
    REFUSED = "refused", "Refusée"
    # Stopped, and another delivery came before it was run again.
    LEFT = "left", "Abandonnée"


class AafRun(models.Model):
    """One delivery of the academic directory: the journal that a stopped import goes on from."""

    data_of = DataOf.NOBODY
    writes = Writes(read="(SELECT wall.holds('academy')) OR (SELECT wall.holds('platform'))")
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="+")
    # The same for the same bytes.
    fingerprint = models.CharField(max_length=32)
    full = models.BooleanField()
    stamp = models.CharField(max_length=8, blank=True, help_text="the day the academy made it, AAAAMMJJ")
    state = models.CharField(max_length=8, choices=AafState.choices, default=AafState.RUNNING)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    # Somebody said yes to what was asked.
    agreed = models.BooleanField(default=False)
    counts = models.JSONField(default=dict, help_text="counts only, no name")
    # A full delivery that changed nothing: the digest of what it was compared with.
    compared_with = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "academy", condition=Q(state=AafState.RUNNING), name="aaf_run_one_at_once"
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class AafRunSchool(models.Model):
    """A school of a run that is done: written in the transaction that changed it."""

    data_of = DataOf.NOBODY
    writes = Writes(read="school_id = ANY ((SELECT wall.directed())::bigint[])")
    run = models.ForeignKey(AafRun, models.CASCADE, related_name="schools")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("run", "school", name="aaf_run_school_once")]

    def __str__(self) -> str:
        return f"school {self.school_id} of run {self.run_id}"


class SchoolKey(models.Model):
    """The key that the directory of an academy gives a school."""

    data_of = DataOf.NOBODY
    writes = CLOSED
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    academy = models.CharField(max_length=3)
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint("academy", "key", name="school_key_once")]

    def __str__(self) -> str:
        return f"{self.academy}/{self.key}"


class ClassKey(models.Model):
    """The key that the directory of an academy gives a class: it stays when the class is renamed."""

    data_of = DataOf.NOBODY
    writes = CLOSED
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+")
    academy = models.CharField(max_length=3)
    # Key of the school, then id of the class.
    key = models.CharField(max_length=170)

    class Meta:
        constraints = [models.UniqueConstraint("academy", "key", "class_group", name="class_key_once")]

    def __str__(self) -> str:
        return f"{self.academy}/{self.key}"


class AafSaid(models.Model):
    """What the directory of an academy says of an object in attributes that are read together: a change may replace one
    alone, so the others are kept as they were said.

    Replaced by each delivery that tells the object, gone with the person.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # Read by whom it is about, in the copy of the own data; the owner of the tables writes it.
    wall, reached = Tier.NAMED, "person_id = ANY ((SELECT wall.own())::bigint[])"
    academy = models.CharField(max_length=3)
    # E, R, P of people; S of schools.
    kind = models.CharField(max_length=1)
    key = models.CharField(max_length=100)
    said = models.TextField(help_text="attribute → values, as JSON")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("academy", "kind", "key", name="aaf_said_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(kind="S"), name="aaf_said_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"what is said of {self.kind} {self.key}"


class AafValue(models.Model):
    """What the directory of an academy says of somebody, or of a school, and that nobody here reads yet.

    Kept for whoever will, by its object: replaced by the next delivery that tells the object, gone with the person.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # Read by whom it is about, in the copy of the own data; the owner of the tables writes it.
    wall, reached = Tier.NAMED, "person_id = ANY ((SELECT wall.own())::bigint[])"
    academy = models.CharField(max_length=3)
    # E, R, P of people; S of schools.
    kind = models.CharField(max_length=1)
    key = models.CharField(max_length=100)
    attribute = models.CharField(max_length=100)
    said = models.JSONField(help_text="the values, as they were written")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("academy", "kind", "key", "attribute", name="aaf_value_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(school__isnull=False), name="aaf_value_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute} of {self.kind} {self.key}"
