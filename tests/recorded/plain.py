"""The text of an answer, of a statement or of a row without what differs from one run to the next."""

import re
from collections.abc import Callable
from html import unescape

_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# A value that is drawn for each answer or session: nonces, CSRF tokens, keys, signed cookies.
_DRAWN = (
    re.compile(r"(?<=nonce-)[A-Za-z0-9+/=_-]+"),
    re.compile(r'(?<=nonce=")[^"]+'),
    re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+'),
    re.compile(
        r"\b(?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Z])(?=[A-Za-z0-9_-]*[a-z])[A-Za-z0-9_-]{22,}(?:\b|(?==))={0,2}"
    ),
    re.compile(r"\b[0-9a-f]{32,}\b"),
    # The beginning of a digest, shown on a page: « df55a1222b353e0d… », « 2D02-F0F4 ».
    re.compile(r"\b[0-9a-f]{16}(?=…)"),
    re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b"),
    # The words of a child's sheet, whose secret they are.
    re.compile(r"(?<=Mes trois mots\n)1 \S+\n2 \S+\n3 \S+"),
    # A code that one types: N4DH-P7MM-SJDHM.
    re.compile(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{5}\b"),
    # What stands in a password's hash: salt, then digest.
    re.compile(r"(?<=[mtp]=1\$)[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"),
)
# When a signed place in a list was written, by the clock of the machine: it stands between the place and its seal.
_SIGNED_AT = re.compile(r"(?<=⟨drawn⟩%3A)\w{6}(?=%)")
# A mark of somebody's, in a header: who, whose, under which rights.
_MARKS = re.compile(r"\b[0-9a-f]{8,}\b")
# « app.1f2e3d4c5b6a.css »: the digest of a static file in its name.
_DIGEST = re.compile(r"(?<=\.)[0-9a-f]{12}(?=\.[a-z0-9]+)")
_NUMBERS = re.compile(r"(?<![A-Za-z_\"])\d+")
_LISTS = re.compile(r"\((?:%s|\$N|N)(?:\s*,\s*(?:%s|\$N|N))+\)")
_SPACES = re.compile(r"\s+")
_AROUND_BRACKETS = re.compile(r"(?<=[(,]) | (?=[),])")


def numbered(prefix: str) -> Callable[[re.Match[str]], str]:
    """A replacement that calls each new match « prefix 1 », « prefix 2 »… in the order they are met."""
    met: dict[str, int] = {}

    def replace(found: re.Match[str]) -> str:
        return f"⟨{prefix} {met.setdefault(found.group(), len(met) + 1)}⟩"

    return replace


def plain_text(text: str) -> str:
    """An answer: identifiers numbered in the order they are met, drawn values and digests of assets left out."""
    text = _UUID.sub(numbered("uuid"), text)
    for pattern in _DRAWN:
        text = pattern.sub("⟨drawn⟩", text)
    return _DIGEST.sub("⟨digest⟩", _SIGNED_AT.sub("⟨drawn⟩", text))


def plain_marks(text: str) -> str:
    """A header that tells a device whose page this is: how many marks it has, and no mark."""
    return _MARKS.sub("⟨mark⟩", text)


def plain_html(text: str) -> str:
    """A page, a tag to a line, so that a difference is shown where it is."""
    return re.sub(r"\s*\n\s*", "\n", plain_text(unescape(text)).replace("><", ">\n<"))


def plain_statement(text: str) -> str:
    """A statement of SQL on one line, without the values that stand in it, the length of its lists and spaces that
    mean nothing."""
    line = _AROUND_BRACKETS.sub("", _SPACES.sub(" ", _UUID.sub("⟨uuid⟩", text)))
    return _LISTS.sub("(…)", _NUMBERS.sub("N", line)).strip()
