"""From the text of one cell to a value. Each function says ``None`` to what it cannot read."""

import re
from datetime import date
from functools import lru_cache

from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.records import LEVELS

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_FRENCH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_REWRITTEN = re.compile(
    r"\d{5}(?:[.,]\d+)?|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}|\d{1,2}[-/. ]\w+\.?[-/. ]\d{2}|#+"
)
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_PHONE = re.compile(r"0[1-9]\d{8}|\+[1-9]\d{7,14}")
_PHONE_MARKS = re.compile(r"[\s.\-/()_\u00a0]")
_YES = {"oui", "o", "vrai", "1"}
_NO = {"non", "n", "faux", "0"}
_SEXES = {
    "f": "F",
    "feminin": "F",
    "fille": "F",
    "h": "M",
    "m": "M",
    "masculin": "M",
    "g": "M",
    "garcon": "M",
}
_CIVILITIES = {"m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme"}
_CYCLES = {"maternelle": 1, "i": 1, "1": 1, "ii": 2, "2": 2, "iii": 3, "3": 3}
_LEVEL_NAMES = {fold(level): level for level in LEVELS} | {
    "clis": "ULIS",
    "toute petite section": "TPS",
    "tres petite section": "TPS",
    "petite section": "PS",
    "moyenne section": "MS",
    "grande section": "GS",
    "cours preparatoire": "CP",
    "cours elementaire 1": "CE1",
    "cours elementaire 2": "CE2",
    "cours moyen 1": "CM1",
    "cours moyen 2": "CM2",
}
_ORDINAL = re.compile(r"\b(\d)(?:ere|er|re|eme|e|nde|nd)\b(?: annee)?|\b(annee)\b")
_CODE = re.compile("[<>]|^[=+@＝＋＠]")
MAX_EMAIL = 254


@lru_cache(maxsize=16384)
def parse_date(text: str) -> date | None:
    """Read ``AAAA-MM-JJ`` or ``JJ/MM/AAAA``; ``None`` when it is neither or no such day exists."""
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _FRENCH.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_code(name: str) -> bool:
    """Tell a name that a page or a spreadsheet could take for its own language: it is nobody's."""
    return _CODE.search(name) is not None


def is_rewritten_date(text: str) -> bool:
    """Tell what a spreadsheet makes of a date: a number of days, a year of two digits, ``####``."""
    return _REWRITTEN.fullmatch(text) is not None


def parse_yes_no(text: str) -> bool | None:
    """Read ``Oui`` or ``Non`` in any case."""
    key = fold(text)
    return True if key in _YES else False if key in _NO else None


def parse_sex(text: str) -> str | None:
    """Read a sex as ``F`` or ``M`` (ONDE writes ``H`` for boys)."""
    return _SEXES.get(fold(text))


def parse_civility(text: str) -> str | None:
    """Read a civility as ``M.`` or ``Mme``."""
    return _CIVILITIES.get(fold(text))


def parse_cycle(text: str) -> int | None:
    """Read ``MATERNELLE``, ``CYCLE II``, ``Cycle 3``…"""
    return _CYCLES.get(fold(text).removeprefix("cycle").strip())


def parse_level(text: str) -> str | None:
    """Read one level, short or in full words."""
    key = fold(text)
    return _LEVEL_NAMES.get(key) or _LEVEL_NAMES.get(" ".join(_ORDINAL.sub(r"\1", key).split()))


def parse_email(text: str) -> str | None:
    """Read one plain ASCII address: look-alike letters would let a message reach someone else."""
    return text if len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) and ".." not in text else None


def parse_phone(text: str) -> str | None:
    """Read a number as ``0612345678``, or ``+`` and digits when it is a foreign one."""
    bare = _PHONE_MARKS.sub("", text)
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if not bare.isascii():
        return None
    if bare.startswith("+33"):
        bare = f"0{bare[3:].removeprefix('0')}"
    return bare if _PHONE.fullmatch(bare) else None
