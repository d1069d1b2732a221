"""What the XSD of the standard refuses of an invoice, said in French. Pure: lxml alone."""

import re
from collections.abc import Iterable

from lxml import etree

from eprimo.foundation.printing.elements_fr import (
    ELEMENTS,
    attribute_words,
    element_words,
    local,
    wanted_words,
)
from eprimo.foundation.printing.faults import Fault, merged

_NBSP = "\N{NO-BREAK SPACE}"
_LONGEST = 80
# Letters of what the reader of XML says: it repeats names and values of the file.
_LONGEST_MESSAGE = 2000
_NAMED = re.compile(r"'(?:\{[^}]*\})?(?P<name>[\w.-]+)'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (?P<names>.+?) \)")
_ATTRIBUTE = re.compile(r"[Aa]ttribute '(?P<name>[\w:.-]+)'")
_REFUSED = re.compile(r": '([^']*)' is not|The value '([^']*)'")
_NAMESPACE = re.compile(r"\{[^}]*\}")
_MOST_NAMES = 4
_TYPES = {
    "xs:decimal": "n’est pas un nombre : des chiffres et un point, sans espace ni virgule",
    "xs:boolean": "n’est ni « true » ni « false »",
}  # fmt: skip


def shape_verdicts(errors: Iterable[etree._LogEntry], tree: etree._Element) -> list[str]:
    """A sentence for each element that the XSD refuses, in order."""
    prefixes = {prefix: uri for prefix, uri in tree.nsmap.items() if prefix}
    return merged(_shape(one, _node(tree, one, prefixes)) for one in errors)


def _node(tree: etree._Element, error: etree._LogEntry, prefixes: dict[str, str]) -> etree._Element | None:
    """Where it stands; None where the file declares its prefixes elsewhere than at its root."""
    try:
        found = tree.xpath(str(error.path), namespaces=prefixes)
    except etree.XPathError:
        return None
    return found[0] if isinstance(found, list) and found else None


def _shape(error: etree._LogEntry, node: etree._Element | None) -> Fault:
    words = str(error.message)[:_LONGEST_MESSAGE]
    named = _NAMED.search(words)
    name = named["name"] if named else "?"
    said = _said(words, name, node)
    if node is None:
        return Fault(None, "la facture", said, at=error.line)
    # An element that is out of its place stands among those of its parent.
    place = node.getparent() if "not expected" in words else node
    return Fault.of(node if place is None else place, said, at=error.line)


def _said(words: str, name: str, node: etree._Element | None) -> str:
    parent = local(None if node is None else node.getparent())
    what = element_words(name, parent)
    expected = _expected(words)
    if "Missing child" in words:
        return _lacks(what, name, expected)
    if "not expected" in words:
        return _misplaced(what, name, node, parent, expected)
    found = _ATTRIBUTE.search(words)
    if found is not None:
        return _attribute(words, found["name"], what, parent)
    if "not a valid value" in words or "facet" in words:
        return (
            f"{what} dit «{_NBSP}{_refused(words)}{_NBSP}», qui {_of_type(words)}{wanted_words(name, parent)}"
        )
    if "Character content" in words:
        return f"{what} est un groupe{_NBSP}: un texte y est écrit hors de ses éléments"
    return f"{what} n’est pas écrit comme le format le veut"


def _expected(words: str) -> list[str]:
    found = _EXPECTED.search(words)
    return [one.strip() for one in _NAMESPACE.sub("", found["names"]).split(",")] if found else []


def _lacks(what: str, name: str, expected: list[str]) -> str:
    """What the format allows next ends with what it demands."""
    if not expected:
        return f"{what} n’est pas complet"
    return f"il manque {element_words(expected[-1], name)}, que le format demande dans {what}"


def _misplaced(what: str, name: str, node: etree._Element | None, parent: str, expected: list[str]) -> str:
    before = None if node is None else node.getprevious()
    if before is not None and local(before) == name and name not in expected:
        same = [one for one in node.getparent() if local(one) == name]  # type: ignore[union-attr]
        return f"{what} y est {len(same)} fois{_NBSP}: une seule suffit"
    if len(expected) == 1:
        return f"il manque {element_words(expected[0], parent)}, que le format demande avant {what}"
    if not expected:
        return f"{what} n’a pas sa place ici dans ce profil{_NBSP}: votre logiciel doit l’ôter"
    named = [element_words(one, parent) for one in expected[:_MOST_NAMES]]
    more = len(expected) - len(named)
    listed = ", ".join(named) + (f" ou {more} autres" if more > 1 else "")
    if name in ELEMENTS:
        return f"{what} n’est pas à sa place{_NBSP}; le format attend d’abord{_NBSP}: {listed}"
    return f"{what} n’existe pas dans ce profil, ou n’est pas à sa place{_NBSP}; attendu ici{_NBSP}: {listed}"


def _attribute(words: str, name: str, what: str, parent: str) -> str:
    attribute = attribute_words(name)
    if "not allowed" in words:
        return f"{what} porte {attribute}, qui ne s’y emploie pas{_NBSP}: votre logiciel doit l’ôter"
    if "required" in words:
        return f"{what} veut {attribute}, qui n’y est pas{wanted_words(name, parent)}"
    said = f"«{_NBSP}{_refused(words)}{_NBSP}»"
    return f"{what} dit {said} pour {attribute}, ce que le format n’admet pas{wanted_words(name, parent)}"


def _refused(words: str) -> str:
    found = _REFUSED.search(words)
    return next((one for one in (found.groups() if found else ()) if one is not None), "")[:_LONGEST]


def _of_type(words: str) -> str:
    return next(
        (said.replace(" :", f"{_NBSP}:") for name, said in _TYPES.items() if name in words),
        "n’est pas de la forme que le format demande",
    )
