"""What the pages of the liaison book call."""

from eprimo.services.liaison.follow_up import answers_of
from eprimo.services.liaison.pictures import KIND_ICONS

FUNCTIONS = {"note_answers": answers_of}


def note_icon(kind: str) -> str:
    """Return the icon of a kind of notes."""
    return KIND_ICONS[kind]


FILTERS = {"note_icon": note_icon}
