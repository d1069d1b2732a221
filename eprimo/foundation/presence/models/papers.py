"""A paper that a family gives with what it told of an absence."""

from django.db import models

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.files.models import MAX_LABEL, Blob
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.data import Writes, joined, moves
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.presence.models.days import _number

_HERE = "school_id = ANY ((SELECT wall.schools())::bigint[])"
_AT_WORK = "school_id = ANY ((SELECT wall.staff())::bigint[])"
_ME = "(SELECT wall.me())"
_OF_CHILD = f"child_id = ANY ((SELECT wall.own())::bigint[]) AND child_id <> {_ME}"


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
