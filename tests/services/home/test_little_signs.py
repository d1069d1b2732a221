"""Signs of the pages of who does not read: one thing has one sign, and two things never share it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content.subjects import picture_of
from eprimo.foundation.directory.models import ClassGroup
from eprimo.services.homework.enums import Work
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.pictures import picture_for
from tests.cast import Cast
from tests.services.homework.giving import FRIDAY, give
from tests.services.liaison import notes

# What says « it is done » or « I have understood », and what says « I leave ».
DONE, LEAVES = "check", "door-open"


@pytest.fixture
def little(cast: Cast) -> Cast:
    """Léa's class has the skin of the little ones, a note, something to bring and work of two verbs."""
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(skin="petits")
    notes.sent(cast, title="Les nouvelles", classes=(cast.ce1,), to_pupils=True)
    notes.sent(
        cast, title="Les bottes", classes=(cast.ce1,), to_pupils=True, kind=NoteKind.TO_BRING, event_on=FRIDAY,
        bring=("des bottes",),
    )  # fmt: skip
    give(cast, "la comptine")
    give(cast, "le chapitre 2", verb=Work.READ)
    return cast


class _Signs(HTMLParser):
    """Each icon of a page, with where the control that bears it leads: the address of its link or of its form."""

    def __init__(self) -> None:
        super().__init__()
        self.form, self.link, self.found = "", "", list[tuple[str, str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.form = given.get("action") or "here"
        elif tag == "a":
            self.link = given.get("href") or ""
        elif tag == "button" and "formaction" in given:
            # A button of a form that stands elsewhere in the page.
            self.link = given["formaction"] or ""
        elif tag == "use" and (self.form or self.link):
            self.found.append(((given.get("href") or "").rpartition("#")[2], self.link or self.form))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = ""
        elif tag in {"a", "button"}:
            self.link = ""


def signs(page: str) -> Iterator[tuple[str, str]]:
    reader = _Signs()
    reader.feed(page)
    return iter(reader.found)


def test_done_and_i_leave_are_two_signs_on_every_page_of_the_little_ones(little: Cast, sign_in: Any) -> None:
    client, out = sign_in(little.lea), reverse("accounts:sign_out")
    # Accepted, the charter has the house alone.
    Account.objects.filter(person=little.lea).update(charter_at=None)
    pages = {"the charter": client.get(reverse("accounts:charter")).text}
    Account.objects.filter(person=little.lea).update(charter_at=little.samira.account.charter_at)
    for route in (
        "home:home",
        "homework:list",
        "home:bag",
        "liaison:list",
        "accounts:comfort",
        "accounts:animal",
    ):
        pages[route] = client.get(reverse(route)).text
    shown = {name: list(signs(page)) for name, page in pages.items()}
    # The three that say something is done, and a way out of every page but the charter.
    assert {name for name, found in shown.items() if any(sign == DONE for sign, _ in found)} >= {
        "the charter", "homework:list", "home:bag",
    }  # fmt: skip
    for name, found in shown.items():
        leaving = {to for sign, to in found if sign == LEAVES}
        assert leaving == (set() if name == "the charter" else {out}), name
        assert out not in {to for sign, to in found if sign == DONE}, name


def test_work_notes_and_books_are_three_pictures(little: Cast, sign_in: Any) -> None:
    home, work = (sign_in(little.lea).get(reverse(route)).text for route in ("home:home", "homework:list"))
    tiles = dict(re.findall(r'<a href="([^"]+)">(?:(?!</a>).)*?/emoji/([a-z-]+)\.', home, re.DOTALL))
    book = picture_of("Rapporter le livre de la bibliothèque")
    own = {
        "work": tiles[reverse("homework:list")], "notes": tiles[reverse("liaison:list")], "books": book and book.name,
    }  # fmt: skip
    assert len(set(own.values())) == len(own), own
    # Nor does a note, or a line of work, look like the way to all of them.
    inside = {picture_for(kind, "Les nouvelles", None, ()).name for kind in NoteKind}
    inside |= set(re.findall(r"/emoji/([a-z-]+)\.", work))
    assert not inside & {own["work"], own["notes"]}, inside
