"""Lists of notes of a family and of a pupil, newest first, thirty at a time; and the newest ones for a pupil's home."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BigIntegerField

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.policies import reaching_families
from eprimo.foundation.content.reach import reach_sql, read_reach
from eprimo.foundation.directory.models import CommuneService, Person, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.pagination import PAGE_SIZE, Page, page_of, paginate, read_mark
from eprimo.foundation.kernel.prepared_queries import Condition, values_of
from eprimo.foundation.kernel.statements import Columns, Piece, Statement, joined, split, sql_beside
from eprimo.foundation.kernel.text import like_part
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import visibility
from eprimo.services.liaison.queries import walks
from eprimo.services.liaison.queries.families import NoteForChild, notes_for_children
from eprimo.services.liaison.queries.note import read_body, with_body
from eprimo.services.liaison.queries.team import HOLDS_WORDS
from eprimo.services.liaison.state import GOES_ON

_NOTE = Columns(Note, "n")
_RESOURCE = Columns(
    Resource, "r", "id", "public_id", "title", "version", "owner", "state", "updated_at", "visible_from",
    "withdrawn_at", "published_at",
)  # fmt: skip
_OWNER = Columns(
    Person, "p", "id", "public_id", "civility", "first_name", "last_name", "usual_name", "erased_at"
)
_SCHOOL = Columns(School, "s", "id", "name", "time_zone")
_SERVICE = Columns(CommuneService, "v", "id", "name")
# Of what is known by its picture, no more than this on a screen.
MOST_TILES = 6
_AS_REACHED = ("-resource__visible_from", "-pk")
# What a guardian looks for: what is still to be done, what was signed or answered, everything.
TO_DO, SIGNED, ALL = "a-faire", "signes", "tous"
_ACTED = "(o.signed_at IS NOT NULL OR o.answered_at IS NOT NULL OR o.refused_at IS NOT NULL)"
_LEFT_TO_DO = " AND ".join((
    sql_beside(__file__, "own_row", act="o.may_sign AND o.state = 'expected'"), "n.archived_at IS NULL",
    sql_beside(__file__, "day_ahead"), GOES_ON,
))  # fmt: skip
_KEPT = {TO_DO: _LEFT_TO_DO, SIGNED: sql_beside(__file__, "own_row", act=_ACTED), ALL: "TRUE"}
_SEEN = Condition(
    lambda actor: Note.objects.filter(visibility.family_notes(actor, each=True)), {Note: "n", Resource: "r"}
)
MOST_NEW = 5
_NEW_NOTE = Columns(Note, "n")
_NEW_RESOURCE = Columns(Resource, "r", "id", "public_id", "title", "owner", "visible_from")
_NEW_OWNER = Columns(Person, "p", "id", "civility", "first_name", "last_name", "usual_name", "erased_at")


def _reached(resource: str) -> str:
    """Return when the note of this column reached own children."""
    return sql_beside(__file__, "reached_at", resource=resource)


# Of what an audience was given, that which reached them by no other one since: a note stands once.
# Not « equal », of which the planner expects few: it would sort them all.
_LAST = f"h.visible_from <= %(now)s AND h.visible_from >= {_reached('h.resource_id')}"


@cache
def _family(way: str, what: str, said: str, seen: str) -> Statement:
    where = f"n.school_id = ANY(%(schools)s::bigint[]) AND {_KEPT[what]} AND {said} AND {seen}"
    if what == TO_DO:
        beyond = walks.beyond(way, "reached.at")
        walk = sql_beside(
            __file__, "left_to_do", reached=_reached("n.resource_id"), beyond=beyond, where=where
        )
    else:
        walk = walks.shared(walks.REACHED, f"{_LAST} AND {where}", PAGE_SIZE + 1, way, walks.FAMILY)
    return Statement.beside(
        __file__, "family_list", walk=walk, order=walks.ordered(way, "reached.at", "walked.id"),
        reached=_reached("walked.id"), most=PAGE_SIZE + 1, note=_NOTE, resource=_RESOURCE, owner=_OWNER,
        school=_SCHOOL, service=_SERVICE, reach=reach_sql("page.id"),
    )  # fmt: skip


def family_list(
    actor: Actor,
    *,
    child: int | None = None,
    what: str = ALL,
    words: str = "",
    after: str = "",
    before: str = "",
) -> tuple[list[NoteForChild], Page[Note]]:
    """Return the notes of the guardian's children (of one of them), as they reached them, newest first, one line for
    each child (two statements).

    `what`: all, those still to be done, those signed or answered by this guardian. `words`: parts of the title or of
    the first words of the text, accents and capitals left out.
    """
    mark, what = read_mark(after, before, 2), what if what in _KEPT else ALL
    values: dict[str, Any] = {"now": actor.now}
    if mark.way:
        values |= {"at": datetime.fromisoformat(mark.values[0]), "mark": mark.values[1]}
    chosen = [one for one in actor.children if child is None or one.person_id == child]
    if what != ALL:
        values |= {"me": actor.person_id, "mine": [one.person_id for one in chosen]}
    if words:
        values["words"] = like_part(words)
    values["family_audience_ids"] = sorted(reaching_families(actor, child))
    values["schools"] = sorted({school for one in chosen for school in one.school_ids})
    rows = _family(mark.way, what, HOLDS_WORDS if words else "TRUE", _SEEN.sql(actor)).rows(**values)
    page = page_of([_note(row) for row in rows], mark, _key)
    lines = notes_for_children(actor, page.items)
    return [one for one in lines if child in {None, one.child_id} and _is_kept(one, what)], page


def _is_kept(line: NoteForChild, what: str) -> bool:
    if what == TO_DO:
        return line.to_do
    return what == ALL or line.has_signed or line.has_answered or line.has_refused


def reached_at(note: Note) -> datetime:
    """Return when a note of a family's list reached its children: the last of them, where one was added later."""
    return note.reached_at  # type: ignore[attr-defined,no-any-return]  # read beside it


