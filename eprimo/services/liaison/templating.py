"""What the pages of the liaison book call."""

from eprimo.services.liaison.answered import answers_of
from eprimo.services.liaison.wording import KIND_ICONS


def note_icon(kind: str) -> str:
    """The icon of a kind of notes."""
    return KIND_ICONS[kind]


FILTERS = {"note_icon": note_icon}
FUNCTIONS = {"note_answers": answers_of}
