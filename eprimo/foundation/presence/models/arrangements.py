"""Half-days of the youngest that are not counted: arranged afternoons, and pupils below the age of instruction."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DIRECTED, Writes, joined, moves
from eprimo.foundation.presence.models.days import _number

_AT_WORK = "school_id = ANY ((SELECT wall.staff())::bigint[])"
_ME = "(SELECT wall.me())"
_DIRECTED_OR_JOINS = "OLD.school_id = ANY (wall.directed()) OR wall.joined() IS NOT NULL"


class Arrangement(models.Model):
    """Afternoons of the first year of nursery school on which a child does not come: its guardians asked for them and
    the inspector decided (code de l'éducation, R131-1-1). They are neither counted nor asked about."""

    writes = Writes(
        read=f"{_AT_WORK} OR {joined('child_id', 'by_id')}",
        insert=f"{DIRECTED} AND by_id = {_ME}",
        update=f"{DIRECTED} OR {joined('child_id', 'by_id')}",
        delete=f"{DIRECTED} OR {joined('child_id')}",
        columns={"last": _DIRECTED_OR_JOINS, **moves("child_id", "by_id")},
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("arrangement")
    public_id = models.UUIDField(default=uuid7, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    first = models.DateField()
    last = models.DateField()
    # 0: Monday. Their afternoons.
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    # The day of the inspector's decision.
    decided_on = models.DateField()
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("school_year", "public_id", name="arrangement_public_id"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="arrangement_ends_after_start"),
            models.CheckConstraint(condition=~Q(weekdays=[]), name="arrangement_has_weekdays"),
        ]
        indexes = [models.Index("school", "last", name="arrangement_of_school")]

    def __str__(self) -> str:
        return f"afternoons of {self.child_id} from {self.first} to {self.last}"


class LittleOne(models.Model):
    """A pupil of a class of several levels who is in « toute petite section »: below the age of instruction, and in no
    register. Of a class of this one level everybody is, without a row."""

    writes = Writes(
        read=f"{_AT_WORK} OR {joined('child_id', 'by_id')}",
        insert=f"{DIRECTED} AND by_id = {_ME}",
        update=joined("child_id", "by_id"),
        delete=f"{DIRECTED} OR {joined('child_id')}",
        columns=moves("child_id", "by_id"),
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("littleone")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True, db_index=False)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            SameSchool("class_group", name="littleone_class_same_school"),
            models.UniqueConstraint("school_year", "class_group", "child", name="littleone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} is in TPS in {self.class_group_id}"
