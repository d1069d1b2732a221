"""Whom a note reached, and what each guardian owes and did for each child."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import ClassGroup, Group, Person, School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.models.notes import Note


class FactQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that notes have in the partition of their school year."""

    def of_note(self, note: Note) -> "FactQuerySet[M]":
        """Return the rows of one note: those of its partition alone are read."""
        return self.filter(school_year=note.partition, note=note)


class Recipient(models.Model):
    """A child that a note reached: who was there when it became visible, then who was added.

    What is owed and done is about these children; who sees the note follows the class of today. Partitioned by
    school year.
    """

    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = models.BigIntegerField(
        db_default=models.Func(models.Value("liaison_recipient_id"), function="nextval")
    )
    note = models.ForeignKey(Note, models.CASCADE, related_name="recipients")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="notes_received")
    # The class it came by, else the group; none for a service or a named child.
    class_group = models.ForeignKey(ClassGroup, models.SET_NULL, related_name="+", null=True)
    group = models.ForeignKey(Group, models.SET_NULL, related_name="+", null=True)
    delivered_at = models.DateTimeField()
    # Named, enrolled in the service, or added: the note stays the child's, whatever the class.
    by_name = models.BooleanField(default=False)
    # The version in force then: guardians read from it on.
    first_version = models.PositiveIntegerField()
    # What the school needed from the family, for this child: nobody's name is in it.
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            SameSchool("note", name="recipient_note_same_school"),
            SameSchool("class_group", name="recipient_class_group_same_school"),
            SameSchool("group", name="recipient_group_same_school"),
            models.UniqueConstraint("school_year", "note", "child", name="recipient_once"),
        ]
        indexes = [
            # The newest notes of a child.
            models.Index("child", models.F("delivered_at").desc(), name="recipient_child_recent"),
            models.Index("note", name="recipient_note"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} received {self.note_id}"


class Owed(models.Model):
    """The part of one guardian in one note for one child: what is owed, and what was done. It is fixed when the note
    becomes visible.

    Partitioned by school year.
    """

    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = models.BigIntegerField(db_default=models.Func(models.Value("liaison_owed_id"), function="nextval"))
    note = models.ForeignKey(Note, models.CASCADE, related_name="owed")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="owed_notes")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # The class it came by, for the follow-up; empty for a group or a named child.
    class_group = models.ForeignKey(ClassGroup, models.SET_NULL, related_name="+", null=True)
    # The kind of guardianship lets this adult sign or answer; else reading is all that is owed.
    may_sign = models.BooleanField()
    state = models.CharField(max_length=8, choices=OwedState.choices, default=OwedState.EXPECTED)
    read_at = models.DateTimeField(null=True)
    read_version = models.PositiveIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_version = models.PositiveIntegerField(null=True)
    # A refusal wins at once; signing afterwards takes it back.
    refused_at = models.DateTimeField(null=True)
    # One a question of the note, '' where there is none.
    answers = ArrayField(models.CharField(max_length=60, blank=True), default=list, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_version = models.PositiveIntegerField(null=True)
    # The answer replaced another one.
    changed_at = models.DateTimeField(null=True)
    # A paper answer, recorded by somebody of the school.
    recorded_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    # When the last reminder left, or leaves.
    reminded_at = models.DateTimeField(null=True)
    # The one before it: what stands again when a reminder is taken back.
    reminded_before = models.DateTimeField(null=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            SameSchool("note", name="owed_note_same_school"),
            SameSchool("class_group", name="owed_class_group_same_school"),
            models.UniqueConstraint("school_year", "note", "guardian", "child", name="owed_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_version=None)
                | Q(signed_at__isnull=False, signed_version__isnull=False),
                name="owed_signed_version",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None, read_version=None)
                | Q(read_at__isnull=False, read_version__isnull=False),
                name="owed_read_version",
            ),
        ]
        indexes = [
            models.Index("note", "child", name="owed_note_child"),
            # What a guardian has left to do.
            models.Index("guardian", name="owed_to_do", condition=Q(state=OwedState.EXPECTED, may_sign=True)),
        ]

    def __str__(self) -> str:
        return f"owed {self.id}"
