"""Reading threads: one, with those who read it; and those where a family waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Guardianship, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.composed import Condition
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.statements import Statement
from eprimo.services.liaison.children import ChildNow, child_now, live_links
from eprimo.services.liaison.going_on import GOES_ON, goes_on, is_going_on
from eprimo.services.liaison.models import Note, Thread
from eprimo.services.liaison.policies import TEAM, reads_thread
from eprimo.services.liaison.policies.threads import school_threads, visible_to
from eprimo.services.liaison.queries import pages

PAGE = 30
_NAME = (
    "CASE WHEN {0}.civility <> '' THEN {0}.civility ELSE {0}.first_name END || ' ' "
    "|| COALESCE(NULLIF({0}.usual_name, ''), {0}.last_name)"
)
# One row: where the thread stands, its words (newest first), and the teachers of the child's classes today.
_THREAD = Statement(f"""
SELECT t.closed_at, t.family_at, t.school_at, t.seen_at,
  COALESCE((SELECT json_agg(said) FROM (
    SELECT r.id, r.body, r.from_school, r.author_id, r.written_at, r.visible_from, {_NAME.format("a")} AS name
    FROM liaison_reply r LEFT JOIN directory_person a ON a.id = r.author_id
    WHERE r.school_year = %(year)s AND r.note_id = %(note)s AND r.child_id = %(child)s AND r.guardian_id = %(guardian)s
      AND (%(team)s OR NOT r.from_school OR r.visible_from <= %(now)s)
    ORDER BY r.id DESC LIMIT %(most)s OFFSET %(skip)s) said), '[]'),
  ARRAY(SELECT DISTINCT {_NAME.format("p")}
    FROM directory_classmembership m
    JOIN directory_classgroup g ON g.id = m.class_group_id AND g.closed_at IS NULL
    JOIN directory_school s ON s.id = g.school_id AND s.running_year_id = g.year_id
    JOIN directory_attachment x ON x.class_group_id = g.id AND x.kind = 'teaches'
     AND x.starts <= %(now)s AND (x.ends IS NULL OR x.ends > %(now)s)
    JOIN directory_person p ON p.id = x.person_id AND p.id <> COALESCE(%(owner)s::bigint, 0)
    JOIN directory_affiliation f ON f.person_id = p.id AND f.school_id = g.school_id AND f.profile = 'teacher'
     AND f.starts <= %(now)s AND (f.ends IS NULL OR f.ends > %(now)s)
    WHERE m.person_id = %(child)s AND m.school_id = %(school)s AND m.starts <= %(now)s
      AND (m.ends IS NULL OR m.ends > %(now)s) AND NOT %(service)s
    ORDER BY 1)
FROM (SELECT 1) one
LEFT JOIN liaison_thread t ON t.school_year = %(year)s AND t.note_id = %(note)s AND t.child_id = %(child)s
 AND t.guardian_id = %(guardian)s
""")  # noqa: S608 - pieces of ours; values go as parameters
WAITING = Q(closed_at=None, family_at__isnull=False) & (Q(school_at=None) | Q(family_at__gt=F("school_at")))


@dataclass(frozen=True, slots=True)
class Said:
    """A few words of a thread. `leaves_at`: the school wrote it in quiet hours, and the family has it then."""

    body: str
    from_school: bool
    mine: bool
    name: str
    written_at: datetime
    leaves_at: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A thread as one side reads it, oldest words first. `readers`: who else reads what the family writes."""

    said: tuple[Said, ...]
    readers: tuple[str, ...]
    closed_at: datetime | None
    waits: bool
    # The school wrote something that the family did not say it read.
    unseen: bool
    # Number of the page of older words; 0 when there are none.
    older: int


def thread_of(actor: Actor, note: Note, child_id: int, guardian_id: int, *, number: int = 1) -> ThreadPage:
    """The thread of one guardian about one child (one statement); the right to read it was asked for before."""
    number = max(1, number)
    values: dict[str, Any] = {
        "year": note.partition, "note": note.pk, "child": child_id, "guardian": guardian_id, "now": clock.now(),
        "team": guardian_id != actor.person_id, "most": PAGE + 1, "skip": (number - 1) * PAGE,
        "school": note.school_id, "service": note.service_id is not None, "owner": note.resource.owner_id,
    }  # fmt: skip
    ((closed_at, family_at, school_at, seen_at, said, teachers),) = _THREAD.rows(**values)
    author = note.resource.owner
    first = [author.formal_name] if author is not None and note.service_id is None else []
    return ThreadPage(
        said=tuple(_said(actor, row, values["now"]) for row in reversed(said[:PAGE])),
        readers=(*first, *teachers),
        closed_at=closed_at,
        waits=family_at is not None and closed_at is None and (school_at is None or family_at > school_at),
        unseen=any(
            row["from_school"] and (seen_at is None or datetime.fromisoformat(row["visible_from"]) > seen_at)
            for row in said
        ),
        older=number + 1 if len(said) > PAGE else 0,
    )


