"""Records every document that the people of the demo find from their menu: PDF, tables, calendars, workbooks."""

from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from re import compile as pattern
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from eprimo.devtools.demo.academy.load import load_demo
from eprimo.devtools.demo.faces import AROUND, FACES, FAMILY, SCHOOL, person_ids
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from tests.conftest import NOW
from tests.e2e.furnished.walk import page_kind
from tests.recorded.answers import answer_text
from tests.recorded.writing import write
from tests.signed import signed

# Of pages of one address and one filter, each person opens so many; of a document that they lead to, each one is taken.
MOST_OF_A_KIND = 2
GROUPS = {"families": FAMILY, "school": SCHOOL, "around": AROUND}
_HREF = pattern(r'\shref="([^"]+)"')
_DOCUMENTS = (
    "application/pdf", "text/csv", "text/calendar", "application/vnd", "application/zip", "application/xml",
)  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
def test_documents(db: None, tmp_path: Any, settings: Any, group: str) -> None:
    settings.VAR = tmp_path
    with clock.frozen(NOW):
        load_demo(schools=3, pupils=30)
        found: dict[tuple[str, str], list[str]] = {}
        people = person_ids()
        for who in [face.key for face in FACES if face.group == GROUPS[group]]:
            for route, answer in documents(client_of(people[who])):
                found.setdefault((route, answer_text(answer)), []).append(who)
    numbers = Counter[str]()
    for (route, text), finders in found.items():
        numbers[route] += 1
        write("files", f"{group}/{route}/{numbers[route]}", f"Found by {', '.join(finders)}\n{text}")


def documents(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """The route and the answer of each, in the order in which they are met."""
    waiting, seen, kinds = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        route, kind = page_kind(path)
        if not route or kinds[kind] >= MOST_OF_A_KIND:
            continue
        answer = client.get(path, follow=True)
        content = answer.headers.get("Content-Type", "")
        if content.startswith(_DOCUMENTS):
            yield route, answer
        if not content.startswith("text/html"):
            continue
        kinds[kind] += 1
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        for way in _ways(here, answer.content.decode()):
            if way not in seen:
                seen.add(way)
                waiting.append(way)


def client_of(person: int) -> Client:
    """The browser of somebody who is signed in, by the key of the person."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed(Account.objects.get(person=person))[1]
    return client


def _ways(here: str, page: str) -> Iterator[str]:
    for href in _HREF.findall(page):
        to = urlsplit(urldefrag(urljoin(here, unescape(href))).url)
        if not to.netloc and to.scheme in {"", "http", "https"}:
            yield to.path + (f"?{to.query}" if to.query else "")
