"""Which notes of the demo a picture is of."""

from eprimo.foundation.directory.models import Person
from eprimo.services.liaison.models import Note
from tests.e2e.visitor import Visitor


def titled(title: str) -> Note:
    """The newest note of this title."""
    return Note.objects.filter(resource__title__startswith=title).select_related("resource").latest("pk")


def of_child(note: Note, child: Person, end: str = "") -> str:
    return f"/carnet/{note.resource.public_id}/enfant/{child.public_id}/{end}"


def searched(visitor: Visitor, words: str) -> Visitor:
    """What is found of these words among the people."""
    visitor.open("/personnes/")
    visitor.write("Un mot, un titre ou un nom", words)
    visitor.page.locator("main").get_by_role("button", name="Chercher").first.click()
    visitor.page.wait_for_load_state()
    return visitor


def of_note(note: Note, end: str = "") -> str:
    return f"/carnet/{note.resource.public_id}/{end}"
