"""A child touched the own animal on a device of the class."""

from django.db import models

from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.table_rules import Writes, joined, moves
from eprimo.foundation.presence.enums import Half

_AT_WORK = "school_id = ANY ((SELECT wall.staff())::bigint[])"


class HereTouch(models.Model):
    """A touch of the animal of a child on a device of the class: « JE SUIS LÀ ». It proposes that the child is there;
    who calls the roll says so. Gone after a day."""

    # Written at the door, where nobody is signed in; read by who works in the school.
    writes = Writes(
        read=f"{_AT_WORK} OR {joined('child_id')}",
        door=True,
        update=joined("child_id"),
        delete=joined("child_id"),
        columns=moves("child_id"),
    )
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    # The class of the device.
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half.choices)
    here = models.BooleanField(default=True)
    # By the clock of the server: the touch that is held, which is not the last one that was seen.
    touched_at = models.DateTimeField(db_index=True)
    # It was taken back once: the next touch stands.
    taken_back = models.BooleanField(default=False)

    class Meta:
        constraints = [
            SameSchool("class_group", name="heretouch_class_same_school"),
            models.UniqueConstraint("school", "child", "day", "half", name="heretouch_once"),
            models.CheckConstraint(condition=models.Q(half__in=sorted(Half.values)), name="heretouch_half"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} touched on {self.day} {self.half}"
