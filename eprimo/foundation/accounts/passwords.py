"""Passwords that adults choose, refused when they can be guessed, and the codes that sheets print.

A validator is told of the account and, when the caller knows them, of the words around it (schools, children): see
`password_validate`. Sentences say what to do; they never repeat what was typed.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eprimo.foundation.accounts.hashers import LONGEST_SECRET
from eprimo.foundation.accounts.secrets_words import DATA
from eprimo.foundation.kernel.text import fold

SHORTEST = 12
# A word under this is no hint (« de », « le ») and would cover anything.
SHORTEST_WORD = 3
# What may stand beside one or two known words without making them hard to guess.
SPARE_LETTERS = 3
KNOWN_WORDS = 2
DIFFERENT_CHARACTERS = 5
# Codes: no 0 O 1 I L, that look alike, and no vowel, so that no word is ever drawn. 27^13 is 61.8 bits.
CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
CODE_GROUPS = (4, 4, 5)
# Files of hashes over this are searched where they lie, not read.
SMALL_FILE = 8 * 1024 * 1024  # bytes
_LEET = str.maketrans("0134578@$€!|+", "oieastbaseiit")
_LEET_L = str.maketrans("0134578@$€!|+", "oleastbaseilt")
_NOT_LETTER = re.compile(r"[^a-z]+")
_ONLY_FIGURES = re.compile(r"[\d\s/.\-_:]*")
_TAIL = re.compile(r"(?<![\W\d_])[\W\d_]+\Z")
_HASH_LINE = re.compile(rb"\A[0-9A-Fa-f]{40}(:\d+)?\s*\Z")


@cache
def context_list() -> frozenset[str]:
    """Words that are guessed first: keyboards, school, family, first names, towns of the academy. Folded, glued."""
    lines = (DATA / "mots_de_passe_contexte.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@dataclass(frozen=True)
class _Subject:
    """What validators read of the person who chooses."""

    login: str = ""
    names: tuple[str, ...] = ()
    password_context: tuple[str, ...] = ()


def password_validate(password: str, *, account: Any = None, context: Sequence[str] = ()) -> None:
    """Run the validators of the settings; ValidationError with French sentences when refused.

    `account` has a login and a person, `context` holds the names of schools, classes and children around it.
    """
    subject = _Subject(getattr(account, "login", ""), _names(account), tuple(context))
    validate_password(password, subject)  # type: ignore[arg-type]  # our validators read words only


class LengthValidator:
    """12 to 128 characters, counted after NFC: an accent typed in two strokes is one character."""

    def __init__(self, min_length: int = SHORTEST, max_length: int = LONGEST_SECRET) -> None:
        self.min_length, self.max_length = min_length, max_length

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django calls it so
        """Refuse a password that is too short, too long, or made of two or three characters (ValidationError)."""
        text = unicodedata.normalize("NFC", password)
        if len(text) < self.min_length:
            missing = self.min_length - len(text)
            raise ValidationError(
                ngettext(
                    "Ce mot de passe est trop court\u00a0: ajoutez au moins un caractère.",
                    "Ce mot de passe est trop court\u00a0: ajoutez au moins %(missing)d caractères.",
                    missing,
                ),
                code="password_too_short",
                params={"missing": missing},
            )
        if len(text) > self.max_length:
            raise ValidationError(
                _("Ce mot de passe est trop long\u00a0: gardez au plus %(max)d caractères."),
                code="password_too_long",
                params={"max": self.max_length},
            )
        if len(set(text.casefold())) < DIFFERENT_CHARACTERS:
            raise ValidationError(
                _("Ce mot de passe répète les mêmes caractères\u00a0: choisissez plutôt trois mots."),
                code="password_repeats",
            )

    def get_help_text(self) -> str:
        """Sentence above the field."""
        return _(
            "Au moins %(min)d caractères\u00a0: trois ou quatre mots sans lien entre eux font l’affaire."
        ) % {"min": self.min_length}


class ContextPasswordValidator:
    """Refuses one or two known words, whatever is added: « Maitresse2026! », « p4p1ll0n44 », « Lea-Martin-49 »."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password that the person's own words, or the list's, make whole (ValidationError)."""
        if _ONLY_FIGURES.fullmatch(password):
            raise ValidationError(
                _("Ce mot de passe n’a que des chiffres\u00a0: ajoutez deux ou trois mots."),
                code="password_figures",
            )
        own = _own_words(user)
        for spelling in _spellings(password):
            if _is_covered(spelling, own):
                raise ValidationError(
                    _(
                        "Ce mot de passe contient votre nom, celui de l’école ou votre identifiant. "
                        "Choisissez plutôt trois ou quatre mots sans lien avec vous."
                    ),
                    code="password_own_words",
                )
            if _is_covered(spelling, own | context_list()):
                raise ValidationError(
                    _(
                        "Ce mot de passe est facile à deviner, même avec une date ou un signe à la fin. "
                        "Choisissez plutôt trois ou quatre mots sans lien entre eux."
                    ),
                    code="password_context",
                )

    def get_help_text(self) -> str:
        """Sentence above the field."""
        return _("Ni votre nom, ni celui de l’école, ni un mot courant suivi d’une date.")


