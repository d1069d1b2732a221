"""The home of the school's side in one statement: notes to follow, families who wait, and whether the actor writes."""

from dataclasses import dataclass
from datetime import date, timedelta

from eprimo.foundation.directory.models import SchoolSettings
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.statements import Statement, sql_beside
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.acts import may_write
from eprimo.services.liaison.queries import walks
from eprimo.services.liaison.queries.team import (
    IS_SENT,
    OWN_FAMILIES,
    OWN_NOTES,
    SEEN_NOTES,
    has_team_notes,
    holds_note,
    role_values,
    team_note,
    team_statement,
)
from eprimo.services.liaison.queries.threads import WaitingThread, read_waiting, waiting_sql
from eprimo.services.liaison.state import GOES_ON, is_closed

MOST_NOTES = 8
# Notes of others that wait for families of own classes: a few, due first; the rest is in the list.
MOST_OTHERS, OTHERS_READ = 3, 8
# Families who wait that a home names; the rest is behind their notes.
MOST_WAITING = 6

# What others wait for is told so long after its last day.
_WAITED = timedelta(days=14)
# Drafts, and what is to be signed or answered still, come before what is read: forty notes of a week push no act away.
_NEWEST = """(r.published_at IS NULL OR (n.kind = ANY(ARRAY['sign', 'answer'])
  AND COALESCE(n.answer_by, 'infinity') >= %(today)s)) DESC, r.published_at DESC NULLS FIRST, n.resource_id DESC"""
# A teacher's own come before those of others, which share the places.
_OWN_FIRST = f"COALESCE(r.owner_id = %(me)s, false) DESC, {_NEWEST}"
_GOING_ON = f"n.archived_at IS NULL AND r.withdrawn_at IS NULL AND {GOES_ON}"
_ACTED = sql_beside(__file__, "asked_by_others", sent=IS_SENT, own_families=OWN_FAMILIES)
_SETTINGS = sql_beside(__file__, "settings")


@dataclass(frozen=True, slots=True)
class TeamHome:
    """The home of the school's side: notes to follow, newest first; those of others that wait for families of own
    classes; the families who wrote last, who waits longest first; and whether the actor writes to families at all."""

    notes: list[Note]
    others: list[Note]
    threads: list[WaitingThread]
    writes: bool
    # There may be more notes in progress than those.
    more: bool = False


def team_home(actor: Actor, today: date, most_waiting: int = MOST_WAITING + 1) -> TeamHome:
    """Return own drafts and notes in progress (own, and those that wait for own classes; of the school for heads;
    all those followed for staff, who write little), with their figures (one statement)."""
    if not has_team_notes(actor):
        return TeamHome([], [], [], writes=False)
    all_seen = actor.heads or actor.role == Role.STAFF
    rows = _home(actor, all_seen=all_seen).rows(
        **role_values(actor),
        today=today,
        since=today - _WAITED,
        most=most_waiting,
    )
    allowed, waiting, *_ = rows[0]
    found = [team_note(row[2:]) for row in rows if holds_note(row[2:])]
    own = [note for note in found if all_seen or note.resource.owner_id == actor.person_id]
    theirs = [] if all_seen else [note for note in found if note.resource.owner_id != actor.person_id]
    return TeamHome(
        notes=sorted(own[:MOST_NOTES], key=_newest, reverse=True),
        others=sorted(
            (note for note in theirs if waits(note, today)), key=lambda note: note.answer_by or date.max
        )[:MOST_OTHERS],
        threads=read_waiting(waiting),
        writes=may_write(actor, SchoolSettings(school_id=actor.school_id or 0, **(allowed or {}))),
        more=len(own) >= MOST_NOTES,
    )


def _home(actor: Actor, *, all_seen: bool) -> Statement:
    seen = f"n.school_id = %(school)s AND {SEEN_NOTES.sql(actor)} AND {_GOING_ON}"
    order, most = _NEWEST, MOST_NOTES + OTHERS_READ
    if actor.role == Role.TEACHER:
        # Who replaces a colleague, or shares a class, finds what its families are waited for.
        walked = " UNION ".join(_first(f"{seen} AND {OWN_NOTES.sql(actor)}", all_seen=False))
        own = sql_beside(__file__, "first", found=walked, rows=walks.ROWS, newest=_NEWEST, most=MOST_NOTES)
        found, order = [own, _asked("since", f"{seen} AND {_ACTED}")], _OWN_FIRST
    else:
        found = _first(seen, all_seen=all_seen)
    return team_statement(actor, found, order, most, also=(_SETTINGS, waiting_sql(actor)))


def _first(seen: str, *, all_seen: bool) -> list[str]:
    """Return where the notes of a home begin: own drafts, what is waited for, what was sent last; own ones, or all
    that are seen."""
    most = MOST_NOTES + OTHERS_READ
    sent = f"{seen} AND {IS_SENT}"
    mine = sent if all_seen else f"{sent} AND r.owner_id = %(me)s"
    found = [
        walks.own(walks.SENT, f"{seen} AND r.published_at IS NULL", most),
        walks.own(walks.SENT, sent, most),
        _asked("today", mine),
    ]
    return [*found, walks.shared(walks.SENT, sent, most)] if all_seen else found


def _asked(day: str, where: str) -> str:
    """Return the notes that ask for an act, due at a day (the name of a parameter) or later, and that meet `where`."""
    return sql_beside(__file__, "asked_and_seen", day=day, where=where)


def waits(note: Note, today: date) -> bool:
    """Return whether families have a note, and some act is waited for on that day. The note carries its figures."""
    acts = note.delivered_at is not None and note.asks_act and not is_closed(note, today)
    return acts and note.settled < note.reached  # type: ignore[attr-defined]


def _newest(note: Note) -> tuple[bool, float, int]:
    """Return the place of a note: drafts, then what was sent last."""
    return (
        not note.is_sent,
        note.resource.published_at.timestamp() if note.resource.published_at else 0,
        note.pk,
    )
