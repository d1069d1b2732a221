"""What the words of a note tell of hours and places, beside the cases that a family under a protected contact does not
see; and the same words once these stand in their cases. No database here."""

import re
from dataclasses import dataclass
from datetime import date, time

from eprimo.foundation.content import richtext
from eprimo.foundation.content.things import protected_contact
from eprimo.foundation.content.whereabouts import TimeOrPlace, told_in
from eprimo.foundation.kernel.text import fold
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note

# Kinds that have no case for an hour nor a place.
_WITHOUT = frozenset({NoteKind.INFORMATION, NoteKind.CLOSED})
_LONGEST_PLACE = 120
# « au château » is « Château » in its case; « devant la piscine » stays so.
_TO = re.compile(
    r"\A(?:au|à la|à l[’']|à|du|de la|de l[’']|des|les?|la|l[’']|en)[ \u00a0]?(?=\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class MovedWords:
    """A title and a text (markup) without hours nor places, and what stands in the cases for them."""

    title: str
    text: str
    starts_at: time | None
    ends_at: time | None
    place: str


@dataclass(frozen=True, slots=True)
class WhereaboutsQuestion(protected_contact.Ask):
    """A question to the author about hours and places in the words of a note. `moved`: the same words once they
    stand in the cases; None when something would be lost."""

    moved: MovedWords | None


def note_words(note: Note, title: str, body: richtext.Node) -> tuple[str, ...]:
    """Return all that families read in the author's words, but the place, which has its case."""
    asked = [words for one in note.asked for words in (one.text, *one.choices)]
    return title, richtext.to_markup(body), *asked, *note.bring


def confirmation_of(note: Note) -> str:
    """Return the mark of a draft as it stands, for who has read it."""
    return protected_contact.mark_of(
        note_words(note, note.resource.title, richtext.validate_document(note.resource.draft))
    )


def whereabouts_question(
    note: Note, title: str, body: richtext.Node, confirmed: str = ""
) -> WhereaboutsQuestion | None:
    """Return what its author is to be asked; None when nothing is told, or its author said of these very words that
    they tell neither an hour nor a place. `confirmed`: the mark of what is confirmed now."""
    words = note_words(note, title, body)
    found = protected_contact.found_in(words)
    if not found or (mark := protected_contact.mark_of(words)) in {note.confirmed_words, confirmed}:
        return None
    title, text, *others = words
    told = any(told_in(other) for other in others) or note.kind in _WITHOUT
    moved = (
        None if told else moved_words(title, text, note.event_on, note.starts_at, note.ends_at, note.place)
    )
    return WhereaboutsQuestion(found, mark, moved)


def moved_words(
    title: str, text: str, day: date | None, starts_at: time | None, ends_at: time | None, place: str
) -> MovedWords | None:
    """Return the words once hours and places stand in their cases; None when the cases do not hold all of them: more
    than they have, or others than theirs."""
    told = [*told_in(title), *told_in(text)]
    hours = _hours({at for one in told for at in one.times}, starts_at, ends_at)
    where = _place([one.place for one in told if one.place], place)
    if hours is None or where is None or (hours != (None, None) and day is None):
        return None
    return MovedWords(_without(title), _without(text), *hours, where)


def _hours(
    told: set[time], starts_at: time | None, ends_at: time | None
) -> tuple[time | None, time | None] | None:
    """Return the two cases when they hold all these hours; None else."""
    more = sorted(told - {starts_at, ends_at})
    if starts_at is None and ends_at is None and len(more) <= 2:  # noqa: PLR2004 - two cases
        return (*more, None, None)[:2]  # type: ignore[return-value]
    if starts_at is not None and ends_at is None and len(more) == 1 and more[0] > starts_at:
        return starts_at, more[0]
    return None if more else (starts_at, ends_at)


def _place(told: list[str], place: str) -> str | None:
    """Return the place that is meant, when there is one: « au château » is the château of the case. None when
    several are."""
    named = sorted({_named(one) for one in (*told, place) if one}, key=len, reverse=True)
    if not named:
        return ""
    longest = named[0]
    if len(longest) > _LONGEST_PLACE or any(fold(one) not in fold(longest) for one in named):
        return None
    return longest


def _named(place: str) -> str:
    bare = _TO.sub("", place)
    return bare[:1].upper() + bare[1:]


def _without(text: str) -> str:
    for one in reversed(told_in(text)):
        text = text[: one.start] + _as_written(one, text) + text[one.end :]
    return text


def _as_written(one: TimeOrPlace, text: str) -> str:
    """Return the words that stand instead, with a capital where the sentence began with them."""
    first = one.instead[:1]
    return (first.upper() if text[one.start].isupper() else first) + one.instead[1:]
