"""Comparing French names and words: without accents, in lower case, with single spaces."""

import re
import unicodedata

# Letters that Unicode does not take apart, as PostgreSQL's unaccent writes them.
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O"}
    | {"đ": "d", "Đ": "D", "ı": "i", "’": "'", "ʼ": "'"}
    # No word has it, and the database takes none.
    | {"\0": ""}
)
# What turns or hides the letters after it: controls, save ends of lines and tabulations, and the marks of direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_SPACES = re.compile(r"[\s\-'._]+")


def visible_text(text: str) -> str:
    """Return a text of somebody's file as it is read: without controls and marks of direction, so that what is shown
    before it is kept is what will be kept."""
    return _UNSEEN.sub("", text)


def like_part(words: str) -> str:
    """Return what was typed as a pattern of LIKE: anywhere in a folded text, its own wildcards read as letters."""
    escaped = fold(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def fold(text: str) -> str:
    """Return accent-free lower-case form; punctuation between words becomes one space. « Le Goff-Éon » → « le goff eon
    »."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare.casefold()).strip()


def surname(text: str) -> str:
    """A last name as it is kept and shown, whoever wrote it: in capitals, so that « LE GOFF Anne » and « Anne LE GOFF »
    tell which is which, and a list has one case whatever its sources."""
    return " ".join(text.upper().split())
