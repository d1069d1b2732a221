"""Whom a note is addressed to and shared with: read with the note in one statement, so that policies need no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.models import Share
from eprimo.foundation.content.policies import Reached
from eprimo.services.liaison.models import Note, NoteFollower, NoteTarget

_TARGETS = {"class_group_id": "reach_classes", "group_id": "reach_groups", "child_id": "reach_children"}
_SHARES = {"audience_id": "reach_audiences", "visible_from": "reach_instants"}
# What `with_reach` adds to a note, and what the columns of `reach_sql` are, in order.
_NAMES = (*_TARGETS.values(), "reach_followers", *_SHARES.values())
REACH_WIDTH = len(_NAMES)


@dataclass(frozen=True, slots=True)
class Reach:
    class_ids: frozenset[int]
    group_ids: frozenset[int]
    child_ids: frozenset[int]
    follower_ids: frozenset[int]
    shared: Reached


def with_reach(notes: QuerySet[Note]) -> QuerySet[Note]:
    """The notes, each with the ids it is addressed to, those of its named followers, and its shares."""
    for column, name in _TARGETS.items():
        targets = NoteTarget.objects.filter(note=OuterRef("pk"), **{f"{column}__isnull": False})
        notes = notes.annotate(**{name: ArraySubquery(targets.order_by(column).values(column))})
    followers = NoteFollower.objects.filter(note=OuterRef("pk")).order_by("person_id").values("person_id")
    notes = notes.annotate(reach_followers=ArraySubquery(followers))
    shares = Share.objects.filter(resource_id=OuterRef("pk")).order_by("audience_id")
    return notes.annotate(
        **{name: ArraySubquery(shares.values(column)) for column, name in _SHARES.items()}
    ).select_related("resource")


def reach_sql(note: str) -> str:
    """The same as columns of a statement, whose note has the id `note`; `read_reach` takes them."""
    targets = (
        f"ARRAY(SELECT t.{column} FROM liaison_notetarget t WHERE t.note_id = {note} AND t.{column} IS NOT NULL"  # noqa: S608 - names of ours
        f" ORDER BY t.{column})"
        for column in _TARGETS
    )
    followers = (
        f"ARRAY(SELECT f.person_id FROM liaison_notefollower f WHERE f.note_id = {note} ORDER BY f.person_id)"  # noqa: S608
    )
    shares = (
        f"ARRAY(SELECT h.{column} FROM content_share h WHERE h.resource_id = {note} ORDER BY h.audience_id)"  # noqa: S608
        for column in _SHARES
    )
    return ", ".join((*targets, followers, *shares))


def read_reach(note: Note, values: Sequence[Any]) -> None:
    """Put what `reach_sql` gave on the note."""
    for name, ids in zip(_NAMES, values, strict=True):
        setattr(note, name, ids)


def reach_of(note: Note) -> Reach:
    """The reach of a note that was read with it, else by three statements."""
    if not hasattr(note, "reach_classes"):
        return _made(note, _read(note))
    # A policy asks for each child of a follow-up: made once of what was read.
    if not hasattr(note, "reach_read"):
        note.reach_read = _made(note, [getattr(note, name) for name in _NAMES])  # type: ignore[attr-defined]
    return note.reach_read  # type: ignore[attr-defined,no-any-return]


def _made(note: Note, values: Sequence[Any]) -> Reach:
    classes, groups, children, followers, audiences, instants = values
    shares = tuple(zip(audiences, instants, strict=True))
    return Reach(
        frozenset(classes),
        frozenset(groups),
        frozenset(children),
        frozenset(followers),
        Reached(ResourceState(note.resource.state), shares),
    )


def _read(note: Note) -> list[Any]:
    targets = list(note.targets.order_by("pk"))
    shares = list(note.resource.shares.order_by("audience_id"))
    return [
        *([value for one in targets if (value := getattr(one, column))] for column in _TARGETS),
        list(note.followers.order_by("pk").values_list("person_id", flat=True)),
        *([getattr(share, column) for share in shares] for column in _SHARES),
    ]
