"""What a pupil is shown of the liaison book: a few pictures for the little ones, words for the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eprimo.foundation.content import richtext
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.home import day_of
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.days import monday_of, newest_for_pupil, pupil_days, today_of
from eprimo.services.liaison.subjects import DENIED, Picture, picture_of
from eprimo.services.liaison.words import KIND_ICONS
from eprimo.ui.addresses import reverse

# By kind: the picture by which who does not read yet knows a note whose subject is not told.
_LETTER = Picture("love-letter", "fr")
_KINDS = {
    NoteKind.INFORMATION.value: _LETTER,
    NoteKind.TO_SIGN.value: _LETTER,
    NoteKind.TO_ANSWER.value: _LETTER,
    NoteKind.EVENT.value: Picture("minibus", "sc"),
    NoteKind.TO_BRING.value: Picture("backpack", "ep"),
    NoteKind.CLOSED.value: Picture("house-with-garden", "ar"),
}
# What a note asks of the family is no pupil's to do: who signs and who answers is said.
_OF_PARENTS = {
    NoteKind.TO_SIGN.value: gettext_lazy("À signer par tes parents"),
    NoteKind.TO_ANSWER.value: gettext_lazy("Tes parents répondent"),
}
# With the tile of all notes, four.
TILES, LINES = 3, 5
SCHOOL_DAYS = 5
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class NoteTile:
    """A note as a picture. `fresh`: it came today."""

    note: Note
    picture: Picture
    fresh: bool


@dataclass(frozen=True, slots=True)
class RibbonDay:
    """A day of the school week: its letter, the picture of what it brings (empty: an ordinary day)."""

    day: date
    picture: str
    title: str
    past: bool
    today: bool


def kind_for(note: Note) -> str:
    """The word of its margin, to a pupil."""
    return str(_OF_PARENTS.get(note.kind) or NoteKind(note.kind).label)


def picture_for(note: Note) -> Picture:
    """What a note with its text in force (`body`) speaks of; else what its kind asks. The same on its tile and page."""
    if note.kind == NoteKind.CLOSED:
        return _KINDS[note.kind]
    body = note.body  # type: ignore[attr-defined]
    found = picture_of(
        note.resource.title,
        richtext.to_text(body) if body else "",
        note.bring if note.kind == NoteKind.TO_BRING else (),
    )
    # « Pas de piscine jeudi » is neither the pool nor a bag to pack: a word to listen to.
    return _LETTER if found is DENIED else found or _KINDS[note.kind]


def tiles_of(actor: Actor, notes: Iterable[Note]) -> list[NoteTile]:
    """Notes with their texts, as pictures: for the skin of the little ones alone."""
    return [NoteTile(note, picture_for(note), fresh=_is_today(actor, note)) for note in notes]


def _is_today(actor: Actor, note: Note) -> bool:
    return note.resource.visible_from is not None and note.resource.visible_from.date() == actor.now.date()


def pupil_home(actor: Actor) -> dict[str, Any]:
    """The newest notes of own class, and the days that notes announce (two statements)."""
    today, little = today_of(actor), actor.skin == "petits"
    notes, dated = newest_for_pupil(actor), pupil_days(actor)
    ahead = [note for note in dated if (note.event_until_on or note.event_on or today) >= today]
    return {
        "notes": notes,
        "tiles": tiles_of(actor, notes[:TILES]) if little else [],
        "icons": KIND_ICONS,
        "today": today,
        "now": [note for note in ahead if note.event_on is not None and note.event_on <= today],
        "bring": [note for note in ahead if note.bring and _soon(note, today)],
        "days": [
            day_of(note, reverse("liaison:note", args=[note.resource.public_id])) for note in ahead[:LINES]
        ],
        "ribbon": ribbon_of(today, dated) if little else [],
    }


def _soon(note: Note, today: date) -> bool:
    """What goes into the bag this evening: for the next school day, or for today still."""
    next_day = today + timedelta(days=1 if today.weekday() < _FRIDAY else 7 - today.weekday())
    return note.event_on is not None and today <= note.event_on <= next_day


def ribbon_of(today: date, dated: Iterable[Note]) -> list[RibbonDay]:
    """The school week, with what notes announce for its days; empty when they announce nothing."""
    notes = list(dated)
    week = [monday_of(today) + timedelta(days=number) for number in range(SCHOOL_DAYS)]
    found = {day: _note_on(day, notes) for day in week}
    if not any(found.values()):
        return []
    return [
        RibbonDay(
            day=day,
            picture=picture_for(note).name if note else "",
            title=note.resource.title if note else _("Un jour d’école"),
            past=day < today,
            today=day == today,
        )
        for day, note in found.items()
    ]


def _note_on(day: date, notes: Iterable[Note]) -> Note | None:
    return next(
        (
            n
            for n in notes
            if n.event_on is not None and n.event_on <= day <= (n.event_until_on or n.event_on)
        ),
        None,
    )
