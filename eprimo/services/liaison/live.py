"""What open pages watch of the liaison book."""

from eprimo.foundation.kernel.realtime import touch
from eprimo.services.liaison.models import Note


def note_topic(note: Note) -> str:
    """The name under which pages watch what happens to a note."""
    return f"note:{note.resource.public_id}"


def touch_note(note: Note) -> None:
    """Its follow-up and its page are to be read again."""
    touch(topics=[note_topic(note)])
