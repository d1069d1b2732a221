"""Where a note stands for one child, from what its guardians did. No database here."""

from collections.abc import Sequence

from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.questions import is_refusal


def did(note: Note, row: Owed) -> bool:
    """Did this guardian do what the note asks of this guardian, as it stands?"""
    if not row.may_sign:
        return row.read_at is not None
    if note.kind == NoteKind.TO_SIGN:
        return refuses(note, row) or _holds(note, row.signed_version)
    return _holds(note, row.answered_version) or refuses(note, row)


def is_asked_again(note: Note, row: Owed) -> bool:
    """Signed or answered before a correction that changed what it was about. A refusal stands."""
    acted = row.signed_at is not None or row.answered_at is not None
    return acted and row.may_sign and not did(note, row)


def refuses(note: Note, row: Owed) -> bool:
    """Refused to sign, or said no to an authorisation."""
    if note.kind == NoteKind.TO_SIGN:
        return row.refused_at is not None
    return row.answered_at is not None and is_refusal(note.asked, row.answers)


def _holds(note: Note, version: int | None) -> bool:
    return version is not None and version >= note.asked_version


def outcome_of(note: Note, rows: Sequence[Owed]) -> Outcome:
    """A usual act is done when one guardian did it; with `both_guardians` all who exercise; a refusal wins."""
    if not note.asks_act:
        return Outcome.DONE if any(row.read_at for row in rows) else Outcome.WAITING
    if any(refuses(note, row) for row in rows):
        return Outcome.REFUSED
    waited_for = [row for row in rows if row.may_sign and row.state != OwedState.STOPPED]
    done = [row for row in rows if row.may_sign and did(note, row)]
    if note.both_guardians:
        return Outcome.DONE if done and all(did(note, row) for row in waited_for) else Outcome.WAITING
    return Outcome.DONE if done else Outcome.WAITING


def state_of(note: Note, row: Owed, outcome: Outcome) -> OwedState:
    """Is this guardian still waited for? When the school has what it needs, nobody who would sign is."""
    if row.state == OwedState.STOPPED:
        return OwedState.STOPPED
    settled = row.may_sign and outcome != Outcome.WAITING
    return OwedState.DONE if settled or did(note, row) else OwedState.EXPECTED
