"""The accessible names of a page as it is sent: what a screen reader says of its articles, links and buttons."""

from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "img", "br", "hr", "use", "source", "col", "wbr"}
_NAMED = {"article", "a", "button", "summary"}


@dataclass(slots=True)
class Element:
    tag: str
    attrs: dict[str, str]
    parent: "Element | None" = None
    # Pieces of text and elements, in their order.
    inside: list["str | Element"] = field(default_factory=list)

    def above(self, tag: str) -> "Element | None":
        one = self.parent
        while one is not None and one.tag != tag:
            one = one.parent
        return one


class Page(HTMLParser):
    """The tree of a page, and its elements that have a name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = self._at = Element("", {})
        self.by_id: dict[str, Element] = {}
        self.named: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs}, self._at)
        self._at.inside.append(one)
        self.by_id.setdefault(one.attrs.get("id", ""), one)
        # What a script shows later has its name already; a button for the « enter » key is said to nobody.
        if tag in _NAMED and ("hidden" not in one.attrs or "data-ep-listen" in one.attrs):
            self.named.append(one)
        if tag not in _VOID:
            self._at = one

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        one: Element | None = self._at
        while one is not None and one.tag != tag:
            one = one.parent
        if one is not None and one.parent is not None:
            self._at = one.parent

    def handle_data(self, data: str) -> None:
        self._at.inside.append(data)

    def name(self, one: Element) -> str:
        """By what names it, else what it holds; an article is named by others alone."""
        if ids := one.attrs.get("aria-labelledby", "").split():
            return _said(" ".join(self._text(self.by_id[each]) for each in ids if each in self.by_id))
        label = one.attrs.get("aria-label", "")
        return _said(label or ("" if one.tag == "article" else self._text(one)))

    def _text(self, one: Element) -> str:
        if one.tag == "img":
            return one.attrs.get("alt", "")
        pieces = []
        for piece in one.inside:
            if isinstance(piece, str):
                pieces.append(piece)
            elif "hidden" not in piece.attrs and piece.attrs.get("aria-hidden") != "true":
                pieces.append(piece.attrs.get("aria-label") or self._text(piece))
        return "".join(pieces)

    def target(self, one: Element) -> str:
        """What it leads to or does: the same for two that do the same."""
        if one.tag == "a":
            return one.attrs.get("href", "")
        if one.tag == "summary":
            return f"unfolds {id(one.parent)}"
        for script in ("data-ep-listen", "aria-controls", "data-ep-print"):
            if script in one.attrs:
                return f"{script} {one.attrs[script] or 'the page'} {id(one.parent) if not one.attrs[script] else ''}"
        form = self.by_id.get(one.attrs.get("form", "")) or one.above("form")
        action = one.attrs.get("formaction") or (form.attrs.get("action", "") if form is not None else "")
        return f"{action} {one.attrs.get('name', '')}={one.attrs.get('value', '')} {id(form) if not action else ''}"


def _said(text: str) -> str:
    return " ".join(text.split())


def faults(text: str) -> list[str]:
    """Articles, links and buttons without a name; links and buttons of one name that do not do the same."""
    page = Page(text)
    found = [f"no name: <{one.tag} {one.attrs}>" for one in page.named if not page.name(one)]
    targets: dict[str, dict[str, None]] = defaultdict(dict)
    for one in page.named:
        if one.tag != "article" and not (one.tag == "a" and "href" not in one.attrs):
            targets[page.name(one)][page.target(one)] = None
    return found + [
        f"« {name} »: {', '.join(sorted(leads)[:3])}"
        for name, leads in targets.items()
        if len(leads) > 1 and name
    ]
