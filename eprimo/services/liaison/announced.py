"""What a note announces and asks beside its title and its text."""

from dataclasses import dataclass
from datetime import date

from eprimo.foundation.content.particulars import Particulars, due_words
from eprimo.foundation.occasions.enums import Verb
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question


@dataclass(frozen=True, kw_only=True)
class NoteParticulars(Particulars):
    """As typed, or in one of its versions."""

    answer_by: date | None = None
    # Of a closed school: the first day after noon alone, the last one before noon alone.
    from_noon: bool = False
    until_noon: bool = False
    questions: tuple[Question, ...] = ()


def due_of(note: Note) -> str:
    """« À signer avant le jeudi 26 novembre »; empty when nothing is asked, or no day was told."""
    if not note.asks_act or note.answer_by is None:
        return ""
    return due_words(verb_of(note), note.answer_by)


def verb_of(note: Note) -> Verb:
    return Verb.SIGN if note.kind == NoteKind.TO_SIGN else Verb.ANSWER
