"""Conversations under notes: one with those who read it, and those where a family waits for an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eprimo.foundation.content.models import Resource
from eprimo.foundation.conversations.models import Conversation
from eprimo.foundation.conversations.queries import NAME, Page, page_under, waiting_at
from eprimo.foundation.directory.models import Guardianship, Person
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.prepared_queries import Condition
from eprimo.foundation.kernel.statements import sql_beside
from eprimo.services.liaison.children import ChildNow, child_now
from eprimo.services.liaison.kind import TEAM
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.threads import reads_thread, under_notes
from eprimo.services.liaison.queries import pages
from eprimo.services.liaison.state import GOES_ON, goes_on, is_going_on

_READ = Condition(
    lambda actor: Conversation.objects.filter(under_notes(actor)),
    {Conversation: "t", Note: "n", Resource: "r"},
)


def thread_of(actor: Actor, note: Note, child_id: int, guardian_id: int, *, number: int = 1) -> Page:
    """Return what one guardian and the school said under a note about one child (one statement); the right to read
    it was asked for before."""
    of = {
        "year": note.partition, "resource": note.pk, "school": note.school_id, "child": child_id,
        "guardian": guardian_id,
    }  # fmt: skip
    author = note.resource.owner if note.service_id is None else None
    # Of a service of the commune, the page says so in its own words.
    return page_under(actor, of, number=number, first=author, teachers=note.service_id is None)


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
    """Return a thread by the role in use. Raises NotVisible when the note did not reach the child, the adult never
    was its guardian, or the actor does not read their words."""
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
    if not reads_thread(actor, note, now, guardian):
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


def waiting_sql(actor: Actor) -> str:
    """Return one column: the conversations that the role in use reads, where the family wrote last, longest first."""
    return sql_beside(__file__, "waiting", name=NAME.format("g"), read=_READ.sql(actor), on=GOES_ON)


def read_waiting(rows: list[dict[str, Any]]) -> list[WaitingThread]:
    """Return what the column of `waiting_sql` gave."""
    return [
        WaitingThread(
            UUID(row["note_id"]), row["title"], UUID(row["child_id"]), row["first_name"], UUID(row["guardian_id"]),
            row["guardian_name"], datetime.fromisoformat(row["since"]),
        )
        for row in rows
    ]  # fmt: skip


def count_waiting(actor: Actor) -> int:
    """Return how many families wait for words of the school (one statement; none for who has no such threads)."""
    if actor.closed or actor.role not in TEAM:
        return 0
    on = goes_on(actor.now, "resource__note")
    rows = Conversation.objects.filter(
        under_notes(actor),
        waiting_at(actor.now),
        on,
        resource__note__archived_at=None,
        resource__withdrawn_at=None,
    )
    return rows.exclude(guardian_id=actor.person_id).count()
