"""The three words of a pupil's card: drawn by the machine, typed by a child of seven.

The list holds common, concrete and kind words of 3 to 7 letters, with their accents, since a child reads them; typing
them without accents, in capitals, glued or cut is the same. Three different words of 1,200 and more, in order, give
at least 30 bits: enough behind the throttle, since nobody chooses them and the hash is not the only wall.
"""

import math
import random
import re
import secrets
from functools import cache
from itertools import combinations
from pathlib import Path

from eprimo.foundation.kernel.text import fold

DATA = Path(__file__).parent / "data"
COUNT = 3
_NOT_LETTER = re.compile(r"[^a-z]+")

# Kind words that make an unkind or doubtful pair (without accents).
_UNFORTUNATE = frozenset(
    frozenset(pair.split())
    for pair in """
    secret calin|secret couette|secret douche|secret voisin|secret docteur|secret photo|secret camera|secret canape
    secret sofa|secret chambre|photo douche|photo couette|photo chambre|camera douche|camera chambre|voisin douche
    voisin couette|voisin calin|voisin chambre|docteur douche|docteur calin|docteur couette|calin couette|calin sofa
    calin canape|bonbon voiture|bonbon voisin|bonbon secret|sachet poudre|sachet herbe|papier herbe
    ligne poudre|rail poudre|paille poudre|pince doigt|porte doigt|four main|four chat|four chien|marmite chat
    marmite chien|marmite lapin|girafe jambe|jambe poteau|genou poteau|melon ballon|volcan maman
    dragon maman|orage maman|puits enfant|puits chat|camion enfant|camion chat|train enfant|rail enfant
    """.replace("\n", "|").split("|")
    if len(pair.split()) == 2  # noqa: PLR2004 - a pair
)


@cache
def word_list() -> tuple[str, ...]:
    """The words, as printed, in alphabetical order."""
    return tuple((DATA / "mots_eleves.txt").read_text(encoding="utf-8").split())


def entropy_bits() -> float:
    """Bits of a draw: ordered triples of different words, less those that hold a refused pair (6 × n each)."""
    size = len(word_list())
    triples = size * (size - 1) * (size - 2) - 6 * len(_UNFORTUNATE) * size
    return math.log2(triples)


def is_unfortunate(words: tuple[str, ...]) -> bool:
    """Tell whether two of the words should not stand on one card."""
    folded = [fold(word) for word in words]
    return any(frozenset(pair) in _UNFORTUNATE for pair in combinations(folded, 2))


def draw_words(rng: random.Random | None = None) -> tuple[str, str, str]:
    """Draw three different words, as printed. `rng` is for seeded demo data and tests; secrets take the default."""
    source = rng or secrets.SystemRandom()
    while True:
        first, second, third = source.sample(word_list(), COUNT)
        words = (first, second, third)
        if not is_unfortunate(words):
            return words


def normalise_words(text: str) -> str:
    """Return the letters of three words, without accents or capitals, which are hashed and compared: « Tortue-CITRON
    vélo », « tortuecitronvelo » and « 1. tortue 2. citron 3. vélo » are the same secret."""
    return _NOT_LETTER.sub("", fold(text))
