"""Notes of the school's side, each with whom it is for and its figures: fixed statements, one a page."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.addressing import classes_of
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import ClassGroup, CommuneService, Person
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.pagination import PAGE_SIZE, Page, page_of, read_mark
from eprimo.foundation.kernel.prepared_queries import Composed, Condition, values_of
from eprimo.foundation.kernel.statements import Columns, Statement, joined, sql_beside
from eprimo.foundation.kernel.text import like_part
from eprimo.services.liaison.kind import TEAM
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.acts import may_write, settings_of
from eprimo.services.liaison.policies.visibility import own_notes, team_notes
from eprimo.services.liaison.queries import walks
from eprimo.services.liaison.recipients import page_recipients_sql
from eprimo.services.liaison.state import GOES_ON, is_closed

# Roles that write whatever the school allows.
ALWAYS_WRITE = HEADS | {Role.TEACHER}
_NAMES_SHOWN = 3
DRAFTS, CURRENT, ARCHIVED = "brouillons", "en-cours", "ranges"

_NOTE = Columns(
    Note, "n", "resource", "school", "kind", "answer_by", "service", "school_year", "delivered_at",
    "archived_at", "reminded_at", "event_on", "event_until_on",
)  # fmt: skip
_RESOURCE = Columns(
    Resource, "r", "id", "public_id", "title", "updated_at", "owner", "published_at", "visible_from", "withdrawn_at",
)  # fmt: skip
_OWNER = Columns(Person, "p", "id", "public_id", "civility", "first_name", "last_name", "usual_name")
_SERVICE = Columns(CommuneService, "s", "id", "name")

_ROWS: dict[type[Model], str] = {Note: "n", Resource: "r"}
SEEN_NOTES = Condition(lambda actor: Note.objects.filter(team_notes(actor, each=True)), _ROWS)
OWN_NOTES = Condition(lambda actor: Note.objects.filter(own_notes(actor)), _ROWS)
_OWN_OF_PAGE = Condition(
    lambda actor: Note.objects.filter(own_notes(actor)), dict.fromkeys((Note, Resource), "page")
)
IS_SENT = "r.published_at IS NOT NULL"
# On a recipient `c`: came by an own class or group.
OWN_FAMILIES = "(c.class_group_id = ANY(%(classes)s::bigint[]) OR c.group_id = ANY(%(groups)s::bigint[]))"
# Which children a figure counts (`follow_up._reads`): of somebody else's note, a teacher reads own classes and
# groups, staff the delegated ones.
_COUNTED = {Role.TEACHER: "({own} OR here.own)", Role.STAFF: "here.own"}
_OVER = sql_beside(__file__, "closed_classes", goes_on=GOES_ON)
_STATES = {
    DRAFTS: "r.published_at IS NULL",
    # Notes of closed classes are put away with those that their author put away.
    ARCHIVED: f"(n.archived_at IS NOT NULL OR r.withdrawn_at IS NOT NULL OR NOT {GOES_ON})",
    CURRENT: f"{IS_SENT} AND n.archived_at IS NULL AND r.withdrawn_at IS NULL AND {GOES_ON}",
}
_IN_CLASS = sql_beside(__file__, "in_class")
HOLDS_WORDS = sql_beside(__file__, "holds_words")
# Pieces of the statement of a page, which are the same for everybody.
_LINES: dict[str, Columns[Any] | str | int] = {
    "note": _NOTE, "resource": _RESOURCE, "rows": walks.ROWS, "here": page_recipients_sql("page"), "owner": _OWNER,
    "service": _SERVICE,
}  # fmt: skip
# Columns of the page itself stand in its first row alone.
_FIRST = "CASE WHEN COALESCE(page.line_number, 1) = 1 THEN {0} END"
_TARGETS = Statement.beside(__file__, "targets")
_CLASS = Columns(ClassGroup, "c")
_CLASSES = Composed(lambda actor: classes_of(actor).values_list(*_CLASS.names()))


@cache
def _statement(sql: str) -> Statement:
    return Statement(sql)


def team_statement(
    actor: Actor, found: Iterable[str], order: str, most: int, *, also: Sequence[str] = ()
) -> Statement:
    """Return the statement of the first `most` notes of those whose keys these walks find, all seen by the role in
    use, with what their lines show and the figures that the role reads. `also`: columns of the page itself, which
    has a row then even without a note, and tells of changed answers."""
    pieces: dict[str, Columns[Any] | str | int] = {
        "walks": " UNION ".join(found),
        "order": order,
        "most": most,
        "counted": _COUNTED.get(actor.role, "TRUE").format(own=_OWN_OF_PAGE.sql(actor)),
        "over": _OVER,
        "also": "".join(f"{_FIRST.format(column)}, " for column in also),
        "start": "(SELECT 1) one LEFT JOIN " if also else "",
        "joined": " ON true" if also else "",
        # Answers alone are changed, and a list does not tell it.
        "changed": "page.kind = 'answer'" if also else "FALSE",
    }
    return _statement(sql_beside(__file__, "team_lines", **_LINES, **pieces))


def team_list(
    actor: Actor,
    *,
    state: str = CURRENT,
    in_class: UUID | None = None,
    words: str = "",
    after: str = "",
    before: str = "",
) -> Page[Note]:
    """Return the notes of the school's side, newest first, thirty at a time, each with its figures (one statement).

    `words`: parts of the title or of the first words of the text, whatever the state of the note.
    """
    if not has_team_notes(actor):
        return Page([], "", "")
    mark = read_mark(after, before, 2)
    values = role_values(actor)
    if words:
        values["words"] = like_part(words)
    if in_class is not None:
        values["in_class"] = in_class
    if mark.way:
        values |= {"at": datetime.fromisoformat(mark.values[0]), "mark": mark.values[1]}
    walked = _walks(actor, "" if words else state, mark.way, in_class=in_class is not None)
    order = walks.ordered(mark.way, "r.updated_at")
    rows = team_statement(actor, walked, order, PAGE_SIZE + 1).rows(**values)
    found = [team_note(row) for row in rows]
    today = actor.now.astimezone(ZoneInfo(actor.time_zone)).date()
    for note in found:
        note.past = is_closed(note, today)  # type: ignore[attr-defined]
    return page_of(found, mark, lambda note: [note.resource.updated_at.isoformat(), note.pk])


def _walks(actor: Actor, state: str, way: str, *, in_class: bool) -> list[str]:
    """Return where a page of this state begins; without a state, that of notes that say the words."""
    conditions = [f"n.school_id = %(school)s AND {SEEN_NOTES.sql(actor)}"]
    conditions.append(_STATES.get(state, _STATES[CURRENT]) if state else HOLDS_WORDS)
    if in_class:
        conditions.append(_IN_CLASS)
    where = " AND ".join(conditions)
    away = state == ARCHIVED
    own = walks.own(walks.CHANGED, f"r.put_away AND {where}" if away else where, PAGE_SIZE + 1, way)
    if state == DRAFTS:
        # Shared with nobody.
        return [own]
    audiences = walks.OF_CLASS if in_class else walks.AT_WORK
    given = f"h.put_away AND {where}" if away else where
    return [own, walks.shared(walks.CHANGED, given, PAGE_SIZE + 1, way, audiences)]


def has_team_notes(actor: Actor) -> bool:
    """Return whether the role in use has anything to do with notes of the school's side."""
    return not actor.closed and actor.role in TEAM


