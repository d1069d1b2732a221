"""What a note announces and asks beside its title and text, and the dates of it that calendars show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import Particulars, due_words
from eprimo.foundation.occasions.dated import Dated
from eprimo.foundation.occasions.enums import Sort, Verb
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.pictures import picture_for
from eprimo.services.liaison.questions import Question

# The numbers of the two.
DAY, LAST_DAY = 1, 2


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


def dates_of(resource: Resource, body: richtext.Node) -> Iterator[Dated]:
    note = resource.note
    if note.event_on is not None:
        closed = note.kind == NoteKind.CLOSED
        yield Dated(
            n=DAY, sort=Sort.CLOSURE if closed else Sort.EVENT, on=note.event_on, until=note.event_until_on,
            starts_at=note.starts_at, ends_at=note.ends_at, place=note.place, bring=tuple(note.bring),
            from_noon=note.from_noon, until_noon=note.until_noon,
            picture=picture_for(note.kind, resource.title, body, note.bring).name,
        )  # fmt: skip
    if note.asks_act and note.answer_by is not None:
        yield Dated(n=LAST_DAY, sort=Sort.DEADLINE, on=note.answer_by, verb=verb_of(note))