class FileBreachedValidator:
    """Refuses what a file lists: one word a line, or SHA-1 prints in hexadecimal, `HASH` or `HASH:count`.

    A file of prints over 8 MB must be in the order of the prints, as breach lists are published: it is searched in
    place. `path` is EPRIMO_BREACHED_FILE when not given; without either, nothing is refused.
    """

    def __init__(self, path: str = "") -> None:
        name = path or settings.BREACHED_FILE
        self.path = Path(name) if name else None
        if self.path and not self.path.is_file():
            raise ImproperlyConfigured(f"EPRIMO_BREACHED_FILE: no file at {self.path}.")

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django calls it so
        """Refuse a password that the file holds (ValidationError)."""
        if self.path and _is_listed(self.path, unicodedata.normalize("NFC", password)):
            raise ValidationError(
                _(
                    "Ce mot de passe a déjà été volé sur un autre site. Choisissez-en un autre, et changez-le "
                    "partout où vous l’utilisez."
                ),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Sentence above the field."""
        return _("Un mot de passe que vous n’utilisez nulle part ailleurs.")


def new_activation_code() -> str:
    """A single-use code as printed, in groups: « K7QF-2MXD-9TRPB ». 61.8 bits."""
    return "-".join("".join(secrets.choice(CODE_ALPHABET) for _letter in range(size)) for size in CODE_GROUPS)


def normalise_code(text: str) -> str:
    """Return the capitals and digits of a code, which are hashed and compared. A letter that no code has stays, and
    finds nothing."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())


def looks_like_a_code(text: str) -> bool:
    """Tell whether a text has the shape of what a sheet prints, by its signs alone: whether there is such a code is not
    asked."""
    code = normalise_code(text).replace("-", "")
    return len(code) == sum(CODE_GROUPS) and set(code) <= set(CODE_ALPHABET)


def _names(account: Any) -> tuple[str, ...]:
    person = getattr(account, "person", None)
    fields = ("first_name", "last_name", "usual_name")
    return tuple(name for field in fields if (name := getattr(person, field, "")))


def _own_words(user: Any) -> frozenset[str]:
    """Folded words of who chooses: names, login, school, glued and apart."""
    texts = [getattr(user, "login", ""), *(getattr(user, "names", None) or _names(user))]
    texts += getattr(user, "password_context", ())
    folded = [fold(text) for text in texts]
    pieces = [_NOT_LETTER.sub("", piece) for text in folded for piece in (*text.split(), text)]
    return frozenset(piece for piece in pieces if len(piece) >= SHORTEST_WORD)


def _spellings(password: str) -> list[str]:
    """Letters of the password: as typed, and with figures and signs read as the letters they stand for."""
    typed = "".join(
        char for char in unicodedata.normalize("NFKD", password).casefold() if not unicodedata.combining(char)
    )
    # A date or a sign at the end is rarely a letter in disguise; at the head it may be (« €cole »).
    core = _TAIL.sub("", typed)
    candidates = [typed, core.translate(_LEET), core.translate(_LEET_L)]
    # Order kept: what was typed first, so that the sentence is about it.
    return list(dict.fromkeys(_NOT_LETTER.sub("", candidate) for candidate in candidates))


def _is_covered(letters: str, words: Iterable[str]) -> bool:
    """Whether at most two different words, as often as they come, leave at most three letters uncovered.

    Fewest uncovered letters first, then fewest words: dynamic programming over the places of the text.
    """
    known = words if isinstance(words, frozenset) else frozenset(words)
    longest = max(map(len, known), default=0)
    best: list[tuple[int, frozenset[str]]] = [(0, frozenset())]
    for end in range(1, len(letters) + 1):
        options = [(best[end - 1][0] + 1, best[end - 1][1])]
        options += [
            (best[start][0], best[start][1] | {letters[start:end]})
            for start in range(max(0, end - longest), end - SHORTEST_WORD + 1)
            if letters[start:end] in known
        ]
        best.append(min(options, key=lambda option: (option[0], len(option[1]))))
    spare, used = best[-1]
    return bool(used) and spare <= SPARE_LETTERS and len(used) <= KNOWN_WORDS


def _is_listed(path: Path, password: str) -> bool:
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    with path.open("rb") as file:
        if not _HASH_LINE.match(file.readline()):
            return password.casefold() in _small_list(path, path.stat().st_mtime_ns)
        if path.stat().st_size <= SMALL_FILE:
            return digest in _small_list(path, path.stat().st_mtime_ns)
        return _search(file, digest.encode(), path.stat().st_size)


@cache
def _small_list(path: Path, stamp: int) -> frozenset[str]:  # noqa: ARG001 - a changed file is read again
    """Lines of a file: prints in capitals without their count, words in lower case."""
    lines = path.read_bytes().splitlines()
    if lines and _HASH_LINE.match(lines[0]):
        return frozenset(line[:40].decode("ascii", "ignore").upper() for line in lines)
    words = (line.decode("utf-8", "ignore").strip() for line in lines)
    return frozenset(unicodedata.normalize("NFC", word).casefold() for word in words if word)


def _search(file: Any, digest: bytes, size: int) -> bool:
    """Binary search of a print in an ordered file, by bytes: some forty reads in the largest list there is."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle:
            file.readline()
        line = file.readline()
        if line and line[:40].upper() < digest:
            low = middle + 1
        else:
            high = middle
    file.seek(low)
    if low:
        file.readline()
    return bool(file.readline()[:40].upper() == digest)
