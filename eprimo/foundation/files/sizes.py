"""The pictures that are made of a file, and what a child of the sandbox answers. No setting and no database here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """`longest` side in pixels, and bytes that it weighs at most."""

    name: str
    longest: int
    most: int


SMALL = Size("small", 960, 40 * 1024)
PAGE = Size("page", 1754, 100 * 1024)
LARGE = Size("large", 2048, 400 * 1024)
# Of a photograph; of the first page of a document, and of the others.
OF_IMAGE = (SMALL, PAGE, LARGE)
OF_FIRST_PAGE, OF_PAGE = (SMALL, PAGE), (PAGE,)
# Of one page: a closely printed one has four thousand.
MOST_LETTERS = 20_000
ALL = {one.name: one for one in OF_IMAGE}
# No size: the document that photographed sheets are bound to, and a voice.
PAPER, SOUND = "paper", "sound"
# Of a voice: seconds, what is let pass beyond them, and bytes of a second as we encode it (32 kbit/s).
MOST_SECONDS, SPARE_SECONDS, BYTES_OF_SECOND = 60, 1, 4_100


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture, in one of the sizes; `text`: what is written on a page of a document, as its file says it."""

    size: str
    width: int
    height: int
    content: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sound:
    """A voice as an MP3 of ours, and how long it lasts."""

    seconds: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document, and how many it has."""

    of: int
    drawn: tuple[Drawn, ...]
