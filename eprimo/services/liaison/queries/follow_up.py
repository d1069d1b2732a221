"""The follow-up of a note: what each guardian owes and did for each child, and who joined since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from math import ceil
from typing import Any
from uuid import UUID

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.reach import reach_of
from eprimo.foundation.directory.animals import seed_sql
from eprimo.foundation.directory.policies.family import own_family_sql, own_family_values
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.statements import Statement, part_of, sql_beside
from eprimo.services.liaison.children import ChildNow
from eprimo.services.liaison.enums import Outcome
from eprimo.services.liaison.follow_up import ChildRow, OwedRow, Reminder, reminder_of
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.policies.acts import may_record_paper, may_remind, may_see_as_family
from eprimo.services.liaison.policies.visibility import is_own, reads_replies, reads_sign_in_state
from eprimo.services.liaison.recipients import ONE_NOTE, live_link_sql, recipients_sql
from eprimo.services.liaison.state import GOES_ON, has_refused, is_asked_again

# Columns of a row that are of the child; the others are of one guardian.
_OF_CHILD = 15
# Seconds that are counted down on the page; a longer wait is told as an hour.
SOON = 60
_NAME = "COALESCE(NULLIF({0}.usual_name, ''), {0}.last_name)"
# The note in hand, and the children who are still where it was sent.
PRESENT_CHILDREN = sql_beside(__file__, "here", one=ONE_NOTE, here=recipients_sql("one"))
_ROWS = Statement.beside(
    __file__, "follow_up", here=PRESENT_CHILDREN, seed=seed_sql("c"), child_name=_NAME.format("c"),
    guardian_name=_NAME.format("g"), goes_on=GOES_ON, own_family=own_family_sql("r.child_id"),
    live=live_link_sql("o.guardian_id", "r.child_id"),
)  # fmt: skip
_JOINED = Statement.beside(
    __file__, "joiners", one=ONE_NOTE, here=recipients_sql("one"), name=_NAME.format("p")
)


@dataclass(frozen=True, slots=True)
class ChildAbilities:
    """The acts that are allowed on the row of one child."""

    paper: bool
    as_family: bool
    # Reads, and may write, what is said with each guardian.
    talks: bool
    # A press reminds somebody of this child.
    remind: bool
    # The last reminder of those who are waited for; `reminder_waits`: it leaves at that instant.
    reminder: datetime | None
    reminder_waits: bool


@dataclass(frozen=True, slots=True)
class LateJoiner:
    """A child who is in what a note was sent to, and has not received it."""

    child_id: int
    public_id: UUID
    first_name: str
    last_name: str
    class_group_id: int | None
    class_label: str
    group_id: int | None


def follow_up_rows(actor: Actor, note: Note) -> list[ChildRow]:
    """Return the rows of the children whose follow-up the actor reads (two statements): those of whom two guardians
    do not say the same, then those who wait, those who refuse, and the others."""
    if note.school_year is None:
        return []
    rows: dict[int, ChildRow] = {}
    # The children of a class have the same answer.
    replies = cache(partial(reads_replies, actor, note))
    for values in _ROWS.rows(**own_family_values(actor) | statement_values(note)):
        row = rows.get(values[0]) or rows.setdefault(values[0], _child(values))
        if values[_OF_CHILD] is not None:
            reads = not row.of_own_family and replies(row.class_ids)
            row.owed.append(_owed(actor, note, row, values[_OF_CHILD:], reads=reads))
    kept = [row for row in rows.values() if _reads(actor, note, row)]
    return sorted(kept, key=_place)


def _place(row: ChildRow) -> tuple[bool, ...]:
    return not row.disagrees, not row.waits, row.outcome != Outcome.REFUSED, not row.present


def _reads(actor: Actor, note: Note, row: ChildRow) -> bool:
    """Return whether the actor reads the row of a child: all of the own school or of an own note; else of the
    children of own or delegated classes that the note was sent to."""
    if actor.role in HEADS or (actor.role != Role.STAFF and is_own(actor, note)):
        return True
    reach = reach_of(note)
    if actor.role == Role.STAFF:
        return bool(row.class_ids & actor.delegated_class_ids & reach.to(To.CLASS))
    return bool(
        row.class_ids & actor.class_ids & reach.to(To.CLASS)
        or row.group_ids & actor.group_ids & reach.to(To.GROUP)
    )


def _child(values: tuple[Any, ...]) -> ChildRow:
    (
        child, public_id, seed, first_name, last_name, label, delivered_at, outcome, present, closed, is_pupil,
        classes, groups, slip_at, of_own_family,
    ) = values[:_OF_CHILD]  # fmt: skip
    return ChildRow(
        child_id=child,
        child_public_id=public_id,
        child_seed=seed,
        first_name=first_name,
        last_name=last_name,
        class_label=label,
        delivered_at=delivered_at,
        outcome=outcome,
        present=present,
        counted=present or closed,
        is_pupil=is_pupil,
        class_ids=frozenset(classes if is_pupil else ()),
        group_ids=frozenset(groups if is_pupil else ()),
        slip_at=slip_at,
        of_own_family=of_own_family,
    )


def _owed(actor: Actor, note: Note, child: ChildRow, values: tuple[Any, ...], *, reads: bool) -> OwedRow:
    (
        pk, guardian, public_id, civility, first_name, last_name, may_sign, state, read_at, read_version, signed_at,
        signed_version, refused_at, answers, comment, answered_at, answered_version, changed_at, recorded_by,
        reminded_at, live, activated_at, talked, talk_waits,
    ) = values  # fmt: skip
    held = part_of(Owed, {
        "may_sign": may_sign, "read_at": read_at, "signed_at": signed_at, "signed_version": signed_version,
        "refused_at": refused_at, "answers": answers, "answered_at": answered_at, "answered_version": answered_version,
    })  # fmt: skip
    return OwedRow(
        id=pk,
        guardian_id=guardian,
        guardian_public_id=public_id,
        name=f"{civility or first_name} {last_name}".strip(),
        may_sign=may_sign,
        state=state,
        read_at=read_at,
        read_version=read_version,
        signed_at=signed_at,
        signed_version=signed_version,
        refused_at=refused_at,
        answers=tuple(answers),
        comment=comment if reads else "",
        answered_at=answered_at,
        answered_version=answered_version,
        changed_at=changed_at,
        on_paper=recorded_by is not None,
        reminded_at=reminded_at,
        live=live,
        activated=activated_at is not None if reads_sign_in_state(actor, child.class_ids) else None,
        again=is_asked_again(note, held),
        refuses=has_refused(note, held),
        talked=reads and talked,
        talk_waits=reads and bool(talk_waits) and live,
    )


def reminder_for(actor: Actor, note: Note, rows: Iterable[ChildRow]) -> Reminder | None:
    """Return whom a press of the actor would remind now; None for who may not, and for a note that was put away."""
    if note.archived_at is not None or not may_remind(actor, note):
        return None
    return reminder_of(note, rows, clock.today(note.school.time_zone))


def abilities_on(
    actor: Actor, note: Note, rows: Iterable[ChildRow], reminder: Reminder | None
) -> dict[int, ChildAbilities]:
    """Return what the actor may do on the row of each child: write a slip down, look as the family, reminds."""
    replies = cache(partial(reads_replies, actor, note))
    reminds = reminder.child_ids if reminder is not None else frozenset()
    return {
        row.child_id: _abilities(actor, note, row, reminds, not row.of_own_family and replies(row.class_ids))
        for row in rows
    }


def _abilities(
    actor: Actor, note: Note, row: ChildRow, reminds: frozenset[int], talks: bool
) -> ChildAbilities:
    child = ChildNow(row.child_id, row.is_pupil, row.class_ids)
    told = [one.reminded_at for one in row.owed if row.present and one.waits and one.reminded_at is not None]
    last = max(told, default=None)
    return ChildAbilities(
        paper=may_record_paper(actor, note, child),
        as_family=may_see_as_family(actor, note, child),
        talks=talks,
        remind=row.child_id in reminds,
        reminder=last,
        reminder_waits=last is not None and last > clock.now(),
    )


@dataclass(frozen=True, slots=True)
class PendingReminder:
    """A reminder that has not left: for how many children who wait (none: for adults who have not read), for how many
    adults, when, and in how many seconds when that is soon."""

    children: int
    adults: int
    leaves_at: datetime
    seconds: int


def pending_reminder(actor: Actor, note: Note, rows: Iterable[ChildRow]) -> PendingReminder | None:
    """Return what the actor may still take back."""
    if not may_remind(actor, note):
        return None
    now = clock.now()
    ahead = [
        (row, owed, at)
        for row in rows
        for owed in row.owed
        if (at := owed.reminded_at) is not None and at > now
    ]
    if not ahead:
        return None
    last = max(at for _, _, at in ahead)
    wait = (last - now).total_seconds()
    return PendingReminder(
        children=len({row.child_id for row, _, _ in ahead if row.waits}),
        adults=len({owed.guardian_id for _, owed, _ in ahead}),
        leaves_at=last,
        seconds=ceil(wait) if wait <= SOON else 0,
    )


def late_joiners(note: Note) -> list[LateJoiner]:
    """Return children who are now in what the note was sent to, and have not received it (one statement)."""
    if note.delivered_at is None:
        return []
    return [LateJoiner(*values) for values in _JOINED.rows(**statement_values(note))]


def statement_values(note: Note) -> dict[str, Any]:
    """Return the parameters of the statements about one note, now."""
    return {
        "note": note.pk, "school": note.school_id, "year": note.partition, "service": note.service_id,
        "now": clock.now(), "asked": note.asked_version,
    }  # fmt: skip
