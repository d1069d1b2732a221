"""No half-translated page: what families, pupils and visitors meet in Arabic holds no French, but authors' words.

Read in Arabic because there a French word shows by its letters.
"""

import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import Resolver404, resolve

from tests.cast import Cast
from tests.e2e.world import FILES

# What a page says besides its texts; buttons and fields too.
_SAID = ("aria-label", "title", "alt", "placeholder", "data-l", "label")
_UNSPOKEN = {"script", "style", "template"}
_VOID = {"meta", "link", "input", "img", "br", "hr", "use", "source"}
_WORD = re.compile(r"[A-Za-zÀ-ÿŒœ]{3,}")
# Names of things that keep their name in Arabic.
NAMES = frozenset({
    "e-primo", "primo", "ONDE", "RGAA", "AGPL", "CNIL", "INE", "AESH", "ATSEM", "Lucide", "ISC", "Fluent", "Emoji",
    "MIT", "Atkinson", "Hyperlegible", "Next", "Andika", "Playwrite", "Moderne", "OFL", "OpenDyslexic", "Noto", "Sans",
    "Arabic", "Défenseur", "des", "droits", "samira", "martin",
    # « Académie de Nantes », « Circonscription de … » are names, as those of schools.
    "Académie", "Circonscription", "de",
    "Google", "Apple", "Mozilla", "Microsoft", "Chrome", "Edge", "Firefox", "Safari", "Android", "iPhone",
})  # fmt: skip
# The fewest pages a crawl must find.
LEAST_PAGES = {"": 8, "samira": 15, "lea": 5, "petit": 3}


class Reader(HTMLParser):
    """Texts of a page with what is said of its elements, but for those that say their own language."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.texts: list[str] = []
        self.links: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        foreign = any(self._open) or tag in _UNSPOKEN or (tag != "html" and "lang" in given)
        if not foreign:
            self.texts += [given[name] or "" for name in _SAID if name in given]
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag not in _VOID:
            self._open.append(foreign)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.texts.append(data)


def pages(client: Client, start: str) -> Iterator[tuple[str, Reader]]:
    """Each page that links lead to, one of each route."""
    waiting, seen, routes = deque([start]), {start}, set[str]()
    while waiting:
        path = waiting.popleft()
        try:
            route = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if route in routes or route in FILES:
            continue
        response = client.get(path, headers={"Accept-Language": "ar"}, follow=True)
        if response.status_code != 200:
            continue
        routes.add(route)
        page = Reader()
        page.feed(response.content.decode())
        yield path, page
        here = response.request["PATH_INFO"]
        for link in page.links:
            to = urldefrag(link).url
            to = here + to if to.startswith("?") else to
            if to.startswith("/") and to not in seen:
                seen.add(to)
                waiting.append(to)


def words_of_people() -> set[str]:
    """Every word that the database holds: names, titles, labels, texts."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [
            f.name
            for f in model._meta.concrete_fields
            if type(f) in {CharField, TextField, ArrayField} and f.name not in getattr(model, "unread", ())
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found.update(_WORD.findall(" ".join(str(value) for value in row if value)))
    return found


@pytest.mark.parametrize("name", LEAST_PAGES)
def test_a_page_in_arabic_holds_no_french(furnished: Cast, client: Client, sign_in: Any, name: str) -> None:
    if name:
        sign_in(furnished.people[name])
    known = {word.casefold() for word in words_of_people() | NAMES}
    faults, seen = set(), 0
    for path, page in pages(client, "/" if name else "/compte/entrer"):
        seen += 1
        if page.language == "fr":
            # The register is the document that French law names; the privacy page beside it is translated.
            assert path.startswith("/vie-privee/registre/"), f"{path} is French as a whole"
            continue
        assert page.language == "ar"
        for text in page.texts:
            if {word.casefold() for word in _WORD.findall(text)} - known:
                faults.add(f"{path}: {' '.join(text.split())[:90]}")
    assert not faults, "\n" + "\n".join(sorted(faults))
    assert seen >= LEAST_PAGES[name]
