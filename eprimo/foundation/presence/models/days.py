"""Who is at school, half-day by half-day; and why a child was not.

All but the hours of a school is of one school year, and erased when the next one begins (code de l'éducation, R131-6):
the signed register of a month is what stays.
"""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DIRECTED, DataOf, Tier, Writes, joined, moves
from eprimo.foundation.presence.enums import (
    LEGITIMATE,
    Half,
    Judged,
    Means,
    Reason,
    Result,
    Sort,
    Source,
    State,
)

MAX_WORDS = 300
# Monday, Tuesday, Thursday and Friday, whole: two half-days for each day of the week, from Monday morning (0).
USUAL_HALF_DAYS = (0, 1, 2, 3, 6, 7, 8, 9)

_HERE = "school_id = ANY ((SELECT wall.schools())::bigint[])"
_OF_A_WEEK = "half_days morning_from morning_until afternoon_from afternoon_until"
_AT_WORK = "school_id = ANY ((SELECT wall.staff())::bigint[])"
_ME = "(SELECT wall.me())"
_OF_THEM = joined("child_id", "said_by_id", "recorded_by_id", "judged_by_id")
_MINE = f"said_by_id = {_ME}"
_OF_CHILD = f"child_id = ANY ((SELECT wall.own())::bigint[]) AND child_id <> {_ME}"
_SCHOOL_SAYS = "OLD.school_id = ANY (wall.staff())"
_DIRECTED_OR_JOINS = "OLD.school_id = ANY (wall.directed()) OR wall.joined() IS NOT NULL"
_SCHOOL_SAYS_OR_JOINS = f"{_SCHOOL_SAYS} OR wall.joined() IS NOT NULL"


def _number(sequence: str) -> "models.BigIntegerField[int, int]":
    return models.BigIntegerField(
        db_default=models.Func(models.Value(f"presence_{sequence}_id"), function="nextval")
    )


def _usual() -> list[int]:
    return list(USUAL_HALF_DAYS)


class SchoolHours(models.Model):
    """The hours of a school: which half-days of the week, from when until when. Without a row: the usual ones."""

    data_of = DataOf.NOBODY
    # Part of the calendar, as days off are: a tablet reads it at the door, before anybody is signed in.
    wall = Tier.OPEN
    writes = Writes(
        why="part of the calendar, read at the door",
        insert=DIRECTED,
        update=DIRECTED,
        columns={_OF_A_WEEK: ""},
    )
    school = models.OneToOneField(School, models.CASCADE, primary_key=True, related_name="hours")
    # Two for each day of the week, from Monday morning (0) to Saturday afternoon (11).
    half_days = ArrayField(models.PositiveSmallIntegerField(), default=_usual)
    morning_from = models.TimeField(default=time(8, 30))
    morning_until = models.TimeField(default=time(12))
    afternoon_from = models.TimeField(default=time(13, 30))
    afternoon_until = models.TimeField(default=time(16, 30))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(morning_from__lt=F("morning_until"))
                & Q(morning_until__lte=F("afternoon_from"))
                & Q(afternoon_from__lt=F("afternoon_until")),
                name="school_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"hours of {self.school_id}"


class RollCall(models.Model):
    """The roll of a class was called, for one half-day. Several calls of one half-day are one, child by child."""

    writes = Writes(
        read=f"{_AT_WORK} OR {joined('by_id')}",
        insert=_AT_WORK,
        update=f"{_AT_WORK} OR {joined('by_id')}",
        columns={"taken_at touched_at key expected absent by_id": ""},
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("rollcall")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half.choices)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    # When the first call arrived here, and when it was made, by the clock of the device that made it.
    taken_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    # Of the last call: the same one sent twice is one.
    key = models.UUIDField(null=True)
    # How many children were expected, and how many of them were not there.
    expected = models.PositiveSmallIntegerField(default=0)
    absent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            SameSchool("class_group", name="rollcall_class_same_school"),
            models.UniqueConstraint(
                "school_year", "school", "class_group", "day", "half", name="rollcall_once"
            ),
            models.CheckConstraint(condition=Q(half__in=sorted(Half.values)), name="rollcall_half"),
        ]
        indexes = [models.Index("school", "day", name="rollcall_of_day")]

    def __str__(self) -> str:
        return f"call of {self.class_group_id} on {self.day} {self.half}"


