"""From one value of the academic directory to what the directory keeps. ``None``: it cannot be read."""

import html
from collections.abc import Sequence
from functools import lru_cache

from eprimo.foundation.intake.onde.text import clean, fold
from eprimo.foundation.intake.onde.values import (
    parse_civility,
    parse_date,
    parse_email,
    parse_level,
    parse_phone,
)

__all__ = [
    "first",
    "flag",
    "level_of",
    "parse_civility",
    "parse_date",
    "parse_email",
    "parse_phone",
    "text",
    "tokens",
]

SEPARATOR = "$"


@lru_cache(maxsize=65536)
def text(value: str) -> str:
    """One clean line: escaped text opened once more, `$` between lines as a space, nothing unseen."""
    if "&" in value:
        value = html.unescape(value)
    if SEPARATOR in value:
        value = value.replace(SEPARATOR, " ")
    return clean(value)[0]


def first(values: Sequence[str]) -> str:
    """The first value that says something."""
    for value in values:
        if value and (said := text(value)):
            return said
    return ""


def tokens(value: str, most: int) -> list[str]:
    """The parts of a composite value; the last one keeps the separators that are left, as spaces."""
    parts = (html.unescape(value) if "&" in value else value).split(SEPARATOR, most - 1)
    return [text(part) for part in parts]


def flag(values: Sequence[str]) -> bool | None:
    """O or N."""
    said = first(values).upper()
    return True if said == "O" else False if said == "N" else None


@lru_cache(maxsize=256)
def level_of(value: str) -> str:
    """The level of « 0000$CE1 », or of « CE1 » alone; empty when it is none of ours."""
    parts = tokens(value, 2)
    return parse_level(parts[-1]) or ""


@lru_cache(maxsize=1024)
def is_direction(label: str) -> bool:
    """Does this label of a post mean that its holder heads the school?"""
    return fold(label).startswith(("direct", "dir ec", "charge d'ecole", "charge d ecole"))
