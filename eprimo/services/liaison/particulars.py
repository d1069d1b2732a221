"""What a note announces and asks beside its title and text: the list of its fields, which forms, drafts, versions,
templates and copies are made from (docs/add-a-field.md); and its dates, as calendars show them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date
from types import NoneType
from typing import Any

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import (
    MAX_PLACE,
    Particulars,
    due_words,
    require_in_order,
    require_known_subject,
    require_short,
    split_things,
    what_words,
)
from eprimo.foundation.kernel.copy_chapters import CopyColumn, Value
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort, Verb
from eprimo.services.liaison.enums import ACTED, NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.pictures import picture_for
from eprimo.services.liaison.questions import Question

# The numbers of the two.
DAY, LAST_DAY = 1, 2
_EVERY = frozenset(NoteKind)
_ON_DAYS = _EVERY - {NoteKind.INFORMATION}
_AT_PLACES = _ON_DAYS - {NoteKind.CLOSED}
_CLOSED = frozenset({NoteKind.CLOSED})


@dataclass(frozen=True, kw_only=True)
class NoteParticulars(Particulars):
    """The particulars of a note: as an author typed them beside the title and the text, or as one version said them."""

    answer_by: date | None = None
    # Of a closed school: the first day after noon alone, the last one before noon alone.
    from_noon: bool = False
    until_noon: bool = False
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteField:
    """A column of a note that its author fills, and what becomes of it.

    `kinds`: the kinds of note that have it; in the others it holds what `empty` makes. `clean`: what is kept of the
    particulars that were typed, DomainError at its field; None: the column as it was typed. `held`: the value of a note
    as its particulars say it. `reused`: copies and templates take it over. `item`: its column in copies of one's data,
    where `words` makes one text of it; `tells_place`: not told under a protected contact.
    """

    name: str
    kinds: frozenset[NoteKind] = _EVERY
    empty: Callable[[], Any] = NoneType
    clean: Callable[[Any], Any] | None = None
    held: Callable[[Note], Any] | None = None
    reused: bool = False
    item: CopyColumn | None = None
    words: Callable[[Note | None], str] | None = None
    tells_place: bool = False

    def cell(self, note: Note | None, *, hides_place: bool = False) -> Value:
        """Return its value in a copy of one's data; `note` is None when nothing of it is told."""
        if self.words is not None:
            return self.words(note)
        told = None if hides_place and self.tells_place else note
        value: Value = getattr(told, self.name) if told is not None else self.empty()
        return value


def _last_day(said: NoteParticulars) -> date | None:
    last = said.event_until_on if said.event_on else None
    require_in_order(said.event_on, last)
    return last


def _questions(note: Note | None) -> str:
    return " · ".join(filter(None, (one.text for one in note.asked))) if note is not None else ""


FIELDS = (
    NoteField(
        name="what", empty=str, clean=lambda said: require_known_subject(said.what), reused=True,
        item=CopyColumn("what", "De quoi il s’agit"), words=what_words,
    ),
    NoteField(name="event_on", kinds=_ON_DAYS, item=CopyColumn("event_on", "Jour")),
    NoteField(
        name="event_until_on", kinds=_ON_DAYS, clean=_last_day, item=CopyColumn("event_until_on", "Dernier jour")
    ),
    NoteField(
        name="starts_at", kinds=_AT_PLACES, clean=lambda said: said.starts_at if said.event_on else None,
        reused=True, item=CopyColumn("starts_at", "De"), tells_place=True,
    ),
    NoteField(
        name="ends_at", kinds=_AT_PLACES, clean=lambda said: said.ends_at if said.event_on else None,
        reused=True, item=CopyColumn("ends_at", "À"), tells_place=True,
    ),
    NoteField(
        name="place", kinds=_AT_PLACES, empty=str, clean=lambda said: require_short(said.place, MAX_PLACE, "place"),
        reused=True, item=CopyColumn("place", "Lieu"), tells_place=True,
    ),
    NoteField(
        name="bring", kinds=_AT_PLACES, empty=list, clean=lambda said: split_things(said.bring),
        held=lambda note: tuple(note.bring), reused=True, item=CopyColumn("bring", "À apporter"),
        words=lambda note: " · ".join(note.bring) if note is not None else "",
    ),
    NoteField(name="answer_by", kinds=ACTED, item=CopyColumn("answer_by", "Répondre avant le")),
    # What is kept of them depends on what families know already: drafts and corrections fill them.
    NoteField(
        name="questions", kinds=frozenset({NoteKind.TO_ANSWER}), empty=list, held=lambda note: note.asked,
        reused=True, item=CopyColumn("questions", "Questions"), words=_questions,
    ),
    NoteField(name="both_guardians", kinds=ACTED, empty=bool, reused=True),
    NoteField(name="from_noon", kinds=_CLOSED, empty=bool),
    NoteField(name="until_noon", kinds=_CLOSED, empty=bool),
)  # fmt: skip
# The columns that its author fills, directly or not.
TYPED = ("kind", "summary", *(one.name for one in FIELDS), "service_id")
REUSED = tuple(one.name for one in FIELDS if one.reused)
ITEMS = tuple(one.item for one in FIELDS if one.item is not None)
_PARTICULARS = frozenset(one.name for one in fields(NoteParticulars))


def particulars_of(note: Note) -> dict[str, Any]:
    """Return the particulars of a note as it stands, by name, as `NoteParticulars` takes them."""
    return {name: value for name, value in held_values(note).items() if name in _PARTICULARS}


def held_values(note: Note) -> dict[str, Any]:
    """Return what each field of a note holds, by name, as a draft takes it."""
    return {one.name: one.held(note) if one.held else getattr(note, one.name) for one in FIELDS}


def fill(note: Note, said: NoteParticulars) -> None:
    """Write what was typed into a note, but its questions; a field that notes of its kind have not is emptied. Raises
    DomainError at the first field that cannot be kept."""
    for one in FIELDS:
        if one.name == "questions" or not hasattr(said, one.name):
            continue
        if note.kind not in one.kinds:
            setattr(note, one.name, one.empty())
        else:
            setattr(note, one.name, one.clean(said) if one.clean else getattr(said, one.name))


def names_unused_by(kinds: Collection[str]) -> list[str]:
    """Return the names of the fields that notes of none of these kinds have."""
    return [one.name for one in FIELDS if not one.kinds.intersection(kinds)]


def cells_of(note: Note | None, *, hides_place: bool = False) -> list[Value]:
    """Return the values of `ITEMS` in a copy of one's data; `note` is None when nothing of it is told."""
    return [one.cell(note, hides_place=hides_place) for one in FIELDS if one.item is not None]


def due_of(note: Note) -> str:
    """Return « À signer avant le jeudi 26 novembre »; empty when a note asks nothing, or tells no last day."""
    if not note.asks_act or note.answer_by is None:
        return ""
    return due_words(verb_of(note), note.answer_by)


def verb_of(note: Note) -> Verb:
    """Return what families do with a note that asks for an act: sign or answer."""
    return Verb.SIGN if note.kind == NoteKind.TO_SIGN else Verb.ANSWER


def dates_of(resource: Resource, body: richtext.Node) -> Iterator[Dated]:
    """Yield the dates of a published note: the day it announces, and the last one to sign or to answer."""
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
