"""What the pages of the liaison book call."""

from eprimo.services.liaison.answered import answers_of
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.wording import KIND_ICONS


def note_icon(kind: str) -> str:
    """The icon of a kind of notes."""
    return KIND_ICONS[kind]


def note_kind(kind: str) -> str:
    """The word of a kind: `get_kind_display` translates all of them each time."""
    return str(NoteKind(kind).label)


FILTERS = {"note_icon": note_icon, "note_kind": note_kind}
FUNCTIONS = {"note_answers": answers_of}
