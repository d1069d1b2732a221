"""Every page that a person finds from the menu, each kind of page a few times; and those of them to be drawn.

Walked by requests: a page is asked for, and where it leads is read. Drawn in the browser are all of them in
`make drill`, and in `make test` as few as have each kind of element between them, and each address within three days.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from tests.changed import is_of_the_day
from tests.e2e.furnished.reader import Read, Reader
from tests.e2e.world import FILES
from tests.signed import signed
from tests.sizes import sized

# Of one route: a note of each kind, a person of each profile (in the small size two of them); of one filter, one page.
MOST_OF_A_KIND = sized(2, 3)
MOST_OF_A_FILTER = 1
# Days in which each address that has no new kind of element is measured once.
TURNS = 3
# The same page for every adult: one of them looks at it.
SAME_FOR_ALL = {
    "information:help", "information:legal", "information:privacy", "information:accessibility", "information:register",
    "accounts:password", "accounts:email", "accounts:charter",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A page of somebody's, as it was sent."""

    who: str
    path: str
    route: str
    read: Read


@dataclass(frozen=True)
class Walker:
    """Somebody of the site, without a browser."""

    site: str
    reader: Reader
    language: str = "fr"

    def pages(self, who: str, person: Any, start: str, *, shared: bool = True) -> Iterator[Found]:
        """One after the other; `shared`: with the pages that are the same for all."""
        client = self._client(person)
        waiting, seen, kinds = deque([start]), {start}, Counter[str]()
        while waiting:
            path = waiting.popleft()
            route, kind = page_kind(path)
            most = MOST_OF_A_FILTER if "?" in path else MOST_OF_A_KIND
            if not route or route in FILES or (not shared and route in SAME_FOR_ALL) or kinds[kind] >= most:
                continue
            kinds[kind] += 1
            answer = client.get(path, follow=True)
            assert answer.status_code == HTTPStatus.OK, f"{who} {path}: {answer.status_code}"
            read = self.reader.read(answer.content.decode())
            yield Found(who, path, route, read)
            here = self.site + (answer.redirect_chain[-1][0] if answer.redirect_chain else path)
            for way in self._ways(here, read.links):
                if way not in seen:
                    seen.add(way)
                    waiting.append(way)

    def _client(self, person: Any) -> Client:
        at = urlsplit(self.site)
        client = Client(
            SERVER_NAME=at.hostname, SERVER_PORT=str(at.port), headers={"accept-language": self.language}
        )
        if person is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = signed(person.account)[1]
        return client

    def _ways(self, here: str, links: Iterable[str]) -> Iterator[str]:
        """Those that stay on the site."""
        for href in links:
            to = urlsplit(urldefrag(urljoin(here, href)).url)
            if to.netloc == urlsplit(self.site).netloc:
                yield to.path + (f"?{to.query}" if to.query else "")


def page_kind(path: str) -> tuple[str, str]:
    """The route, and with it which of its filters are used; no route: not a page of the product."""
    parts = urlsplit(path)
    try:
        route = resolve(parts.path).view_name
    except Resolver404:
        return "", ""
    return route, f"{route} {sorted(parse_qs(parts.query))}"


@dataclass(frozen=True)
class Cover:
    """Of many pages those to be drawn: `kinds` have between them each kind of element, `routes` are one of each address
    that is not among these; in the small size a third of these, others each day."""

    kinds: list[Found]
    routes: list[Found]


def cover(pages: list[Found]) -> Cover:
    """The same for the same pages: always the one with most that is new, the first of these."""
    left = {key for page in pages for key in page.read.keys}
    kinds, rest = [], list(pages)
    while left:
        best = max(rest, key=lambda page: len(page.read.keys & left))
        kinds.append(best)
        rest.remove(best)
        left -= best.read.keys
    met, routes = {page.route for page in kinds}, []
    for page in rest:
        if page.route not in met:
            met.add(page.route)
            routes.append(page)
    return Cover(kinds, [page for page in routes if is_of_the_day(page.route, TURNS)])