def _said(actor: Actor, row: dict[str, Any], now: datetime) -> Said:
    visible_from = datetime.fromisoformat(row["visible_from"])
    return Said(
        body=row["body"],
        from_school=row["from_school"],
        mine=row["author_id"] == actor.person_id,
        name=row["name"] or "",
        written_at=datetime.fromisoformat(row["written_at"]),
        leaves_at=visible_from if row["from_school"] and visible_from > now else None,
    )


@dataclass(frozen=True, slots=True)
class TeamThread:
    """A thread and whom it is with, as somebody of the school opens it."""

    note: Note
    child: Person
    guardian: Person
    now: ChildNow
    # The guardian has rights over the child today, and reads the note: there is somebody to write to.
    live: bool


def team_thread_for(actor: Actor, note_id: UUID, child_id: UUID, guardian_id: UUID) -> TeamThread:
    """By the role in use; NotVisible when the note did not reach the child, the adult never was its guardian, or the
    actor does not read their words."""
    note = pages.team_note_for(actor, note_id)
    seen = pages.child_note_of(note, child_id)
    guardian = (
        Person.objects.filter(public_id=guardian_id)
        .filter(pk__in=Guardianship.objects.filter(child=seen.child).values("adult_id"))
        .first()
    )
    if guardian is None or seen.recipient is None:
        raise NotVisible
    now = child_now(seen.child, note.school_id, actor.now)
    if not reads_thread(actor, note, now):
        raise NotVisible
    links = live_links(actor.now).filter(adult=guardian, child=seen.child)
    live = links.exists() and is_going_on(note, actor.now)
    return TeamThread(note, seen.child, guardian, now, live)


@dataclass(frozen=True, slots=True)
class WaitingThread:
    """A family who wrote and waits: what a home shows of it."""

    note_id: UUID
    title: str
    child_id: UUID
    first_name: str
    guardian_id: UUID
    guardian_name: str
    since: datetime


_READ = Condition(
    lambda actor: Thread.objects.filter(school_threads(actor)), {Thread: "t", Note: "n", Resource: "r"}
)
_WAITING = """
COALESCE((SELECT json_agg(w) FROM (
  SELECT r.public_id AS note_id, r.title, c.public_id AS child_id, c.first_name, g.public_id AS guardian_id,
    {name} AS guardian_name, t.family_at AS since
  FROM liaison_thread t JOIN liaison_note n ON n.resource_id = t.note_id AND n.school_year = t.school_year
  JOIN content_resource r ON r.id = n.resource_id
  JOIN directory_person c ON c.id = t.child_id
  JOIN directory_person g ON g.id = t.guardian_id
  WHERE t.guardian_id <> %(me)s AND t.closed_at IS NULL AND t.family_at IS NOT NULL
    AND (t.school_at IS NULL OR t.family_at > t.school_at)
    AND n.archived_at IS NULL AND r.withdrawn_at IS NULL AND {read} AND {on}
  ORDER BY t.family_at, t.id LIMIT %(most)s) w), '[]')
"""


def waiting_sql(actor: Actor) -> str:
    """The threads that the role in use reads, where the family wrote last, who waits longest first: one column."""
    return _WAITING.format(name=_NAME.format("g"), read=_READ.sql(actor), on=GOES_ON)


def read_waiting(rows: list[dict[str, Any]]) -> list[WaitingThread]:
    """What that column gave."""
    return [
        WaitingThread(
            UUID(row["note_id"]), row["title"], UUID(row["child_id"]), row["first_name"], UUID(row["guardian_id"]),
            row["guardian_name"], datetime.fromisoformat(row["since"]),
        )
        for row in rows
    ]  # fmt: skip


def count_waiting(actor: Actor) -> int:
    """How many families wait for words of the school (one statement; none for who has no such threads)."""
    if actor.closed or actor.role not in TEAM:
        return 0
    on = goes_on(actor.now, "note")
    rows = Thread.objects.filter(
        visible_to(actor), WAITING, on, note__archived_at=None, note__resource__withdrawn_at=None
    )
    return rows.exclude(guardian_id=actor.person_id).count()
