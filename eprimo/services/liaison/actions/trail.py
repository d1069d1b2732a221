"""The lines of the audit trail about notes."""

from typing import Any

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.services.liaison.models import Note


def audit_note(actor: Actor | None, act: str, note: Note, **details: Any) -> None:
    """Write a line about a note into the trail of its school; `details` as `audit` takes them: no words of people."""
    audit(actor, act, note, school_id=note.school_id, **details)
