"""How a family calls a school: « Les Tilleuls », without the words of the registers before it."""

import re
from collections.abc import Iterable

_KIND = (
    "élémentaire|elementaire|maternelle|primaire|polyvalente|publique|privée|privee|intercommunale|communale"
    "|d[’']application"
)
_SCHOOL = re.compile(r"(?:école|ecole)s?\s+", re.IGNORECASE)
_KINDS = re.compile(rf"(?:(?:{_KIND})\s+)+", re.IGNORECASE)
# « du Bourg » is not a name without « École » before it.
_TIED = re.compile(r"(?:du|de|des|au|aux)\s|d[’']", re.IGNORECASE)


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return what each of these schools is called beside the others: two that share their short name keep their
    kind."""
    every = sorted(set(names))
    short = {name: short_name(name) for name in every}
    taken = list(short.values())
    return {name: word if taken.count(word) == 1 else _with_kind(name) for name, word in short.items()}


def short_name(name: str) -> str:
    """Return the name of a school without its kind: « École élémentaire Les Tilleuls » gives « Les Tilleuls », « École
    primaire du Bourg » « École du Bourg »."""
    named = _SCHOOL.match(name)
    if named is None:
        return name
    rest = name[named.end() :]
    kinds = _KINDS.match(rest)
    own = rest[kinds.end() :] if kinds else rest
    if _KINDS.fullmatch(f"{own} "):
        return name
    return name[: named.end()] + own if _TIED.match(own) else own


def _with_kind(name: str) -> str:
    """« École maternelle Jules-Verne » gives « Maternelle Jules-Verne »: the elementary school bears the same name."""
    named = _SCHOOL.match(name)
    rest = name[named.end() :] if named and _KINDS.match(name[named.end() :]) else name
    return rest[:1].upper() + rest[1:]