def _key(note: Note) -> list[Any]:
    return [reached_at(note).isoformat(), note.pk]


def _note(row: tuple[Any, ...]) -> Note:
    (note, resource, owner, school, service), (at, *rest) = split(
        row, _NOTE, _RESOURCE, _OWNER, _SCHOOL, _SERVICE
    )
    joined(note, resource=joined(resource, owner=owner), school=school, service=service)
    note.reached_at = at
    read_reach(note, rest)
    return note  # type: ignore[no-any-return]


def pupil_list(actor: Actor, *, after: str = "", before: str = "") -> Page[Note]:
    """Return the notes addressed to the pupils of the own class (one statement); for the little ones six tiles to a
    screen, with the texts that tell their pictures."""
    mark = read_mark(after, before, len(_AS_REACHED))
    values = values_of(actor) | {"now": actor.now}
    if mark.way:
        values |= {"at": datetime.fromisoformat(mark.values[0]), "mark": mark.values[1]}
    keys = Piece(walks.to_pupils(actor, PAGE_SIZE + 1, mark.way)).column(BigIntegerField(), **values)
    notes = Note.objects.filter(pk__in=keys).select_related("resource__owner")
    size = PAGE_SIZE
    if actor.skin == "petits":
        notes, size = with_body(notes), MOST_TILES
    return paginate(notes, _AS_REACHED, after=after, before=before, size=size)


def newest_for_pupil(actor: Actor) -> list[Note]:
    """Return the last notes to the pupils of own class (one statement)."""
    whole = actor.skin == "petits"
    rows = _newest(walks.to_pupils(actor, MOST_NEW), whole=whole).rows(**values_of(actor), now=actor.now)
    return [_new_note(row, whole=whole) for row in rows]


@cache
def _newest(walk: str, *, whole: bool) -> Statement:
    body = sql_beside(__file__, "body_in_force") if whole else "NULL"
    return Statement.beside(
        __file__, "newest_for_pupil", note=_NEW_NOTE, resource=_NEW_RESOURCE, owner=_NEW_OWNER, body=body,
        walk=walk, rows=walks.ROWS, most=MOST_NEW,
    )  # fmt: skip


def _new_note(row: tuple[Any, ...], *, whole: bool) -> Note:
    (note, resource, owner), rest = split(row, _NEW_NOTE, _NEW_RESOURCE, _NEW_OWNER)
    note.resource, resource.owner = resource, owner
    if whole:
        note.body = read_body(rest[0])
    return note  # type: ignore[no-any-return]
