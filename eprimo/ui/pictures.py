"""Icons, animals and Primo: addresses of the drawings that pages share."""

import re
from functools import cache
from pathlib import Path
from zlib import crc32

from django.contrib.staticfiles import finders
from django.templatetags.static import static

# A child who has not chosen yet gets one of these, always the same.
ANIMALS = (
    "butterfly",
    "cat-face",
    "chipmunk",
    "fox",
    "frog",
    "hedgehog",
    "koala",
    "lady-beetle",
    "lion",
    "owl",
    "panda",
    "penguin",
    "rabbit-face",
    "snail",
    "turtle",
    "whale",
)
COLOURS = 8
# Mood -> (file, width, height in pixels).
PRIMO = {
    "calm": ("primo.svg", 96, 96),
    "note": ("primo-mot.svg", 112, 96),
    "sleep": ("primo-dort.svg", 96, 96),
    "happy": ("primo-content.svg", 96, 96),
}
# Scenes of empty, done and error states -> (file, width, height in pixels).
SCENES = {
    "rien": ("rien.svg", 240, 164),
    "ligne": ("ligne.svg", 260, 164),
    "cle": ("cle.svg", 200, 140),
    "boite": ("boite.svg", 240, 174),
    "loupe": ("loupe.svg", 240, 164),
    "vacances": ("vacances.svg", 240, 174),
    "cour": ("cour.svg", 600, 300),
    "primo": ("primo.svg", 120, 120),
    "primo-mot": ("primo-mot.svg", 140, 120),
    "primo-dort": ("primo-dort.svg", 120, 120),
    "primo-content": ("primo-content.svg", 120, 120),
}


@cache
def address(path: str) -> str:
    """The address of a static file; it holds for the life of the process."""
    return static(path)


def animal_of(seed: object) -> tuple[str, int]:
    """The animal and the colour (1 to 8) that stand for this person until they choose."""
    number = crc32(str(seed).encode())
    return ANIMALS[number % len(ANIMALS)], number // len(ANIMALS) % COLOURS + 1


@cache
def emoji_drawing(name: str) -> str:
    """The drawing of a pupils' picture (`emoji/`), as SVG: for paper."""
    return _source(f"emoji/{name}.svg")


@cache
def animal_drawing(animal: str) -> str:
    """The drawing of an animal, as SVG: for paper. On pages it is a piece of the sheet of all animals."""
    found = re.search(
        rf'<symbol id="{re.escape(animal)}"([^>]*)>(.*?)</symbol>', _source("animals.svg"), re.DOTALL
    )
    if found is None:
        raise ValueError(f"No animal {animal!r}.")
    return f'<svg xmlns="http://www.w3.org/2000/svg"{found[1]}>{found[2]}</svg>'


def _source(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise ValueError(f"No drawing {path!r}.")
    return Path(found).read_text(encoding="utf-8")
