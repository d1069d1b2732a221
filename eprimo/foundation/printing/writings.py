"""A document of several pages that a body signs: said once, written as PDF/A and as DOCX.

Its text knows two marks: `**bold**`, and `[[words]]`, what is left to write by hand. Marks are read before the values
go in: no value can open or close one.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import NotRequired, TypedDict

from eprimo.foundation.printing.prose import breakable
from eprimo.foundation.printing.typesetting import typeset
from eprimo.ui.french import tied

_NUMBERED = re.compile(r"\b(articles?|annexes?|n°) (?=[\dL])")
_MARKED = re.compile(r"(\*\*.{1,400}?\*\*|\[\[.{1,400}?\]\])")


class Piece(TypedDict):
    """A piece of a line: bold, or a blank named by its text."""

    text: str
    bold: NotRequired[bool]
    blank: NotRequired[bool]


def pieces(pattern: str, **values: object) -> list[Piece]:
    """The pieces of a text of ours where `{name}` takes a value."""
    said = {key: str(value) for key, value in values.items()}
    found: list[Piece] = []
    for part in _MARKED.split(pattern):
        bold, blank = part.startswith("**"), part.startswith("[[")
        bare = (part[2:-2] if bold or blank else part).format(**said)
        if bare:
            found.append({"text": _tied(bare), "bold": bold, "blank": blank})
    return found


def _tied(text: str) -> str:
    """« article 4 » stays on its line, as French signs do."""
    return _NUMBERED.sub("\\1\u00a0", tied(text))


def plain(text: str) -> list[Piece]:
    """A value alone: nothing in it is a mark."""
    return [{"text": tied(text)}] if text else []


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Para:
    pieces: list[Piece]
    # start, end (the place of an address), center.
    align: str = "start"
    small: bool = False
    # Kept with what follows: a last line alone on a page reads badly.
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered when each item is an article of a decision."""

    items: list[list[Piece]]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A frame: what is to be done with the page, or what no longer holds."""

    title: str
    items: list[list[Piece]]


@dataclass(frozen=True, slots=True)
class Table:
    """Its head comes back on each page. A row and its foot have one cell a column; `None` is a blank to write in."""

    caption: str
    columns: list[str]
    rows: list[list[str | None]]
    foot: list[str | None] = field(default_factory=list)
    # Columns of numbers, by place; and the share of the width of each column.
    numbers: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """One who signs: lines « label : value » (an empty value is a blank), then room for date and signature."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Signatures:
    blocks: list[Signature]


type Part = Heading | Para | Items | Notice | Table | Signatures

_KINDS = {
    Heading: "heading", Para: "para", Items: "items", Notice: "notice", Table: "table", Signatures: "signatures",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writing:
    """The document: its title, who it is from, its parts; `foot` stands on each page beside the page number."""

    title: str
    sender: list[str]
    parts: Sequence[Part]
    foot: str = ""

    @property
    def sha256(self) -> str:
        """Of what it says, whatever file bears it: the PDF and the DOCX of one writing have one."""
        said = {"title": self.title, "sender": self.sender, "parts": [_as_data(part) for part in self.parts]}
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def writing_pdf(writing: Writing) -> bytes:
    """PDF/A-3a and PDF/UA-1. Raises as `typeset`."""
    return typeset("writing", writing_data(writing), title=writing.title)


def posted_pdf(letters: Sequence[tuple[Writing, Sequence[str]]], *, title: str) -> bytes:
    """Letters for the post in one PDF/UA-1 file, a page each, in the order given, with the lines of the address where
    an envelope shows them. Raises as `typeset`, ValueError when there is none."""
    if not letters:
        raise ValueError("No letter to print.")
    data = [writing_data(one) | {"to": [breakable(line) for line in to]} for one, to in letters]
    return typeset("posted", {"letters": data, "labels": _LABELS}, title=title)


_LABELS = {"page": "page", "of": "sur", "sign": "Date et signature"}


def writing_data(writing: Writing) -> dict[str, object]:
    """What the template reads."""
    return {
        "sender": [breakable(line) for line in writing.sender],
        "heading": breakable(writing.title),
        "parts": [_printable(_as_data(part)) for part in writing.parts],
        "foot": writing.foot,
        "labels": _LABELS,
    }


def _as_data(part: Part) -> dict[str, object]:
    return {"kind": _KINDS[type(part)], **asdict(part)}


def _printable(value: object) -> object:
    """The same with break points in words too long for a line."""
    if isinstance(value, str):
        return breakable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
