"""The topics under which open pages watch what happens to a note."""

from uuid import UUID

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.realtime import touch
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.visibility import follows
from eprimo.services.liaison.queries.note import whole_note

TOPIC = "note"


def note_topic(note: Note) -> str:
    """Return the name under which pages watch what happens to a note."""
    return f"{TOPIC}:{note.resource.public_id}"


def touch_note(note: Note) -> None:
    """Tell the pages that show the follow-up of a note to read it again."""
    touch(topics=[note_topic(note)])


def may_watch_note(actor: Actor, public_id: UUID) -> bool:
    """Return whether the actor reads the follow-up of a note (one statement): when others read or sign is not for
    families to know."""
    note = whole_note(public_id)
    return note is not None and follows(actor, note)
