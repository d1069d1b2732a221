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
from eprimo.foundation.kernel.composed import Condition, values_of
from eprimo.foundation.kernel.pagination import PAGE_SIZE, Page, page_of, paginate, read_mark
from eprimo.foundation.kernel.statements import Columns, Piece, Statement, joined, split
from eprimo.foundation.kernel.text import like_part
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import visibility
from eprimo.services.liaison.queries import walks
from eprimo.services.liaison.queries.families import ForChild, for_children
from eprimo.services.liaison.queries.note import read_body, with_body
from eprimo.services.liaison.queries.team import SAID
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
_OWN_ROW = """EXISTS (SELECT FROM liaison_owed o WHERE o.school_year = n.school_year AND o.note_id = n.resource_id
  AND o.guardian_id = %(me)s AND o.child_id = ANY(%(mine)s::bigint[]) AND {0} OFFSET 0) AND r.withdrawn_at IS NULL"""
# `over.is_closed`, of notes that ask for an act: their day is not over in the zone of their school.
_AHEAD = """NOT EXISTS (SELECT FROM directory_school z WHERE z.id = n.school_id
  AND COALESCE(n.event_until_on, n.event_on) < (%(now)s::timestamptz AT TIME ZONE z.time_zone)::date)"""
_KEPT = {
    TO_DO: _OWN_ROW.format("o.may_sign AND o.state = 'expected'")
    + f" AND n.archived_at IS NULL AND {_AHEAD} AND {GOES_ON}",
    SIGNED: _OWN_ROW.format(
        "(o.signed_at IS NOT NULL OR o.answered_at IS NOT NULL OR o.refused_at IS NOT NULL)"
    ),
    ALL: "TRUE",
}
_SEEN = Condition(
    lambda actor: Note.objects.filter(visibility.family_notes(actor, each=True)), {Note: "n", Resource: "r"}
)
# When a note reached own children: what was given to one of them later stands at that day.
_REACHED = """(SELECT max(f.visible_from) FROM content_share f WHERE f.resource_id = {0}
  AND f.audience_id = ANY(%(family_audience_ids)s::bigint[]) AND f.visible_from <= %(now)s)"""
# Of what an audience was given, that which reached them by no other one since: a note stands once.
# Not « equal », of which the planner expects few: it would sort them all.
_LAST = f"h.visible_from <= %(now)s AND h.visible_from >= {_REACHED.format('h.resource_id')}"
# Of what is to be done there is little, however much was signed.
_LEFT = f"""(SELECT n.resource_id AS id FROM (SELECT DISTINCT o.note_id FROM liaison_owed o
    WHERE o.guardian_id = %(me)s AND o.state = 'expected' AND o.may_sign) own
  CROSS JOIN LATERAL (SELECT * FROM liaison_note x WHERE x.resource_id = own.note_id OFFSET 0) n
  CROSS JOIN LATERAL (SELECT * FROM content_resource x WHERE x.id = own.note_id OFFSET 0) r
  CROSS JOIN LATERAL (SELECT {_REACHED.format("n.resource_id")} AS at OFFSET 0) reached
  WHERE {{beyond}} AND {{where}})"""  # noqa: S608 - pieces of ours; values go as parameters
