"""The notes of a family as its device keeps them, opened or not: their words, what they announce, no files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from eprimo.foundation.content import richtext
from eprimo.foundation.content.particulars import Announced, announced
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import due_of
from eprimo.services.liaison.queries.families import NoteForChild
from eprimo.services.liaison.queries.lists import TO_DO, family_list, reached_at
from eprimo.services.liaison.queries.note import read_body, with_body

# What was sent since is kept, beside what is still to be done.
_RECENT = timedelta(days=14)
# Notes of one page. A text longer than this is read with a network.
_MOST, _LONGEST = 40, 12_000


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note that a device keeps, once, with its lines for own children. `html` is empty where the text is too long
    to be kept."""

    note: Note
    lines: tuple[NoteForChild, ...]
    event: Announced
    html: str

    @property
    def to_do(self) -> bool:
        return any(line.to_do for line in self.lines)


def notes_to_keep(actor: Actor) -> Mapping[str, Any] | None:
    """Return the notes still to be done, then those of two weeks, newest first (five statements); None when there is
    none."""
    by_note: dict[int, list[NoteForChild]] = {}
    for line in (*family_list(actor, what=TO_DO)[0], *_recent(actor)):
        of_note = by_note.setdefault(line.note.pk, [])
        if not any(one.child_id == line.child_id for one in of_note):
            of_note.append(line)
    some = list(by_note.values())[:_MOST]
    texts = _texts(line[0].note for line in some)
    notes = [_kept(lines, texts.get(lines[0].note.pk)) for lines in some]
    return {"notes": notes} if notes else None


def _recent(actor: Actor) -> list[NoteForChild]:
    since = actor.now - _RECENT
    return [line for line in family_list(actor)[0] if not line.withdrawn and reached_at(line.note) >= since]


def _texts(notes: Iterable[Note]) -> dict[int, Any]:
    rows = with_body(Note.objects.filter(pk__in=[note.pk for note in notes]))
    return {row.pk: read_body(row.body) for row in rows}


def _kept(lines: list[NoteForChild], body: Any) -> KeptNote:
    note = lines[0].note
    # Under a protected contact for one of the children, hours and places are told of none.
    hides_place = any(line.hides_place for line in lines)
    due = due_of(note) if any(line.to_do for line in lines) else ""
    html = richtext.to_html(body, links=False) if body else ""
    return KeptNote(
        note,
        tuple(lines),
        announced(note, note.resource.title, hides_place=hides_place, due=due),
        html if len(html) <= _LONGEST else "",
    )
