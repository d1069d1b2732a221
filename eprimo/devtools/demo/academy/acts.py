"""What families did with the notes of two months: the rows the real actions leave, written in bulk.

Outcomes and states come from the liaison book's own rules; only the writing is on sets.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.actions.notices import notice_state
from eprimo.services.liaison.enums import NoteKind, Outcome
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.state import outcome_of, state_of

_OWED = """
UPDATE liaison_owed SET state = %s, read_at = %s, read_version = %s, signed_at = %s, signed_version = %s,
  refused_at = %s, answers = %s, answered_at = %s, answered_version = %s
WHERE school_year = %s AND id = %s
"""
_OUTCOME = "UPDATE liaison_recipient SET outcome = %s WHERE school_year = %s AND id = %s"
_NOTICE = """
UPDATE notifications_notice SET state = %s
WHERE school_year = %s AND recipient_id = %s AND resource_id = %s AND child_id = %s
"""
_ACTS = {
    NoteKind.INFORMATION: "liaison.note.read",
    NoteKind.TO_SIGN: "liaison.note.signed",
    NoteKind.TO_ANSWER: "liaison.note.answered",
    NoteKind.EVENT: "liaison.note.read",
    NoteKind.TO_BRING: "liaison.note.read",
    NoteKind.CLOSED: "liaison.note.read",
}


@dataclass
class _Acts:
    """Who ever entered, who does all that is asked, the seeded draws, and the rows to be written."""

    active: dict[int, datetime]
    faithful: Collection[int]
    rng: Random
    owed: list[tuple[Any, ...]] = field(default_factory=list)
    outcomes: list[tuple[Any, ...]] = field(default_factory=list)
    notices: list[tuple[Any, ...]] = field(default_factory=list)
    audit: list[AuditLine] = field(default_factory=list)


def families_act(
    notes: Collection[Note], rng: Random, *, untouched: Collection[int] = (), faithful: Collection[int] = ()
) -> int:
    """Let the families of these notes read, sign and answer until now; returns how many acts.

    `untouched`: people whose notes stay as they came; `faithful`: people who did all that was asked.
    """
    activated = Account.objects.filter(activated_at__isnull=False).exclude(person__in=untouched)
    active = {who: at for who, at in activated.values_list("person_id", "activated_at") if at is not None}
    rows: dict[int, dict[int, list[Owed]]] = defaultdict(lambda: defaultdict(list))
    for row in Owed.objects.filter(note__in=notes).order_by("id"):
        rows[row.note_id][row.child_id].append(row)
    recipients: dict[int, list[Recipient]] = defaultdict(list)
    for recipient in Recipient.objects.filter(note__in=notes).order_by("id"):
        recipients[recipient.note_id].append(recipient)
    acts = _Acts(active, faithful, rng)
    for note in notes:
        for recipient in recipients[note.pk]:
            _family(note, recipient, rows[note.pk][recipient.child_id], acts)
    _write(acts)
    return len(acts.audit)


def _family(note: Note, recipient: Recipient, rows: list[Owed], acts: _Acts) -> None:
    acted = [row for row in rows if _act(note, row, acts)]
    if not acted:
        return
    outcome = outcome_of(note, rows)
    if outcome != Outcome.WAITING:
        acts.outcomes.append((outcome, recipient.school_year, recipient.id))
    for row in rows:
        state = state_of(note, row, outcome)
        acts.owed.append(
            (
                state, row.read_at, row.read_version, row.signed_at, row.signed_version, row.refused_at, row.answers,
                row.answered_at, row.answered_version, row.school_year, row.id,
            )
        )  # fmt: skip
        told = notice_state(note, row, state, outcome)
        acts.notices.append((told, row.school_year, row.guardian_id, note.pk, row.child_id))


def _act(note: Note, row: Owed, acts: _Acts) -> bool:
    """One guardian's act, if it happens before now: three in four who ever entered, most within two days."""
    rng, visible_from, entered = acts.rng, note.resource.visible_from, acts.active.get(row.guardian_id)
    if entered is None or visible_from is None:
        return False
    if row.guardian_id not in acts.faithful and rng.random() > 0.78:
        return False
    at = max(visible_from, entered) + timedelta(hours=rng.expovariate(1 / 22))
    if at >= clock.now():
        return False
    version = note.resource.version
    row.read_at, row.read_version = at, version
    act = _ACTS[NoteKind.INFORMATION]
    if row.may_sign and (row.guardian_id in acts.faithful or rng.random() < 0.9):
        act = _ACTS[NoteKind(note.kind)]
        if note.kind == NoteKind.TO_ANSWER:
            row.answers = [
                rng.choices(question.choices, [5, *[2] * (len(question.choices) - 1)])[0]
                for question in note.asked
            ]
            row.answered_at, row.answered_version = at, version
        elif row.guardian_id not in acts.faithful and rng.random() < 0.02:
            row.refused_at, act = at, "liaison.note.refused"
        else:
            row.signed_at, row.signed_version = at, version
    acts.audit.append(
        AuditLine(
            at=at,
            person_id=row.guardian_id,
            role="guardian",
            school_id=note.school_id,
            act=act,
            object_type="liaison.note",
            object_id=note.pk,
            subject_id=row.child_id,
            details={"version": version},
        )
    )
    return True


def _write(acts: _Acts) -> None:
    with connection.cursor() as cursor:
        for statement, values in ((_OWED, acts.owed), (_OUTCOME, acts.outcomes), (_NOTICE, acts.notices)):
            cursor.executemany(statement, values)
    AuditLine.objects.bulk_create(sorted(acts.audit, key=lambda line: line.at), batch_size=2000)