_FAMILY = f"""
WITH page AS MATERIALIZED (
  SELECT walked.id, reached.at, row_number() OVER (ORDER BY {{order}}) AS place
  FROM ({{walk}}) walked CROSS JOIN LATERAL (SELECT {_REACHED.format("walked.id")} AS at OFFSET 0) reached
  GROUP BY walked.id, reached.at ORDER BY {{order}} LIMIT {PAGE_SIZE + 1}
)
SELECT {_NOTE.sql}, {_RESOURCE.sql}, {_OWNER.sql}, {_SCHOOL.sql}, {_SERVICE.sql},
  page.at, {reach_sql("page.id")}
FROM page JOIN liaison_note n ON n.resource_id = page.id
JOIN content_resource r ON r.id = page.id
JOIN directory_school s ON s.id = n.school_id
LEFT JOIN directory_person p ON p.id = r.owner_id
LEFT JOIN directory_communeservice v ON v.id = n.service_id
ORDER BY page.place
"""  # noqa: S608 - pieces of ours; values go as parameters
MOST_NEW = 5
_NEW_NOTE = Columns(Note, "n")
_NEW_RESOURCE = Columns(Resource, "r", "id", "public_id", "title", "owner", "visible_from")
_NEW_OWNER = Columns(Person, "p", "id", "civility", "first_name", "last_name", "usual_name", "erased_at")
_NEWEST_SQL = f"""
SELECT {_NEW_NOTE.sql}, {_NEW_RESOURCE.sql}, {_NEW_OWNER.sql}, {{body}}
FROM (SELECT DISTINCT id FROM {{walk}} given) walked {walks.ROWS} LEFT JOIN directory_person p ON p.id = r.owner_id
ORDER BY r.visible_from DESC, n.resource_id DESC LIMIT {MOST_NEW}
"""  # noqa: S608 - pieces of ours; values go as parameters
# With their texts, which tell the pictures of the little ones, and without.
_BODY = "(SELECT v.body FROM content_version v WHERE v.resource_id = r.id AND v.number = r.version)"


@cache
def _family(way: str, what: str, said: str, seen: str) -> Statement:
    where = f"n.school_id = ANY(%(schools)s::bigint[]) AND {_KEPT[what]} AND {said} AND {seen}"
    if what == TO_DO:
        walk = _LEFT.format(beyond=walks.beyond(way, "reached.at"), where=where)
    else:
        walk = walks.shared(walks.REACHED, f"{_LAST} AND {where}", PAGE_SIZE + 1, way, walks.FAMILY)
    return Statement(_FAMILY.format(walk=walk, order=walks.ordered(way, "reached.at", "walked.id")))


def family_list(
    actor: Actor,
    *,
    child: int | None = None,
    what: str = ALL,
    words: str = "",
    after: str = "",
    before: str = "",
) -> tuple[list[ForChild], Page[Note]]:
    """The notes of the guardian's children (of one of them), as they reached them, newest first, one line
    for each child (two statements).

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
    rows = _family(mark.way, what, SAID if words else "TRUE", _SEEN.sql(actor)).rows(**values)
    page = page_of([_note(row) for row in rows], mark, _key)
    lines = for_children(actor, page.items)
    return [one for one in lines if child in {None, one.child_id} and _is_kept(one, what)], page


def _is_kept(line: ForChild, what: str) -> bool:
    if what == TO_DO:
        return line.to_do
    return what == ALL or line.has_signed or line.has_answered or line.has_refused


def reached_at(note: Note) -> datetime:
    """When a note of a family's list reached its children: the last of them, where one was added later."""
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
    """Notes addressed to the pupils of own class (one statement); for the little ones six tiles to a screen, with the
    texts that tell their pictures."""
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
    """The last notes to the pupils of own class (one statement)."""
    whole = actor.skin == "petits"
    rows = _newest(walks.to_pupils(actor, MOST_NEW), whole=whole).rows(**values_of(actor), now=actor.now)
    return [_new_note(row, whole=whole) for row in rows]


@cache
def _newest(walk: str, *, whole: bool) -> Statement:
    return Statement(_NEWEST_SQL.format(walk=walk, body=_BODY if whole else "NULL"))


def _new_note(row: tuple[Any, ...], *, whole: bool) -> Note:
    (note, resource, owner), rest = split(row, _NEW_NOTE, _NEW_RESOURCE, _NEW_OWNER)
    note.resource, resource.owner = resource, owner
    if whole:
        note.body = read_body(rest[0])
    return note  # type: ignore[no-any-return]
