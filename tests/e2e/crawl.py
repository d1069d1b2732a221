"""Every page that a person finds from the menu, each kind of page a few times."""

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qs, urldefrag, urlsplit

from django.urls import Resolver404, resolve

from tests.e2e.visitor import Visitor

# Of one route: a note of each kind, a person of each profile; of one filter, one page.
MOST_OF_A_KIND = 3
MOST_OF_A_FILTER = 1
FILES = {
    "liaison:print",
    "liaison:follow_up_pdf",
    "liaison:pile_picture",
    "school:people_file",
    "information:status",
    "information:register_file",
}
# The same page for every adult: one of them looks at it.
SAME_FOR_ALL = {
    "information:help", "information:legal", "information:privacy", "information:accessibility", "information:register",
    "accounts:password", "accounts:email", "accounts:charter",
}  # fmt: skip
_LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.href)"


def pages_of(visitor: Visitor, start: str = "/", *, shared: bool = True) -> Iterator[str]:
    """Visit the pages one after the other; yields the path of each, the visitor being there.

    `shared`: with the pages that are the same for all.
    """
    waiting, seen, kinds = deque([start]), {start}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        kind = _kind(path, leave_out=set() if shared else SAME_FOR_ALL)
        if kind is None or kinds[kind] >= (MOST_OF_A_FILTER if "?" in path else MOST_OF_A_KIND):
            continue
        kinds[kind] += 1
        visitor.open(path)
        yield path
        for href in visitor.page.evaluate(_LINKS):
            to = urlsplit(urldefrag(href).url)
            way = to.path + (f"?{to.query}" if to.query else "")
            if to.netloc == urlsplit(visitor.base).netloc and way not in seen:
                seen.add(way)
                waiting.append(way)


def _kind(path: str, leave_out: set[str]) -> str | None:
    """The route and which of its filters are used; None: not a page to look at."""
    parts = urlsplit(path)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    return None if name in FILES | leave_out else f"{name} {sorted(parse_qs(parts.query))}"
