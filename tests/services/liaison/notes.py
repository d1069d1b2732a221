"""Short ways to notes in every state, for the tests of the liaison book."""

from datetime import date
from typing import Any

from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.addressing import addresses
from eprimo.foundation.directory.models import Person
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.drafts import Draft, note_save_draft
from eprimo.services.liaison.actions.families import note_answer
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.whereabouts import confirmation_of
from tests.cast import Cast

DUE = date(2026, 11, 27)
# The text of a correction.
TEXT = richtext.parse("Nous irons au port.")


def draft(
    cast: Cast, *, by: str = "teacher", classes: Any = None, title: str = "Sortie au château", **fields: Any
) -> Note:
    """A draft of the teacher to the families of CE1-A, or as told. To answer: one authorisation, « oui » or « non »."""
    if fields.get("kind") == NoteKind.TO_ANSWER:
        fields.setdefault("questions", (Question(),))
    body = richtext.parse(fields.pop("text", "Jeudi, nous irons **au château**."))
    groups, children = fields.pop("groups", ()), fields.pop("children", ())
    service = fields.pop("service", None)
    if classes is None:
        classes = () if groups or children or service else (cast.ce1,)
    to = addresses(*classes, *groups, *children)
    draft = Draft(title=title, body=body, to=to, service=service, **fields)
    return note_save_draft(actor=cast.actor(by), draft=draft)


def sent(cast: Cast, *, by: str = "teacher", **fields: Any) -> Note:
    note = draft(cast, by=by, **fields)
    return note_send(actor=cast.actor(by), note=note, confirmed=confirmation_of(note))


def to_sign(cast: Cast, **fields: Any) -> Note:
    return sent(cast, kind=NoteKind.TO_SIGN, answer_by=DUE, **fields)


def to_answer(cast: Cast, **fields: Any) -> Note:
    return sent(cast, kind=NoteKind.TO_ANSWER, answer_by=DUE, **fields)


def targets_of(note: Note) -> set[tuple[str, int]]:
    """Whom it is for, and who was named beside them."""
    return set(note.resource.targets.values_list("kind", "target"))


def owed(note: Note, guardian: Person, child: Person) -> Owed:
    return Owed.objects.get(note=note, guardian=guardian, child=child)


def outcome(note: Note, cast: Cast, child: str = "lea") -> str:
    """Where a child stands in the follow-up."""
    return Recipient.objects.get(note=note, child=cast.people[child]).outcome


def answer(cast: Cast, note: Note, who: str, child: Person, *answers: str, **fields: Any) -> Owed:
    return note_answer(actor=cast.actor(who), note=note, child=child, answers=answers, **fields)
