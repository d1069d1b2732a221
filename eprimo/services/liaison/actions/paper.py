"""Answers that came back on paper: written down by the school, taken back when it was a mistake."""

from collections.abc import Sequence

from django.db import transaction

from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison.actions.families import mark_read, owed_rows
from eprimo.services.liaison.actions.notices import settle_child
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.children import child_now
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.locks import lock_note, lock_recipient
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.questions import checked_answers
from eprimo.services.liaison.state import did_act, is_closed


@transaction.atomic
def note_record_paper(
    *,
    actor: Actor,
    note: Note,
    child: Person,
    guardian: Person,
    answers: Sequence[str] = (),
    refused: bool = False,
) -> Owed:
    """Write down the slip that a guardian gave back: read, signed, refused or answered on paper.

    It is taken also when the day is over: the paper was given before, and is found in the bag after the outing. The
    audit trail says that it was written down then.
    """
    note, recipient = _held(actor, note, child)
    if recipient is None:
        raise DomainError("Ce mot n’est pas arrivé à cet enfant.")
    rows = list(owed_rows(note, child.pk))
    row = _row(rows, guardian)
    counts = row is not None and (row.may_sign or not note.asks_act)
    if row is None or not counts or not _stands(actor, guardian, child):
        raise DomainError("Choisissez le responsable qui a rempli le coupon.", field="guardian")
    if did_act(note, row) and row.recorded_by_id is None:
        raise DomainError("Ce responsable a déjà répondu lui-même : sa réponse est gardée.", field="guardian")
    _write(note, row, answers=answers, refused=refused)
    row.recorded_by_id = actor.person_id
    audit_note(actor, "liaison.note.paper", note, subject_id=child.pk, refused=refused, past=is_closed(note))
    settle_child(note, recipient, rows, changed=row, by=actor)
    return row


@transaction.atomic
def note_erase_paper(*, actor: Actor, note: Note, child: Person, guardian: Person) -> Owed:
    """Take back what was written down from a slip: nothing is answered any more. What the guardian did stays."""
    note, recipient = _held(actor, note, child)
    rows = list(owed_rows(note, child.pk))
    row = _row(rows, guardian)
    if row is None or recipient is None or row.recorded_by_id is None:
        raise Conflict("Cette réponse n’est plus sur papier : elle est gardée.")
    if row.read_at in {row.signed_at, row.refused_at, row.answered_at} or not note.asks_act:
        # Read by the slip alone: on the same instant.
        row.read_at = row.read_version = None
    row.signed_at = row.signed_version = row.refused_at = None
    row.answers, row.answered_at, row.answered_version, row.changed_at = [], None, None, None
    row.recorded_by_id = None
    audit_note(actor, "liaison.note.paper_erased", note, subject_id=child.pk)
    settle_child(note, recipient, rows, changed=row, by=actor)
    return row


def _held(actor: Actor, note: Note, child: Person) -> tuple[Note, Recipient | None]:
    note = lock_note(note)
    recipient = lock_recipient(note, child.pk)
    require(acts.may_record_paper, actor, note, child_now(child, note.school_id, actor.now))
    return note, recipient


def _row(rows: Sequence[Owed], guardian: Person) -> Owed | None:
    return next((row for row in rows if row.guardian_id == guardian.pk), None)


def _stands(actor: Actor, guardian: Person, child: Person) -> bool:
    """Return whether the guardian has the right today: a decision taken since the slip was printed counts."""
    return live_links(actor.now).filter(adult=guardian, child=child).exists()


def _write(note: Note, row: Owed, *, answers: Sequence[str], refused: bool) -> None:
    now, version = clock.now(), note.resource.version
    if mark_read(note, row):
        row.read_at = now
    if note.kind == NoteKind.TO_ANSWER:
        # A question may be left without a tick on paper, save the first and an authorisation.
        row.answers = checked_answers(note.asked, answers, all_of_them=False)
        row.answered_at, row.answered_version = now, version
    elif note.kind == NoteKind.TO_SIGN and refused:
        row.refused_at = now
    elif note.kind == NoteKind.TO_SIGN:
        row.signed_at, row.signed_version, row.refused_at = now, version, None
