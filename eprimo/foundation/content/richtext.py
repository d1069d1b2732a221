"""Formatted text: one document for every editor, built again from what we know, never passed through.

Stored as ProseMirror JSON of a small schema: paragraphs, flat lists, bold and links. From it come the HTML, the plain
text, the printed blocks, and the light markup that a plain text area edits (`**gras**`, `- liste`, `1. liste`,
`[texte](https://…)`, `\\` before a sign that means itself).
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, NotRequired, TypedDict, cast

from django.utils.safestring import SafeString

from eprimo.foundation.content.lines import in_a_line
from eprimo.foundation.kernel.errors import DomainError
from eprimo.ui.french import tied

# Letters of text, and nodes of every kind: a long note has 3,000 letters.
MAX_LENGTH = 20_000
MAX_NODES = 4_000
MAX_ADDRESS = 500
# Letters of the words of one link.
MAX_WORDS = 500
MAX_MARKS = 4

_ADDRESS = re.compile(
    r"(?i)\A(?:https?://[^\s\"'<>\\^`{|}]+|mailto:[^\s\"'<>\\^`{|}:/@]+@[^\s\"'<>\\^`{|}:/@]+)\Z"
)
# Control and bidirectional marks: they hide or turn what is read.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BLANK = re.compile(r"[\t\n\u2028\u2029]+")


class RichTextError(DomainError):
    code = "text"
    sentence = "Ce texte a une mise en forme que nous ne connaissons pas."


class Mark(TypedDict):
    type: str
    attrs: NotRequired[dict[str, str]]


class Node(TypedDict):
    type: str
    text: NotRequired[str]
    marks: NotRequired[list[Mark]]
    content: NotRequired[list["Node"]]


EMPTY: Node = {"type": "doc", "content": []}


class PrintedRun(TypedDict):
    text: str
    bold: bool
    href: str


class PrintedBlock(TypedDict):
    kind: str
    runs: NotRequired[list[PrintedRun]]
    items: NotRequired[list[list[PrintedRun]]]


def is_safe_address(address: str) -> bool:
    """Web or mail, nothing else, and nothing that could end the attribute it stands in."""
    return len(address) <= MAX_ADDRESS and bool(_ADDRESS.match(address)) and not _HIDDEN.search(address)


# --- validation ----------------------------------------------------------------------------------------------------


def validate_document(document: object) -> Node:
    """Return the same document, made anew of known nodes, marks and attributes. RichTextError for anything else."""
    budget = _Budget()
    root = _mapping(document)
    if root.get("type") != "doc":
        raise RichTextError
    return {"type": "doc", "content": [_block(child, budget) for child in _children(root)]}


class _Budget:
    def __init__(self) -> None:
        self.nodes, self.letters = MAX_NODES, MAX_LENGTH

    def take(self, letters: int = 0) -> None:
        self.nodes -= 1
        self.letters -= letters
        if self.nodes < 0 or self.letters < 0:
            raise RichTextError("Ce texte est trop long. Coupez-le en deux mots.", code="text-too-long")


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RichTextError
    return cast("Mapping[str, Any]", value)


def _children(node: Mapping[str, Any]) -> list[object]:
    content = node.get("content", [])
    if not isinstance(content, list):
        raise RichTextError
    return content


def _block(value: object, budget: _Budget) -> Node:
    node = _mapping(value)
    budget.take()
    kind = node.get("type")
    if kind == "paragraph":
        return _paragraph(node, budget)
    if kind in {"bulletList", "orderedList"}:
        return {"type": str(kind), "content": [_item(child, budget) for child in _children(node)]}
    raise RichTextError


def _item(value: object, budget: _Budget) -> Node:
    """An item holds paragraphs only: lists are flat."""
    node = _mapping(value)
    budget.take()
    if node.get("type") != "listItem":
        raise RichTextError
    lines = []
    for child in _children(node):
        line = _mapping(child)
        if line.get("type") != "paragraph":
            raise RichTextError
        budget.take()
        lines.append(_paragraph(line, budget))
    return {"type": "listItem", "content": lines or [{"type": "paragraph"}]}


def _paragraph(node: Mapping[str, Any], budget: _Budget) -> Node:
    runs: list[Node] = []
    for child in _children(node):
        run = _text(child, budget)
        if runs and runs[-1].get("marks") == run.get("marks"):
            runs[-1]["text"] += run["text"]
        elif run["text"]:
            runs.append(run)
    return {"type": "paragraph", "content": runs} if runs else {"type": "paragraph"}


def _text(value: object, budget: _Budget) -> Node:
    node = _mapping(value)
    text = node.get("text")
    if node.get("type") != "text" or not isinstance(text, str):
        raise RichTextError
    budget.take(len(text))
    made: Node = {"type": "text", "text": clean_text(text)}
    if marks := _marks(node.get("marks", [])):
        made["marks"] = marks
    return made


def _marks(value: object) -> list[Mark]:
    """Bold first, then one link; TipTap's own attributes of a link (target, rel, class) are left out."""
    if not isinstance(value, list) or len(value) > MAX_MARKS:
        raise RichTextError
    bold, address = False, ""
    for item in value:
        mark = _mapping(item)
        if mark.get("type") == "bold":
            bold = True
        elif mark.get("type") == "link":
            address = str(_mapping(mark.get("attrs", {})).get("href", ""))
            if not is_safe_address(address):
                raise RichTextError("Un lien commence par https:// ou mailto:.", code="text-link")
        else:
            raise RichTextError
    marks: list[Mark] = [{"type": "bold"}] if bold else []
    if address:
        marks.append({"type": "link", "attrs": {"href": address}})
    return marks


