"""Icons, animals and Primo: addresses of the drawings that pages share."""

import re
from functools import cache
from pathlib import Path
from zlib import crc32

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# What children choose from: its drawing and what it is called. No pig, cow, monkey, whale, bear or dog: in one of the
# languages of families they are what children call each other.
ANIMALS = {
    "butterfly": _("papillon"),
    "cat-face": _("chat"),
    "chipmunk": _("écureuil"),
    "fox": _("renard"),
    "frog": _("grenouille"),
    "hedgehog": _("hérisson"),
    "koala": _("koala"),
    "lady-beetle": _("coccinelle"),
    "lion": _("lion"),
    "owl": _("hibou"),
    "panda": _("panda"),
    "penguin": _("manchot"),
    "rabbit-face": _("lapin"),
    "snail": _("escargot"),
    "turtle": _("tortue"),
    "dolphin": _("dauphin"),
    "crab": _("crabe"),
    "duck": _("canard"),
    "eagle": _("aigle"),
    "flamingo": _("flamant rose"),
    "front-facing-baby-chick": _("poussin"),
    "honeybee": _("abeille"),
    "horse-face": _("cheval"),
    "kangaroo": _("kangourou"),
    "mouse-face": _("souris"),
    "octopus": _("pieuvre"),
    "parrot": _("perroquet"),
    "sauropod": _("dinosaure"),
    "tiger-face": _("tigre"),
    "tropical-fish": _("poisson"),
    "unicorn": _("licorne"),
    "wolf": _("loup"),
}
# Those that are drawn first in a class, and what stands for who is in none, always the same.
DRAWN = tuple(ANIMALS)[:16]
# The rings, 1 to 8 (`.e-1` to `.e-8`).
COLOURS = {
    1: _("jaune"),
    2: _("bleu"),
    3: _("violet"),
    4: _("vert"),
    5: _("orange"),
    6: _("turquoise"),
    7: _("rose"),
    8: _("gris"),
}
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


def chosen(animal: str, colour: int) -> str:
    """A choice, as it is kept. ValueError: not one of ours."""
    if animal not in ANIMALS or colour not in COLOURS:
        raise ValueError(f"No animal {animal!r} in {colour!r}.")
    return f"{animal}-{colour}"


_CHOSEN = {chosen(animal, colour): (animal, colour) for animal in ANIMALS for colour in COLOURS}


def animal_of(seed: object) -> tuple[str, int]:
    """The animal and the colour (1 to 8) of a choice (`chosen`), or those that stand for this person until then."""
    text = str(seed)
    if text in _CHOSEN:
        return _CHOSEN[text]
    number = crc32(text.encode())
    return DRAWN[number % len(DRAWN)], number // len(DRAWN) % len(COLOURS) + 1


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
