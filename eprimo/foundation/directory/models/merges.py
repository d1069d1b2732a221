"""Two rows that are one human being: made one, and parted again. Both histories are kept."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models.people import Person
from eprimo.foundation.directory.models.territory import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Tier, joined, kept_where


class PersonMerge(models.Model):
    """`absorbed` keeps its row and its names, without a link: everything that named it names `kept`, until the merge
    is taken back. `journal`: what moved, was joined or was taken away (`kernel/merging.py`)."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Of who reaches one of the two. Its journal holds what the two rows said.
    wall = Tier.NAMED
    reached = (
        f"{joined('kept_id', 'absorbed_id', 'merged_by_id', 'undone_by_id')} OR EXISTS ("
        "SELECT FROM public.directory_person p WHERE p.id IN (kept_id, absorbed_id))"
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Person, models.CASCADE, related_name="absorbed_by")
    # Where it was done; none: by an academy.
    school = models.ForeignKey(School, models.SET_NULL, related_name="+", null=True)
    merged_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    merged_at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)
    journal = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="person_merge_two_people"),
            models.UniqueConstraint(
                "absorbed", condition=Q(undone_at=None), name="person_merge_absorbed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"


class NotTheSame(models.Model):
    """Two people, the lesser id first, who are not proposed again: « Ce ne sont pas les mêmes »."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(
        f"(SELECT wall.directed()) <> '{{}}' OR {joined('first_id', 'second_id', 'said_by_id')}",
        read="true", why="that two people are two: hidden, it would let them be made one",
    )  # fmt: skip
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    said_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_the_same_in_order"),
            models.UniqueConstraint("first", "second", name="not_the_same_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
