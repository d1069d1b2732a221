"""Of many pages those that are drawn have each address and each kind of element, and are the same each time."""

import random

import pytest

from tests.e2e.furnished import walk
from tests.e2e.furnished.reader import Read
from tests.e2e.furnished.walk import Found, cover


def page(route: str, *keys: int, path: str = "") -> Found:
    return Found("somebody", path or f"/{route}", route, Read([], [], frozenset(keys), ""))


@pytest.fixture(autouse=True)
def _of_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "is_of_the_day", lambda *_: True)


def test_an_address_of_another_day_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "is_of_the_day", lambda name, _: name != "help")
    note, help_ = page("note", 1, 2), page("help", 1)
    assert (cover([note, help_]).kinds, cover([note, help_]).routes) == ([note], [])


def test_a_page_with_nothing_new_is_left_out() -> None:
    home, note, other = page("home", 1, 2), page("note", 2, 3, 4), page("note", 3, path="/other")
    found = cover([home, note, other])
    assert (found.kinds, found.routes) == ([note, home], [])


def test_an_address_is_drawn_once_though_it_has_nothing_new() -> None:
    note, help_, again = page("note", 1, 2), page("help", 1), page("help", 2, path="/again")
    found = cover([note, help_, again])
    assert (found.kinds, found.routes) == ([note], [help_])


def test_nothing_is_missing_from_what_is_drawn() -> None:
    pages = [page(f"route {n % 40}", *random.sample(range(300), 9), path=f"/{n}") for n in range(200)]
    found = cover(pages)
    drawn = found.kinds + found.routes
    assert {one.route for one in drawn} == {one.route for one in pages}
    assert {key for one in found.kinds for key in one.read.keys} == {
        k for one in pages for k in one.read.keys
    }
    assert len(drawn) < len(pages) / 2
    assert cover(pages) == found
