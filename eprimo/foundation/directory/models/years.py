"""The change of school year of a school: what is planned, then what the switch moved, so that it can be undone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.enums import AttachmentKind, Level, PupilOutcome, Source, YearState
from eprimo.foundation.directory.models.people import Person
from eprimo.foundation.directory.models.territory import ClassGroup, School, SchoolYear
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DIRECTED, DataOf, Tier, kept_where


class YearChange(models.Model):
    """One school going from one year to the next.

    asked → prepared → switched → closed, or undone within fifteen days. What the switch ended bears its instant and
    the reason « year closed »; `journal` keeps the ends that some of these links had before, by table.
    """

    writes = kept_where(DIRECTED, read="true", why="of the years of schools, without anybody")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="year_changes")
    from_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    to_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=YearState.choices, default=YearState.ASKED)
    # Where the classes of next year come from: those of this year, or a file that already gave them.
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.MANUAL)
    switch_on = models.DateField(null=True, help_text="the day it is switched, early, in the school's zone")
    # Who prepared it said that pupils may be left without a class.
    unplaced_agreed = models.BooleanField(default=False)
    prepared_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    prepared_at = models.DateTimeField(null=True)
    # When a source last told next year's classes, and which.
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=6, choices=Source.choices, blank=True, default="", db_default="")
    switched_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # Why the night's work could not do what was asked: a code of `YEAR_TROUBLES`.
    trouble = models.CharField(max_length=20, blank=True)
    journal = models.JSONField(default=dict)
    # What was moved, in numbers: kept when the rest is over.
    counts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("id", "school", name="year_change_of_school"),
            models.UniqueConstraint(
                "school", condition=Q(state__in=["asked", "prepared"]), name="year_change_one_ahead"
            ),
            models.UniqueConstraint("school", condition=Q(state="switched"), name="year_change_one_undoable"),
            models.CheckConstraint(
                condition=Q(to_year__gt=models.F("from_year")), name="year_change_goes_forward"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["switched", "undone", "closed"])
                | Q(switched_at__isnull=False, undo_until__isnull=False),
                name="year_change_switched_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.from_year_id} to {self.to_year_id}"


class PlannedClass(models.Model):
    """A class of next year. It becomes a class at the switch, under `class_group`."""

    wall, reached = Tier.NAMED, DIRECTED
    data_of = DataOf.NOBODY
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    change = models.ForeignKey(YearChange, models.CASCADE, related_name="classes")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    label = models.CharField(max_length=60)
    key = models.GeneratedField(expression=NameKey("label"), output_field=models.TextField(), db_persist=True)
    levels = ArrayField(models.CharField(max_length=4, choices=Level.choices), default=list)
    skin = models.CharField(max_length=8, blank=True)
    validates_pupils = models.BooleanField(default=True)
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.MANUAL)
    # The class of this year that it takes after.
    like = models.ForeignKey(ClassGroup, models.SET_NULL, related_name="+", null=True)
    class_group = models.ForeignKey(ClassGroup, models.SET_NULL, related_name="+", null=True)
    # A human said who teaches it.
    adults_chosen = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("id", "school", name="planned_class_of_school"),
            SameSchool("change", name="plannedclass_change_same_school"),
            SameSchool("like", name="plannedclass_like_same_school"),
            SameSchool("class_group", name="plannedclass_class_group_same_school"),
            models.UniqueConstraint("change", "key", name="planned_class_label"),
            models.UniqueConstraint("id", "change", name="planned_class_with_change"),
            models.CheckConstraint(condition=~Q(label=""), name="planned_class_has_label"),
        ]

    def __str__(self) -> str:
        return self.label


class PlannedPupil(models.Model):
    """The place of a pupil of this year in the next one."""

    wall, reached = Tier.NAMED, DIRECTED
    change = models.ForeignKey(YearChange, models.CASCADE, related_name="pupils")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=PupilOutcome.choices)
    planned_class = models.ForeignKey(PlannedClass, models.SET_NULL, related_name="pupils", null=True)
    # The level of next year; empty: not known.
    level = models.CharField(max_length=4, choices=Level.choices, blank=True)
    # Of a class of several levels, it was read from the birth date: a human looks.
    guessed = models.BooleanField(default=False)
    # Same level again.
    held = models.BooleanField(default=False)
    # Who said so: a human, the academy's directory, ONDE; nobody when it is proposed from this year's classes.
    source = models.CharField(max_length=6, choices=Source.choices, blank=True)
    # The class that a source tells, kept beside what a human decided.
    told_class = models.ForeignKey(PlannedClass, models.SET_NULL, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            SameSchool("change", name="plannedpupil_change_same_school"),
            SameSchool("planned_class", name="plannedpupil_planned_class_same_school"),
            SameSchool("told_class", name="plannedpupil_told_class_same_school"),
            models.UniqueConstraint("change", "person", name="planned_pupil_once"),
            models.CheckConstraint(
                condition=~Q(outcome="class") | Q(planned_class__isnull=False), name="planned_pupil_has_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.outcome}"


class PlannedAttachment(models.Model):
    """An adult proposed for a class of next year."""

    wall, reached = Tier.NAMED, DIRECTED
    planned_class = models.ForeignKey(PlannedClass, models.CASCADE, related_name="adults")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=AttachmentKind.choices, default=AttachmentKind.TEACHES)
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.MANUAL)

    class Meta:
        constraints: ClassVar = [
            SameSchool("planned_class", name="plannedattachment_planned_class_same_school"),
            models.UniqueConstraint("planned_class", "person", "kind", name="planned_attachment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.planned_class_id}"
