"""The icon and the picture of a note: what it speaks of, else what its kind asks. This module reads no database."""

from collections.abc import Iterable

from eprimo.foundation.content import richtext
from eprimo.foundation.content.subjects import DENIED, Picture, picture_of
from eprimo.services.liaison.enums import NoteKind

KIND_ICONS = {
    NoteKind.INFORMATION.value: "info",
    NoteKind.TO_SIGN.value: "signature",
    NoteKind.TO_ANSWER.value: "list-checks",
    NoteKind.EVENT.value: "calendar-days",
    NoteKind.TO_BRING.value: "backpack",
    NoteKind.CLOSED.value: "school",
}


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


def picture_for(kind: str, title: str, body: richtext.Node | None, bring: Iterable[str]) -> Picture:
    """Return the picture of a note, the same on its tile, on its page and on the day that it announces."""
    if kind == NoteKind.CLOSED:
        return _KINDS[kind]
    things = bring if kind == NoteKind.TO_BRING else ()
    found = picture_of(title, richtext.to_text(body) if body else "", things)
    # « Pas de piscine jeudi » is neither the pool nor a bag to pack: a word to listen to.
    return _LETTER if found is DENIED else found or _KINDS[kind]