class Absence(models.Model):
    """A child is not there, from one half-day to another, or comes late or leaves early. Without a reason it waits for
    one: the school asked, and nobody answered yet."""

    # A family tells it of its own child and answers what the school asked; the school does so for who calls or writes.
    writes = Writes(
        read=f"{_AT_WORK} OR {_OF_CHILD} OR {_OF_THEM}",
        insert=f"{_HERE} AND ({_AT_WORK} OR {_OF_CHILD} AND said_by_id = {_ME})",
        update=f"{_HERE} AND ({_AT_WORK} OR {_OF_CHILD} AND ({_MINE} OR reason = '') OR {_OF_THEM})",
        delete=f"{_HERE} AND ({_AT_WORK} OR {_OF_CHILD} AND {_MINE} OR {_OF_THEM})",
        columns={
            "reason words said_by_id said_at means recorded_by_id": f"{_SCHOOL_SAYS_OR_JOINS}"
            " OR OLD.reason IN ('', 'later') OR OLD.said_by_id = wall.me()",
            "last last_half": "",
            "asked_at judged judged_by_id": _SCHOOL_SAYS_OR_JOINS,
            **moves("child_id"),
        },
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("absence")
    public_id = models.UUIDField(default=uuid7, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    # The class of the child when it was told.
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", null=True)
    sort = models.CharField(max_length=5, choices=Sort.choices, default=Sort.WHOLE)
    first = models.DateField()
    first_half = models.CharField(max_length=2, choices=Half.choices)
    last = models.DateField()
    last_half = models.CharField(max_length=2, choices=Half.choices)
    # Of who comes late or leaves early: the hour that the family told.
    hour = models.TimeField(null=True)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    words = models.CharField(max_length=MAX_WORDS, blank=True)
    # Who gave the reason, how and when; and who wrote it down at school for that person.
    said_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    said_at = models.DateTimeField(null=True)
    means = models.CharField(max_length=5, choices=Means.choices, blank=True)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    # When the school asked the family.
    asked_at = models.DateTimeField(null=True)
    judged = models.CharField(max_length=3, choices=Judged.choices, blank=True)
    judged_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    made_at = models.DateTimeField(default=clock.now)
    # Of the form it was told in: the same form sent twice is one absence.
    key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            SameSchool("class_group", name="absence_class_same_school"),
            models.UniqueConstraint("school_year", "public_id", name="absence_public_id"),
            # Keys of three columns lead here: a half-day and a call to a family are of its school.
            models.UniqueConstraint("school_year", "id", "school", name="absence_of_school"),
            models.UniqueConstraint("school_year", "child", "key", name="absence_once_a_form"),
            models.CheckConstraint(
                condition=Q(last__gt=F("first"))
                | Q(last=F("first"), first_half=Half.MORNING)
                | Q(last=F("first"), last_half=Half.AFTERNOON),
                name="absence_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(sort=Sort.WHOLE, hour=None) | Q(sort__in=[Sort.LATE, Sort.EARLY], hour__isnull=False),
                name="absence_hour_of_late_or_early",
            ),
            models.CheckConstraint(condition=Q(reason="") | Q(said_at__isnull=False), name="absence_reason_said"),
        ]  # fmt: skip
        indexes = [
            models.Index("child", "first", name="absence_of_child"),
            models.Index("school", "asked_at", name="absence_waiting", condition=Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"absence {self.id}"

    @property
    def is_explained(self) -> bool:
        return bool(self.reason)

    @property
    def is_legitimate(self) -> bool | None:
        """The direction holds it for legitimate, else the law's list does; None: to be looked at."""
        if self.judged:
            return self.judged == Judged.LEGITIMATE
        return True if self.reason in LEGITIMATE else None


# On Absence, the same: what the direction holds for legitimate, or the law's list without its word.
HELD_LEGITIMATE = Q(judged=Judged.LEGITIMATE) | Q(judged="", reason__in=sorted(LEGITIMATE))


class HalfDay(models.Model):
    """A child on one half-day: what the last call or correction said, or what was told beforehand."""

    # The school says what a child was; a family says beforehand that it will not be there, and takes that back.
    writes = Writes(
        read=f"{_AT_WORK} OR {_OF_CHILD} OR {joined('child_id', 'by_id')}",
        insert=f"{_HERE} AND ({_AT_WORK} OR {_OF_CHILD} AND source = 'family')",
        update=f"{_HERE} AND ({_AT_WORK} OR {_OF_CHILD} OR {joined('child_id', 'by_id')})",
        delete=f"{_HERE} AND ({_AT_WORK} OR {_OF_CHILD} AND source = 'family' OR {joined('child_id')})",
        columns={
            "class_group_id state arrived_at left_at left_with said_at source by_id": _SCHOOL_SAYS_OR_JOINS,
            "absence_id": "",
            **moves("child_id"),
        },
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("halfday")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half.choices)
    state = models.CharField(max_length=9, choices=State.choices)
    # By the clock on the wall of the school.
    arrived_at = models.TimeField(null=True)
    left_at = models.TimeField(null=True)
    left_with = models.CharField(max_length=80, blank=True)
    # A key of three columns leads from it, with the year and the school (in the migration).
    absence_id = models.BigIntegerField(null=True)
    # When it was said, by the clock of the device that said it: of two, the later one holds.
    said_at = models.DateTimeField()
    source = models.CharField(max_length=6, choices=Source.choices)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = [
            SameSchool("class_group", name="halfday_class_same_school"),
            models.UniqueConstraint("school_year", "school", "child", "day", "half", name="halfday_once"),
            models.CheckConstraint(condition=Q(half__in=sorted(Half.values)), name="halfday_half"),
            models.CheckConstraint(condition=Q(state__in=sorted(State.values)), name="halfday_state"),
        ]
        indexes = [
            models.Index("class_group", "day", name="halfday_of_class"),
            models.Index("school", "day", name="halfday_not_there", condition=~Q(state=State.PRESENT)),
            models.Index("absence_id", name="halfday_of_absence", condition=Q(absence_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} on {self.day} {self.half}: {self.state}"


class Hosting(models.Model):
    """A child of a class that is spread, since its teacher is missing, is with another class for one half-day. It
    stays in the register of its own class."""

    # Who directs places children; whoever works in the school reads where they are.
    writes = Writes(
        read=f"{_AT_WORK} OR {joined('child_id', 'by_id')}",
        insert=f"{DIRECTED} AND by_id = {_ME}",
        update=f"{DIRECTED} OR {joined('child_id', 'by_id')}",
        delete=f"{DIRECTED} OR {joined('child_id')}",
        columns={
            "class_group_id host_id made_at by_id": _DIRECTED_OR_JOINS,
            **moves("child_id"),
        },
    )  # fmt: skip
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("hosting")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # Its own class, and the one that it is with.
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", db_index=False)
    host = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half.choices)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            SameSchool("class_group", name="hosting_class_same_school"),
            SameSchool("host", name="hosting_host_same_school"),
            models.UniqueConstraint("school_year", "school", "child", "day", "half", name="hosting_once"),
            models.CheckConstraint(condition=Q(half__in=sorted(Half.values)), name="hosting_half"),
            models.CheckConstraint(condition=~Q(host=F("class_group")), name="hosting_elsewhere"),
        ]
        indexes = [
            models.Index("host", "day", name="hosting_of_host"),
            models.Index("class_group", "day", name="hosting_of_class"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} with {self.host_id} on {self.day} {self.half}"


class CallAttempt(models.Model):
    """Somebody of the school telephoned to an adult of the family about an absence that was not explained."""

    writes = Writes(
        read=f"{_AT_WORK} OR {joined('adult_id', 'by_id')}", insert=f"{_AT_WORK} AND by_id = {_ME}",
        update=joined("adult_id", "by_id"), columns=moves("adult_id", "by_id"),
    )  # fmt: skip
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("callattempt")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    # A key of three columns leads from it, with the year and the school (in the migration).
    absence_id = models.BigIntegerField()
    adult = models.ForeignKey(Person, models.CASCADE, related_name="+")
    result = models.CharField(max_length=9, choices=Result.choices)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index("absence_id", "at", name="callattempt_of_absence")]

    def __str__(self) -> str:
        return f"call to {self.adult_id}: {self.result}"


class Correction(models.Model):
    """A past half-day was said otherwise since, by somebody and for a reason: both stand in the register."""

    writes = Writes(
        read=f"{_AT_WORK} OR {joined('child_id', 'by_id')}", insert=f"{_AT_WORK} AND by_id = {_ME}",
        update=joined("child_id", "by_id"), columns=moves("child_id", "by_id"),
    )  # fmt: skip
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("correction")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half.choices)
    before = models.CharField(max_length=9, choices=State.choices, blank=True)
    after = models.CharField(max_length=9, choices=State.choices)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [SameSchool("class_group", name="correction_class_same_school")]
        indexes = [models.Index("class_group", "day", name="correction_of_class")]

    def __str__(self) -> str:
        return f"{self.child_id} on {self.day} {self.half}: {self.before} to {self.after}"


class Register(models.Model):
    """The register of a class for a month, as who directs the school signed it: a PDF and its hash. What is corrected
    afterwards is signed as another version, which takes the place of none."""

    writes = Writes(
        read=f"{DIRECTED} OR {joined('signed_by_id')}",
        insert=f"{DIRECTED} AND signed_by_id = {_ME}",
        update=joined("signed_by_id"),
        columns=moves("signed_by_id"),
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", db_index=False)
    # Its first day.
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    pdf = models.BinaryField()
    # SHA-256 of the PDF, as the trail keeps it too.
    hash = models.CharField(max_length=64)
    # SHA-256 of what it says, whatever the paper around it: tells whether something is said otherwise since.
    content_hash = models.CharField(max_length=64, blank=True, db_default="")
    # Of all its half-days together, half-days of absence among those that were expected.
    expected = models.PositiveIntegerField()
    absent = models.PositiveIntegerField()
    signed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            SameSchool("class_group", name="register_class_same_school"),
            models.UniqueConstraint("class_group", "month", "version", name="register_version_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="register_of_a_month"),
        ]
        indexes = [models.Index("school", "month", name="register_of_school")]

    def __str__(self) -> str:
        return f"register of {self.class_group_id}, {self.month:%Y-%m}, version {self.version}"
