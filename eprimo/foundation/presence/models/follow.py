"""What follows an absence: the papers that are given with it, and, step by step, what a school does about those without
a legitimate reason."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.files.models import MAX_LABEL, Blob
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DIRECTED, Writes, joined, moves
from eprimo.foundation.presence.enums import Step, Way
from eprimo.foundation.presence.models.days import _ME, MAX_WORDS, _number

_OF_STEP = joined("child_id", "adult_id", "by_id")
_HERE = "school_id = ANY ((SELECT wall.schools())::bigint[])"
_AT_WORK = "school_id = ANY ((SELECT wall.staff())::bigint[])"
_OF_CHILD = f"child_id = ANY ((SELECT wall.own())::bigint[]) AND child_id <> {_ME}"


class FollowStep(models.Model):
    """A step of the school about a child's absences without a legitimate reason: one row for each adult who was told of
    it, or one that names nobody. A report bears its paper, sealed: the PDF and its hash."""

    writes = Writes(
        read=f"{DIRECTED} OR {_OF_STEP}",
        insert=f"{DIRECTED} AND by_id = {_ME}",
        update=_OF_STEP,
        # A step that was written by mistake is taken away; a report never is.
        delete=f"({DIRECTED} AND step <> 'report') OR {joined('child_id')}",
        columns=moves("child_id", "adult_id", "by_id"),
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("followstep")
    public_id = models.UUIDField(default=uuid7, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    step = models.CharField(max_length=8, choices=Step.choices)
    # When it took place, by the calendar of the school.
    day = models.DateField()
    # Who was told of it, and how.
    adult = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    way = models.CharField(max_length=7, choices=Way.choices, blank=True)
    words = models.CharField(max_length=MAX_WORDS, blank=True)
    # Of the form that it was written in, and of the adult: the same form sent twice is one step.
    key = models.UUIDField()
    pdf = models.BinaryField(null=True)
    # SHA-256 of the PDF, as the trail keeps it too.
    hash = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("school_year", "public_id", name="followstep_public_id"),
            models.UniqueConstraint("school_year", "child", "key", name="followstep_once_a_form"),
            models.CheckConstraint(condition=Q(step__in=sorted(Step.values)), name="followstep_step"),
            models.CheckConstraint(
                condition=~Q(step=Step.REPORT) | Q(pdf__isnull=False, hash__gt=""),
                name="followstep_paper_of_report",
            ),
        ]
        indexes = [models.Index("school", "child", name="followstep_of_child")]

    def __str__(self) -> str:
        return f"{self.step} about {self.child_id} on {self.day}"


class AbsencePaper(models.Model):
    """A file on an absence: read by who gave it and by who reads the reason at school. It goes with its absence."""

    writes = Writes(
        read=f"{_AT_WORK} OR by_id = {_ME} OR {joined('child_id', 'by_id')}",
        insert=f"{_HERE} AND ({_AT_WORK} OR {_OF_CHILD}) AND by_id = {_ME}",
        update=joined("child_id", "by_id"),
        delete=f"{_HERE} AND ({_AT_WORK} OR by_id = {_ME} OR {joined('child_id')})",
        columns=moves("child_id", "by_id"),
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("absencepaper")
    public_id = models.UUIDField(default=uuid7, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # A key of three columns leads from it, with the year and the school (in the migration).
    absence_id = models.BigIntegerField()
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    label = models.CharField(max_length=MAX_LABEL)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            SameSchool("blob", name="absencepaper_blob_same_school"),
            models.UniqueConstraint("school_year", "public_id", name="absencepaper_public_id"),
        ]
        indexes = [models.Index("absence_id", name="absencepaper_of_absence")]

    def __str__(self) -> str:
        return f"paper of absence {self.absence_id}"
