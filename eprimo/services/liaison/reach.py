"""Whom a note is addressed to, as ids: read with the note in one statement, so that policies need no other."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from eprimo.services.liaison.models import Note, NoteFollower, NoteTarget


@dataclass(frozen=True, slots=True)
class Reach:
    class_ids: frozenset[int]
    group_ids: frozenset[int]
    child_ids: frozenset[int]
    follower_ids: frozenset[int]


_COLUMNS = {"class_group_id": "reach_classes", "group_id": "reach_groups", "child_id": "reach_children"}


def with_reach(notes: QuerySet[Note]) -> QuerySet[Note]:
    """The notes, each with the ids it is addressed to and those of its named followers."""
    for column, name in _COLUMNS.items():
        targets = NoteTarget.objects.filter(note=OuterRef("pk"), **{f"{column}__isnull": False})
        notes = notes.annotate(**{name: ArraySubquery(targets.order_by(column).values(column))})
    followers = NoteFollower.objects.filter(note=OuterRef("pk")).order_by("person_id").values("person_id")
    return notes.annotate(reach_followers=ArraySubquery(followers))


def reach_of(note: Note) -> Reach:
    """The reach of a note: from `with_reach`, else by two statements."""
    if hasattr(note, "reach_classes"):
        # A policy asks for each child of a follow-up: made once of what was read.
        if not hasattr(note, "reach_read"):
            found = [getattr(note, name) for name in (*_COLUMNS.values(), "reach_followers")]
            note.reach_read = Reach(*(frozenset(ids) for ids in found))  # type: ignore[attr-defined]
        return note.reach_read  # type: ignore[attr-defined,no-any-return]
    targets = list(note.targets.order_by("pk"))
    return Reach(
        class_ids=frozenset(target.class_group_id for target in targets if target.class_group_id),
        group_ids=frozenset(target.group_id for target in targets if target.group_id),
        child_ids=frozenset(target.child_id for target in targets if target.child_id),
        follower_ids=frozenset(note.followers.order_by("pk").values_list("person_id", flat=True)),
    )
