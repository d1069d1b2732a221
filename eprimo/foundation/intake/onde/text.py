"""Comparing and cleaning the words of a file."""

import re
import unicodedata
from functools import lru_cache

from eprimo.foundation.kernel.text import fold as text_key

_NOT_WORD = re.compile(r"[\W_]+")
_LINE_BREAKS = "\t\n\r"
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
_BEFORE = re.compile(r" (?=[:;!?»%])")
_AFTER = re.compile(r"(?<=«) ")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Key of a name or label, as the directory compares them.

    A text of signs only is its own key, so that two of them are not taken for one.
    """
    return text_key(text) or text.strip().casefold()


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """Key of a column header: case, accents, spaces, apostrophes and stars do not count."""
    return _NOT_WORD.sub("", text_key(text))


def clean(text: str) -> tuple[str, bool]:
    """Return the text in NFC with single spaces, and whether unseen characters were taken out.

    Unseen are control and format characters: among them the marks that turn the direction of
    writing, with which a name could show as another one.
    """
    if text.isprintable():
        return " ".join(unicodedata.normalize("NFC", text).split()), False
    kept = "".join(c for c in text if c in _LINE_BREAKS or unicodedata.category(c) not in _UNSEEN)
    return " ".join(unicodedata.normalize("NFC", kept).split()), kept != text


def french(sentence: str) -> str:
    """Put the non-breaking spaces of French typography into a sentence written with plain ones."""
    return _BEFORE.sub("\u00a0", _AFTER.sub("\u00a0", sentence))
