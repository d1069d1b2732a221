"""What a pupil is shown of the liaison book: a few pictures for the little ones, words for the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy

from eprimo.foundation.content.subjects import Picture
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.sections import Tile
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.pictures import KIND_ICONS, picture_for
from eprimo.services.liaison.queries.lists import newest_for_pupil
from eprimo.ui.addresses import reverse

# What a note asks of the family is no pupil's to do: who signs and who answers is said.
_OF_PARENTS = {
    NoteKind.TO_SIGN.value: gettext_lazy("À signer par tes parents"),
    NoteKind.TO_ANSWER.value: gettext_lazy("Tes parents répondent"),
}
# With the tile of all notes, four.
TILES = 3
# Of a title, on a tile.
MOST_LETTERS = 32


@dataclass(frozen=True, slots=True)
class NoteTile:
    """A note as a picture. `fresh`: it came today."""

    note: Note
    picture: Picture
    fresh: bool


def kind_for(note: Note) -> str:
    """Return the word of the margin of a note, as a pupil reads it."""
    return str(_OF_PARENTS.get(note.kind) or NoteKind(note.kind).label)


def picture_of_note(note: Note) -> Picture:
    """Return the picture of a note that was read with its text (`body`)."""
    body = note.body  # type: ignore[attr-defined]
    return picture_for(note.kind, note.resource.title, body, note.bring)


def tiles_of(actor: Actor, notes: Iterable[Note]) -> list[NoteTile]:
    """Return notes with their texts as pictures: for the skin of the little ones alone."""
    return [NoteTile(note, picture_of_note(note), fresh=_is_today(actor, note)) for note in notes]


def _is_today(actor: Actor, note: Note) -> bool:
    return note.resource.visible_from is not None and note.resource.visible_from.date() == actor.now.date()


def pupil_home(actor: Actor) -> dict[str, Any]:
    """Return what the home of a pupil shows: the newest notes of the own class (one statement)."""
    notes = newest_for_pupil(actor)
    little = actor.skin == "petits"
    return {"notes": notes, "icons": KIND_ICONS, "tiles": _home_tiles(actor, notes[:TILES]) if little else []}


def _home_tiles(actor: Actor, notes: Iterable[Note]) -> list[Tile]:
    """Return the tiles of the newest notes and of the way to all; none where there is no note."""
    newest = tiles_of(actor, notes)
    if not newest:
        return []
    every = Tile(gettext("LES MOTS"), reverse("liaison:list"), "closed-mailbox-with-raised-flag", "hg")
    return [*map(_tile, newest), every]


def _tile(one: NoteTile) -> Tile:
    resource, by = one.note.resource, one.note.resource.owner if one.fresh else None
    return Tile(
        Truncator(resource.title).chars(MOST_LETTERS), reverse("liaison:note", args=[resource.public_id]),
        one.picture.name, one.picture.lesson, str(resource.public_id),
        since=by.formal_name if by else "", seed=str(by.public_id) if by else "",
    )  # fmt: skip
