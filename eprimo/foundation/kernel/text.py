"""Comparing French names and words: without accents, in lower case, with single spaces."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "ʼ": "'"})
_SPACES = re.compile(r"[\s\-'._]+")


def fold(text: str) -> str:
    """Accent-free lower-case form; punctuation between words becomes one space. « Le Goff-Éon » → « le goff eon »."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare.casefold()).strip()
