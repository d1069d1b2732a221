"""What a printed sheet says to who holds it: its text, and the square that a telephone reads."""

import io
import re
from dataclasses import dataclass
from itertools import groupby

import segno
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

_LETTER = re.compile(r"Votre identifiant\n(?P<login>\S+)\nVotre code personnel\n(?P<code>[A-Z0-9-]+)\n")
_CARD = re.compile(
    r"(?P<first_name>[^\n]+)\n(?P<last_name>[^\n]+)\nAdresse\n(?P<address>\S+)\nMon identifiant\n(?P<login>\S+)\n"
    # The gap after a number is drawn, not written: some readers find a space there, some do not.
    r"Mes trois mots\n1 ?(?P<one>\S+)\n2 ?(?P<two>\S+)\n3 ?(?P<three>\S+)\n"
)


@dataclass(frozen=True)
class Letter:
    """A letter as an adult receives it; `square` holds the dark modules (column, row) of its QR code."""

    text: str
    login: str
    code: str
    square: frozenset[tuple[int, int]]

    def leads_to(self, url: str) -> bool:
        """Whether the printed square is the one of this address, module by module."""
        rows = segno.make_qr(url, error="m").matrix
        return self.square == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


def letters_in(pdf: bytes) -> list[Letter]:
    return [_letter(page) for page in PdfReader(io.BytesIO(pdf)).pages]


def letter_for(pdf: bytes, name: str) -> Letter:
    """The one letter in which this name stands."""
    (found,) = [letter for letter in letters_in(pdf) if name in letter.text]
    return found


def cards_in(pdf: bytes) -> dict[str, tuple[str, str]]:
    """First name → (login, three words) of each pupil's card."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return {
        card["first_name"]: (card["login"], f"{card['one']} {card['two']} {card['three']}")
        for card in _CARD.finditer(text)
    }


def _letter(page: PageObject) -> Letter:
    text = page.extract_text()
    found = _LETTER.search(text)
    assert found, text
    return Letter(text, found["login"], found["code"], _modules(page))


def _modules(page: PageObject) -> frozenset[tuple[int, int]]:
    """The square is the longest path of the page: one horizontal stroke for each run of dark modules."""
    orders = ContentStream(page.get_contents(), None).operations
    paths = [list(path) for drawn, path in groupby(orders, lambda order: order[1] in {b"m", b"l"}) if drawn]
    points = [(float(x), float(y)) for (x, y), _ in max(paths, key=len)]
    strokes = list(zip(points[::2], points[1::2], strict=True))
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return frozenset(
        (round(x - left) + step, round(y - top))
        for (x, y), (end, _) in strokes
        for step in range(round(end - x))
    )
