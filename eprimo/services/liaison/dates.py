"""The dates of a note: the day it announces, and the last one to sign or to answer."""

from collections.abc import Iterator

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort
from eprimo.services.liaison.announced import verb_of
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.pictures import picture_for

# The numbers of the two.
DAY, LAST_DAY = 1, 2


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
