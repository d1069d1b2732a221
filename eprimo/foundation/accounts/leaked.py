"""Passwords that whoever guesses tries first: refused by a filter that the program ships.

The filter holds, in order, the first five bytes of the hashes of 95,000 texts: no password stands in the program. They
are those of leaked lists, and French ones made by rule (`eprimo.devtools.leaked` makes the file, and says of what). A
text that is none of them is taken for one once in ten million.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eprimo.foundation.accounts.secrets_words import DATA

FILE = DATA / "mots_de_passe_devines.bin"
# Bytes kept of each hash, and the shortest text that is looked for: under it every password would hold one.
KEPT, SHORTEST = 5, 8
_NEITHER = re.compile(r"[^0-9a-z]+")
_FIGURES = "0123456789"
_LEET = str.maketrans("0134578@$€!|", "oieastbaseii")


def folded(text: str) -> str:
    """Return the small letters and figures of a text, without accents nor signs."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _NEITHER.sub("", plain.casefold())


def print_of(text: str) -> bytes:
    """Return what the filter holds of a folded text."""
    return hashlib.sha256(text.encode()).digest()[:KEPT]


def is_guessed(password: str) -> bool:
    """Tell whether the filter holds a password, as it is typed or without what was added to it."""
    held = _prints()
    return any(_holds(held, print_of(text)) for text in set(_cores(password)) if len(text) >= SHORTEST)


class GuessedPasswordValidator:
    """Refuses what is tried first, with a date or a sign at its end too: « vivelesvacances », « Pamplemousse2026! »."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django calls it so
        """Refuse a password that the filter holds (ValidationError)."""
        if is_guessed(password):
            raise ValidationError(
                _(
                    "Ce mot de passe est facile à deviner, même avec une date ou un signe à la fin. "
                    "Choisissez plutôt trois ou quatre mots sans lien entre eux."
                ),
                code="password_guessed",
            )

    def get_help_text(self) -> str:
        """Sentence above the field."""
        return _("Ni votre nom, ni celui de l’école, ni un mot courant suivi d’une date.")


def _cores(password: str) -> Iterator[str]:
    typed = folded(password)
    yield typed
    # What people add at the end, or at the head, to please a form.
    yield typed.strip(_FIGURES)
    # Signs and figures that stand for letters, save those at the end, which are rarely letters in disguise.
    last = max((at for at, char in enumerate(password) if char.isalpha()), default=-1)
    yield folded(password[: last + 1].translate(_LEET))


@cache
def _prints() -> bytes:
    return FILE.read_bytes()


class _Prints:
    """The bytes of the filter, as a sequence for bisect."""

    def __init__(self, held: bytes) -> None:
        self.held = held

    def __len__(self) -> int:
        return len(self.held) // KEPT

    def __getitem__(self, at: int) -> bytes:
        return self.held[at * KEPT : (at + 1) * KEPT]


def _holds(held: bytes, wanted: bytes) -> bool:
    prints = _Prints(held)
    at = bisect_left(prints, wanted)
    return at < len(prints) and prints[at] == wanted