def clean_text(text: str) -> str:
    """Return a text without what is not seen; a line break inside a line is a space."""
    return _BLANK.sub(" ", _HIDDEN.sub("", text))


# --- light markup --------------------------------------------------------------------------------------------------

_BULLET = re.compile(r"\A[ ]{0,3}[-•][ ](.*)\Z")
_NUMBER = re.compile(r"\A[ ]{0,3}\d{1,3}[.)][ ](.*)\Z")
_SIGNS = re.compile(r"([\\*\[\]])")
_LINE_START = re.compile(r"\A([ ]*)([-•]|\d{1,3}[.)])(?=[ ])")
# The words of a link hold no bracket that is not escaped, and its address is bounded: what opens like a link is given
# up at the next bracket, so that a text of brackets is read once, never again from each of them.
_TOKENS = re.compile(
    r"\\(?P<escaped>[\\*\[\]\-•.)\d])|(?P<bold>\*\*)"
    rf"|\[(?P<words>(?:\\.|[^\\\[\]]){{1,{MAX_WORDS}}}+)\]\((?P<href>[^)\s]{{1,{MAX_ADDRESS}}}+)\)"
)


def parse(markup: str) -> Node:
    """Return the document of a light markup. Each line is a paragraph or an item; an unknown sign is text."""
    if len(markup) > MAX_LENGTH * 2:
        raise RichTextError("Ce texte est trop long. Coupez-le en deux mots.", code="text-too-long")
    blocks: list[Node] = []
    follows = ""
    for line in markup.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        kind, words = _line_kind(line)
        if kind == "paragraph":
            if words.strip():
                blocks.append(_line(words.strip()))
        elif follows == kind:
            blocks[-1]["content"].append(_list_item(words))
        else:
            blocks.append({"type": kind, "content": [_list_item(words)]})
        follows = kind
    return validate_document({"type": "doc", "content": blocks})


def _line_kind(line: str) -> tuple[str, str]:
    if bullet := _BULLET.match(line):
        return "bulletList", bullet[1].strip()
    if number := _NUMBER.match(line):
        return "orderedList", number[1].strip()
    return "paragraph", line


def _list_item(words: str) -> Node:
    return {"type": "listItem", "content": [_line(words)]}


def _line(words: str) -> Node:
    runs: list[Node] = []
    state = {"bold": False}
    # A bold sign without its other half is two stars.
    halves = sum(1 for token in _TOKENS.finditer(words) if token["bold"])
    _runs(words, runs, state, halves - halves % 2)
    return {"type": "paragraph", "content": runs}


def _runs(words: str, runs: list[Node], state: dict[str, bool], halves: int) -> None:
    at = seen = 0
    for token in _TOKENS.finditer(words):
        _add(runs, words[at : token.start()], bold=state["bold"])
        at = token.end()
        if token["escaped"]:
            _add(runs, token["escaped"], bold=state["bold"])
        elif token["bold"]:
            seen += 1
            if seen > halves:
                _add(runs, "**", bold=state["bold"])
            else:
                state["bold"] = not state["bold"]
        else:
            _add_link(runs, token, bold=state["bold"])
    _add(runs, words[at:], bold=state["bold"])


def _add(runs: list[Node], text: str, *, bold: bool, href: str = "") -> None:
    if not text:
        return
    run: Node = {"type": "text", "text": text}
    marks: list[Mark] = [{"type": "bold"}] if bold else []
    if href:
        marks.append({"type": "link", "attrs": {"href": href}})
    if marks:
        run["marks"] = marks
    runs.append(run)


def _add_link(runs: list[Node], token: re.Match[str], *, bold: bool) -> None:
    if is_safe_address(token["href"]):
        _add(runs, re.sub(r"\\([\\*\[\]])", r"\1", token["words"]), bold=bold, href=token["href"])
    else:
        _add(runs, token[0], bold=bold)


