"""Text for paper: sentences with bold parts, dates in full, QR codes, names that can be broken."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eprimo.ui.languages import listed

# Under this, a word is left to French hyphenation.
_LONG_WORD = re.compile(r"[^\s\-\u00a0]{22,}")
_STEP = 18
_SAFE_LINK = re.compile(r"(?i)\A(https?://|mailto:)[^\s\"<>]+\Z")


class Run(TypedDict):
    """A piece of a line. `href` is http, https or mailto; anything else is dropped."""

    text: str
    bold: NotRequired[bool]
    href: NotRequired[str]
    # Bold, and never cut at a line's end.
    keep: NotRequired[bool]


class Block(TypedDict):
    """A paragraph (`p` with `runs`) or a list (`ul`, `ol` with `items`, one list of runs each)."""

    kind: str
    runs: NotRequired[Sequence[Run]]
    items: NotRequired[Sequence[Sequence[Run]]]


def sentence(pattern: str, **values: str) -> list[Run]:
    """Runs of a sentence of ours where `**` opens and closes bold and `{name}` takes a value.

    The bold marks are read before the values go in: a value can neither close a bold nor open a field.
    """
    return [
        {"text": piece.format(**values), "bold": bool(index % 2)}
        for index, piece in enumerate(pattern.split("**"))
        if piece
    ]


def fact(label: str, value: str) -> list[Run]:
    """« **Lieu** Château de Talcy »; a value that needs no label stands alone, bold."""
    if not label:
        return [{"text": breakable(value), "bold": True}]
    return [{"text": f"{label} ", "bold": True}, {"text": breakable(value), "bold": False}]


def long_date(day: date) -> str:
    """« mardi 24 novembre 2026 »; the first of a month is « 1er »."""
    text = date_format(day, "l j F Y")
    return text.replace(" 1 ", " 1er ", 1)


def in_words(items: Sequence[str]) -> str:
    """« Léa, Noé et Ines »."""
    if len(items) <= 1:
        return "".join(items)
    return _("{first} et {last}").format(first=listed(items[:-1]), last=items[-1])


def breakable(text: str) -> str:
    """The same text with invisible break points in words too long for a line (60 letters without a space)."""
    return _LONG_WORD.sub(
        lambda match: "\u200b".join(match[0][at : at + _STEP] for at in range(0, len(match[0]), _STEP)), text
    )


def qr_svg(payload: str) -> str:
    """QR code as SVG, with its quiet zone; level M bears a fold or a coffee stain."""
    out = io.BytesIO()
    segno.make_qr(payload, error="m").save(out, kind="svg", xmldecl=False, border=4, omitsize=True)
    return out.getvalue().decode()


def printable_blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Blocks as the template reads them: known kinds only, links kept only when they are safe.

    Raises ValueError on an unknown kind: the renderer of the body and this page must know the same ones.
    """
    return [_printable_block(block) for block in blocks]


def _printable_block(block: Block) -> dict[str, Any]:
    kind = block["kind"]
    if kind == "p":
        return {"kind": kind, "runs": _printable_runs(block.get("runs", ()))}
    if kind in {"ul", "ol"}:
        return {"kind": kind, "items": [_printable_runs(item) for item in block.get("items", ())]}
    raise ValueError(f"Unknown block kind {kind!r}")


def _printable_runs(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    printable = []
    for run in runs:
        text, href = str(run["text"]), str(run.get("href") or "")
        if not _SAFE_LINK.match(href):
            href = ""
        # A link on paper is of no use without its address.
        address = href.removeprefix("mailto:")
        note = f" ({breakable(address)})" if href and address not in text else ""
        printable.append(
            {"text": breakable(text), "bold": bool(run.get("bold")), "href": href, "address": note}
        )
    return printable