def role_values(actor: Actor) -> dict[str, Any]:
    """Return every parameter that a role may need; a statement takes those it names."""
    teaches = actor.role == Role.TEACHER
    return values_of(actor) | {
        "me": actor.person_id,
        "now": actor.now,
        "school": actor.school_id,
        "classes": sorted(actor.class_ids if teaches else actor.delegated_class_ids),
        "groups": sorted(actor.group_ids if teaches else ()),
    }


def holds_note(row: tuple[Any, ...]) -> bool:
    """Return whether a row holds a note: the row of a page that has columns of its own is there without one, too."""
    return any(value is not None for value in row[: _NOTE.width])


def team_note(row: tuple[Any, ...]) -> Note:
    """Return the note of a row, with its labels and figures beside its columns, as annotations would be."""
    pieces, start = [], 0
    for columns, gap in ((_NOTE, 0), (_RESOURCE, 1), (_OWNER, 0), (_SERVICE, 0)):
        values = row[start : start + columns.width]
        pieces.append(columns.read(values) if any(value is not None for value in values) else None)
        start += columns.width + gap
    note, resource, owner, service = pieces
    assert isinstance(note, Note) and isinstance(resource, Resource)  # noqa: S101, PT018 - never NULL
    joined(note, resource=joined(resource, owner=owner), service=service)
    names = ("class_labels", "group_labels", "child_names", "reached", "settled", "changes")
    for name, value in zip(names, row[start:], strict=True):
        setattr(note, name, value)
    note.to_words = to_words(note)  # type: ignore[attr-defined]
    return note


def to_words(note: Any) -> str:
    """Return whom a note is for: classes, groups, the first children by name; or the service that wrote it."""
    return ", ".join(filter(None, [note.service.name if note.service else "", _targets(note)]))


def _targets(note: Any) -> str:
    children = told_apart([(first, last) for first, last in note.child_names])
    names = [*note.class_labels, *note.group_labels, *children[:_NAMES_SHOWN]]
    return ", ".join(names) + ("…" if len(note.child_names) > _NAMES_SHOWN else "")


def to_words_of(note: Note) -> str:
    """Return whom a note is for that came without its labels (one statement); of a service, the children it is for."""
    rows = _TARGETS.rows(note=note.pk)
    classes, groups = ([one[kind] for one in rows if one[kind]] for kind in range(2))
    children = [(first, last) for _, _, first, last in rows if first]
    note.class_labels, note.group_labels, note.child_names = classes, groups, children  # type: ignore[attr-defined]
    return _targets(note) if rows else "les enfants inscrits"


def writes_notes(actor: Actor) -> bool:
    """Return whether the actor writes to families at all. For most nothing is asked of the database."""
    if actor.role in ALWAYS_WRITE:
        return not actor.closed
    return may_write(actor, settings_of(actor))


def filter_classes(actor: Actor) -> list[ClassGroup]:
    """Return the classes that a list is narrowed to (one statement)."""
    return [_CLASS.read(row) for row in _CLASSES.rows(actor)]