def to_markup(document: Node) -> str:
    """Return the light markup of a document, for editing it again; `parse` gives the same document back."""
    parts: list[str] = []
    for block in document.get("content", []):
        if block["type"] == "paragraph":
            line = _LINE_START.sub(r"\1\\\2", _line_markup(block)) if block.get("content") else ""
            parts.append(line)
            continue
        numbered = block["type"] == "orderedList"
        lines = [_line_markup(line) for item in block.get("content", []) for line in item.get("content", [])]
        parts.append(
            "\n".join(
                f"{number}. {line}" if numbered else f"- {line}" for number, line in enumerate(lines, start=1)
            )
        )
    return "\n\n".join(part for part in parts if part)


def _line_markup(paragraph: Node) -> str:
    made = ""
    for run in paragraph.get("content", []):
        bold, href = _run_marks(run)
        text = _SIGNS.sub(r"\\\1", run["text"])
        # The address may hold a parenthesis, which would end it in the markup.
        piece = f"[{text}]({href.replace('(', '%28').replace(')', '%29')})" if href else text
        made += f"**{piece}**" if bold else piece
    return made


def _run_marks(run: Node) -> tuple[bool, str]:
    bold, href = False, ""
    for mark in run.get("marks", []):
        if mark["type"] == "bold":
            bold = True
        else:
            href = mark.get("attrs", {}).get("href", "")
    return bold, href


# --- rendering -----------------------------------------------------------------------------------------------------


def to_html(document: Node, *, links: bool = True) -> SafeString:
    """Escaped HTML. Without `links` (pupils), a link is its words followed by its address as text."""
    return SafeString("\n".join(_block_html(block, links=links) for block in document.get("content", [])))


def _block_html(block: Node, *, links: bool) -> str:
    if block["type"] == "paragraph":
        return f"<p>{_line_html(block, links=links)}</p>"
    tag = "ol" if block["type"] == "orderedList" else "ul"
    items = "".join(_item_html(item, links=links) for item in block.get("content", []))
    return f"<{tag}>{items}</{tag}>"


def _item_html(item: Node, *, links: bool) -> str:
    return f"<li>{'<br>'.join(_line_html(line, links=links) for line in item['content'])}</li>"


def _line_html(paragraph: Node, *, links: bool) -> str:
    return "".join(_run_html(run, links=links) for run in paragraph.get("content", []))


def _run_html(run: Node, *, links: bool) -> str:
    """Every word and address of an author goes through `escape` here: what is around them is put together as text."""
    bold, href = _run_marks(run)
    made = escape(tied(run["text"]))
    # Checked when stored, and once more here: a row written by other means is not trusted either.
    if href and is_safe_address(href):
        if links:
            made = f'<a href="{escape(href)}" rel="noopener noreferrer nofollow">{made}</a>'
        elif (address := href.removeprefix("mailto:")) not in run["text"]:
            made = f"{made} ({escape(address)})"
    return f"<b>{made}</b>" if bold else made


def to_text(document: Node) -> str:
    """Plain text, one line a paragraph or item."""
    return "\n".join(text for text, _ in _lines(document))


def summary(document: Node, length: int = 160) -> str:
    """Return the first words, cut between words and ended by « … » when there are more."""
    text = in_a_line(to_text(document))
    if len(text) <= length:
        return text
    cut = text[: length - 1].rsplit(" ", 1)[0] or text[: length - 1]
    return f"{cut.rstrip(' ,;:.')}…"


def is_empty(document: Node) -> bool:
    return not to_text(document).strip()


def _lines(document: Node) -> Iterator[tuple[str, Node]]:
    for block in document.get("content", []):
        if block["type"] == "paragraph":
            yield "".join(run["text"] for run in block.get("content", [])), block
            continue
        for item in block.get("content", []):
            for line in item.get("content", []):
                yield f"• {''.join(run['text'] for run in line.get('content', []))}", line


def to_blocks(document: Node) -> list[PrintedBlock]:
    """Return the blocks that `documents` prints."""
    blocks: list[PrintedBlock] = []
    for block in document.get("content", []):
        if block["type"] == "paragraph":
            blocks.append({"kind": "p", "runs": _printed(block)})
        else:
            kind = "ol" if block["type"] == "orderedList" else "ul"
            lines = [line for item in block.get("content", []) for line in item.get("content", [])]
            blocks.append({"kind": kind, "items": [_printed(line) for line in lines]})
    return blocks


def _printed(paragraph: Node) -> list[PrintedRun]:
    runs: list[PrintedRun] = []
    for run in paragraph.get("content", []):
        bold, href = _run_marks(run)
        runs.append({"text": run["text"], "bold": bold, "href": href})
    return runs
