"""The homework of a class or group for one week is a thing; each of its lines is a row with its own day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import DetailRow, Resource, Rows
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.files.models import MAX_LABEL, Blob
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.services.homework.enums import Subject, Work

MOST_LETTERS = 500


class HomeworkWeek(models.Model):
    """A week of homework of one class or group. It is made by its first line, and nobody owns it: the teachers of the
    class write in it."""

    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="homeworkweek")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    to = models.CharField(max_length=5, choices=[(To.CLASS.value, "Classe"), (To.GROUP.value, "Groupe")])
    target = models.BigIntegerField(help_text="id of the class or group")
    monday = models.DateField()

    class Meta:
        constraints: ClassVar = [
            SameSchool("resource", name="homeworkweek_same_school"),
            models.UniqueConstraint("to", "target", "monday", name="homeworkweek_once"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="homeworkweek_on_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.target}, {self.monday}"


class Homework(DetailRow):
    """One line: what, of which subject, for when. A line of a series has the number that its others have."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    subject = models.CharField(max_length=2, choices=Subject.choices)
    verb = models.CharField(max_length=6, choices=Work.choices)
    given_on = models.DateField()
    due_on = models.DateField()
    series = models.UUIDField(null=True)
    # Of the form that gave it: sent twice, it is given once.
    key = models.UUIDField(null=True)
    author = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(default=clock.now)
    # What it said before it was last corrected, and when that was: families read what changed.
    before = models.CharField(max_length=MOST_LETTERS, blank=True)
    corrected_at = models.DateTimeField(null=True)
    # Its files went, since it had been taken back for longer than they wait.
    files_gone_at = models.DateTimeField(null=True)
    objects = Rows()

    class Meta(DetailRow.Meta):
        abstract = False
        constraints: ClassVar = [
            SameSchool("resource", name="homework_same_school"),
            models.UniqueConstraint("resource", "n", name="homework_number"),
            models.UniqueConstraint("id", "school", name="homework_of_school"),
            models.CheckConstraint(condition=Q(due_on__gte=F("given_on")), name="homework_days_in_order"),
            models.CheckConstraint(condition=~Q(text=""), name="homework_says_something"),
            models.CheckConstraint(
                condition=~Q(verb=Work.CLASS) | Q(due_on=F("given_on")),
                name="homework_done_in_class_that_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index("school", "due_on", name="homework_of_days"),
            models.Index("series", name="homework_of_series", condition=Q(series__isnull=False)),
            models.Index("key", name="homework_of_form", condition=Q(key__isnull=False)),
        ]
        verbose_name_plural = "homework"

    def __str__(self) -> str:
        return f"homework {self.n} of {self.resource_id}"

    @property
    def is_asked(self) -> bool:
        """Something is to be done for its day."""
        return self.verb != Work.CLASS


class HomeworkFile(models.Model):
    """A file or a voice on a line of homework: read by whoever sees the line, and gone with it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    line = models.ForeignKey(Homework, models.CASCADE, related_name="files_joined", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=MAX_LABEL)
    # What the line said, and for when, as it was joined: a voice speaks for these, and for nothing else.
    text = models.CharField(max_length=MOST_LETTERS, blank=True, default="", db_default="")
    due_on = models.DateField(null=True)
    # It may tell an hour or a place: not for who reads the line under a protected contact.
    reserved = models.BooleanField(default=True)
    # It is found on its line, and not among the documents.
    to_keep: ClassVar = False

    class Meta:
        constraints: ClassVar = [
            SameSchool("line", name="homeworkfile_line_same_school"),
            SameSchool("blob", name="homeworkfile_blob_same_school"),
            models.UniqueConstraint("line", "number", name="homeworkfile_number"),
        ]

    def __str__(self) -> str:
        return f"file {self.number} of line {self.line_id}"


class Consultation(models.Model):
    """A head read the week of a class: its teachers see that, and since when."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="consultations")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            SameSchool("resource", name="consultation_same_school"),
            models.UniqueConstraint("resource", "person", name="consultation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.resource_id}"
