"""Badges of the little ones, ten a page, and the sheet of pictures that their teacher keeps apart.

They hold secrets: who asks for them writes the print in the audit trail, and nothing here keeps the bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from eprimo.foundation.printing.prose import breakable, long_date, qr_svg
from eprimo.foundation.printing.typesetting import typeset
from eprimo.ui.pictures import animal_drawing, animal_of, emoji_drawing


@dataclass(frozen=True, kw_only=True)
class BadgeCard:
    """What a child holds in front of the tablet. The square holds the address and a secret: no name, no photo."""

    first_name: str
    last_name: str
    class_label: str
    school_name: str
    # The host that the square leads to, to be checked by eye.
    address: str
    # `https://host/b#SECRET`: the fragment never reaches a server's journal.
    qr_payload: str
    # What the child's animal is drawn from.
    seed: str
    last_day: date


@dataclass(frozen=True)
class PicturedPupil:
    """A line of the teacher's sheet: the three pictures in order, as (file, word)."""

    first_name: str
    last_name: str
    pictures: Sequence[tuple[str, str]]


def badges_pdf(
    cards: Sequence[BadgeCard], pupils: Sequence[PicturedPupil] = (), *, lang: str = "fr"
) -> bytes:
    """A4 sheets of ten badges to cut, in the order given; then the teacher's sheet when `pupils` are given.

    ValueError when there is nobody.
    """
    if not cards and not pupils:
        raise ValueError("No badge to print.")
    with translation.override(lang):
        data = {
            "labels": {
                "qr": _("Carré à montrer à la tablette de la classe"),
                "lost": _("Badge perdu\u00a0? Dis-le vite à ta maîtresse ou à ton maître."),
                "sheet": _("Les images des élèves"),
                "keep": _("Pour l’enseignant\u00a0: à garder à part, ne s’affiche pas en classe."),
                "child": _("Élève"),
                "pictures": _("Ses trois images, dans l’ordre"),
            },
            "badges": [_badge(card) for card in cards],
            "pupils": [
                {
                    "name": breakable(f"{one.first_name} {one.last_name}"),
                    "pictures": [{"drawing": emoji_drawing(key), "word": word} for key, word in one.pictures],
                }
                for one in pupils
            ],
        }
        return typeset(
            "badges", data, title=_("Badges des élèves") if cards else _("Images des élèves"), lang=lang
        )


def _badge(card: BadgeCard) -> dict[str, object]:
    return {
        "first_name": breakable(card.first_name),
        "last_name": breakable(card.last_name),
        "place": breakable(f"{card.class_label} · {card.school_name}"),
        "address": breakable(card.address),
        "qr": qr_svg(card.qr_payload),
        "animal": animal_drawing(animal_of(card.seed)[0]),
        "until": _("Jusqu’au {day}").format(day=long_date(card.last_day)),
    }
