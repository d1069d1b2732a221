"""Walking from the home by links that a person sees: in how many clicks each page of the product is reached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from lxml import html

from tests.matrix.line import EVERYBODY
from tests.matrix.lines import LINES
from tests.test_consistency import routes

# So many clicks on, nobody looks any further.
MOST = 4
_REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def lists(like: str, *args: Any) -> dict[str, str]:
    """The addresses that only show something, and name nothing but this, into which the access matrix lets somebody
    like that person: {route: path}. What a form begins is no list; what anybody reads is nobody's."""
    found = {}
    for route in routes():
        line = LINES.get(route)
        if line is None or line.public or line.methods != "GET":
            continue
        if any(one.ok == EVERYBODY or like in one.ok.split() for one in line.variants):
            try:
                found[route] = reverse(route, args=args)
            except NoReverseMatch:
                continue
    return found


@dataclass
class Walk:
    """What one person sees, page by page, each asked for once."""

    client: Client
    pages: dict[str, HttpResponse] = field(default_factory=dict)
    # Links that lead to a refusal, by the page that has them.
    dead: list[str] = field(default_factory=list)

    def page(self, path: str) -> Any:
        if path not in self.pages:
            self.pages[path] = self.client.get(path)
        return self.pages[path]

    def opens(self, path: str) -> bool:
        """Is there a page? A file, a way to another page and a refusal are none."""
        answer = self.page(path)
        return answer.status_code == HTTPStatus.OK and _is_page(answer)

    def clicks(self, goals: Iterable[str]) -> dict[str, int]:
        """How many clicks from the home each of these takes; what `MOST` do not reach is not there. It looks no further
        than the last of them."""
        clicks, left, done = {"/": 0}, set(goals), set[str]()
        for cost in range(MOST):
            for path in [path for path, at in clicks.items() if at == cost]:
                if left <= clicks.keys():
                    return clicks
                if path not in done:
                    done.add(path)
                    for link, more in self._links(path):
                        clicks[link] = min(clicks.get(link, cost + more), cost + more)
        return {path: at for path, at in clicks.items() if at <= MOST}

    def _links(self, path: str) -> Iterator[tuple[str, int]]:
        answer = self.page(path)
        if answer.status_code in _REFUSED:
            self.dead.append(path)
        if answer.status_code == HTTPStatus.FOUND:
            # The same click goes on to another page.
            yield urlsplit(answer.url).path, 0
        if not _is_page(answer):
            return
        for link in html.fromstring(answer.content).iter("a"):
            href = urlsplit(link.get("href", ""))
            if not href.netloc and href.path.startswith("/") and _is_seen(link):
                # What stands in a fold costs the click that opens it.
                yield (
                    href.path,
                    1 + sum(1 for one in link.iterancestors("details") if one.get("open") is None),
                )


def _is_page(answer: Any) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html") and b"<html" in answer.content


def _is_seen(link: Any) -> bool:
    """On a wide screen, whose rail shows every place; what a script shows later is not."""
    return not any(one.get("hidden") is not None for one in (link, *link.iterancestors()))
