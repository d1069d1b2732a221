"""Words of the pages that a human voice may say: read aloud from a recording where there is one.

The program ships none: a school's or a host's own voice is put in a folder (docs/ui.md, « Listening »).
"""

from collections.abc import Mapping
from functools import cache

from django.contrib.staticfiles import finders
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from eprimo.ui.pictures import address

# File `<language>/<key>.mp3` of the folder -> what the voice says: the words of the little ones' tiles.
PHRASES: dict[str, str | Promise] = {
    "les-mots": _("Les mots"),
}
FOLDER = "phrases"
SUFFIX = ".mp3"


def recording(words: str, language: str) -> str:
    """Address of the recording of these words in this language; empty when there is none: the device's voice then."""
    key = _keys(language).get(words.strip().casefold(), "")
    return _address(key, language) if key else ""


def missing(language: str) -> list[str]:
    """Keys of the phrases that nobody recorded in this language."""
    return [key for key in PHRASES if not finders.find(path_of(key, language))]


def path_of(key: str, language: str) -> str:
    return f"{FOLDER}/{language}/{key}{SUFFIX}"


@cache
def _keys(language: str) -> Mapping[str, str]:
    with override(language):
        return {str(words).casefold(): key for key, words in PHRASES.items()}


@cache
def _address(key: str, language: str) -> str:
    path = path_of(key, language)
    return address(path) if finders.find(path) else ""
