"""From one value of the academic directory to what the directory keeps. ``None``: it cannot be read."""

import html
from collections.abc import Sequence
from functools import lru_cache

from eprimo.foundation.intake.onde.text import clean, fold
from eprimo.foundation.intake.onde.values import (
    is_code,
    parse_civility,
    parse_date,
    parse_email,
    parse_level,
    parse_phone,
)

__all__ = [
    "class_of",
    "first",
    "flag",
    "is_code",
    "key_of",
    "level_of",
    "parse_civility",
    "parse_date",
    "parse_email",
    "parse_phone",
    "text",
    "tokens",
]

SEPARATOR = "$"
_FLAGS = {"O": True, "N": False, "": None}
_CLASS_TOKENS = 5


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


def key_of(value: str) -> str:
    """The first part of a composite value."""
    return text((html.unescape(value) if "&" in value else value).partition(SEPARATOR)[0])


@lru_cache(maxsize=4096)
def class_of(value: str) -> tuple[str, str, str] | None:
    """The school, id and label of « school$$$id$label », the same for all its pupils; none when it is not one."""
    parts = tokens(value, _CLASS_TOKENS)
    if len(parts) < _CLASS_TOKENS or not parts[0] or not (parts[3] or parts[4]):
        return None
    return parts[0], parts[3], parts[4]


def flag(values: Sequence[str]) -> bool | None:
    """O or N."""
    if len(values) == 1 and values[0] in _FLAGS:
        return _FLAGS[values[0]]
    return _FLAGS.get(first(values).upper())


@lru_cache(maxsize=256)
def level_of(value: str) -> str:
    """The level of « 0000$CE1 », or of « CE1 » alone; empty when it is none of ours."""
    parts = tokens(value, 2)
    return parse_level(parts[-1]) or ""


@lru_cache(maxsize=1024)
def is_direction(label: str) -> bool:
    """Does this label of a post mean that its holder heads the school?"""
    return fold(label).startswith(("direct", "dir ec", "charge d'ecole", "charge d ecole"))
