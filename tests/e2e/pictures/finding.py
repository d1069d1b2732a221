"""Which notes of the demo a picture is of."""

from eprimo.foundation.directory.models import Person
from eprimo.services.liaison.models import Note


def titled(title: str) -> Note:
    """The newest note of this title."""
    return Note.objects.filter(resource__title__startswith=title).select_related("resource").latest("pk")


def of_child(note: Note, child: Person, end: str = "") -> str:
    return f"/carnet/{note.resource.public_id}/enfant/{child.public_id}/{end}"


def of_note(note: Note, end: str = "") -> str:
    return f"/carnet/{note.resource.public_id}/{end}"
