"""No form about a child, a class or a school has one chosen, where who opens it has several: found by the routes."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.conftest import NOW
from tests.matrix.asking import ask, scene_of
from tests.matrix.line import Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Forms(HTMLParser):
    """The forms of a page: the boxes of each name, what is chosen among them, and whether something is typed there."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.forms.append(
                {"action": said.get("action") or "", "options": {}, "hidden": [], "typed": False}
            )
        if not self.forms:
            return
        form, kind = self.forms[-1], said.get("type", "text")
        if tag == "select":
            self._select = said.get("name") or ""
            form["options"].setdefault(self._select, [])
        elif tag == "option" and self._select:
            known = form["options"][self._select]
            # A browser takes the first one where none is selected.
            known.append((said.get("value") or "", "selected" in said or not known))
        elif tag == "input" and kind in {"radio", "checkbox"}:
            form["options"].setdefault(said.get("name") or "", []).append(
                (said.get("value") or "", "checked" in said)
            )
        elif tag == "input" and kind == "hidden":
            form["hidden"].append(said.get("value") or "")
        elif tag == "textarea" or (tag == "input" and kind not in {"submit", "button", "search", "file"}):
            form["typed"] = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with scene_of(django_db_blocker) as made, clock.frozen(NOW):
        cast = made.cast
        make.guardianship(cast.samira, cast.lea_verne)
        make.attach(cast.teacher, cast.cm2)
        yield made


def _faults(page: str, address: str, known: set[str]) -> Iterator[str]:
    """What is chosen of `known`, of several, where the address does not say it. A form about a thing that the address
    names holds what was chosen for that thing."""
    about_a_thing = bool(re.search(_ID, address))
    reader = Forms()
    reader.feed(page)
    for form in reader.forms:
        for name, options in form["options"].items():
            about = [(value, chosen) for value, chosen in options if _named(value, known)]
            if len({value for value, _ in about}) > 1 and not about_a_thing:
                yield from (
                    f"{address}: {name}={value}"
                    for value, chosen in about
                    if chosen and not _named(value, known) <= _named(address, known)
                )
        if form["typed"]:
            told = _named(" ".join([form["action"], *form["hidden"]]), known) - _named(address, known)
            yield from (f"{address}: {one} in the form" for one in told)


def _named(text: str, known: set[str]) -> set[str]:
    return set(re.findall(_ID, text)) & known


def _pages(scene: Scene, who: str, like: str) -> Iterator[tuple[str, str]]:
    """Each page that this person opens, whatever its address names. Who is `like` them opens what they do besides; the
    access matrix sees that they open no other."""
    seen: set[str] = set()
    for one in LINES.values():
        if "GET" not in one.methods:
            continue
        for variant in one.variants:
            if variant.before is not None or not _opens(one, variant, who, like):
                continue
            address = reverse(one.route, args=variant.args(scene)) + variant.query
            if address in seen:
                continue
            seen.add(address)
            answer = ask(scene, who, "GET", address)
            if answer.status == 200 and answer.response.headers.get("Content-Type", "").startswith(
                "text/html"
            ):
                yield address, answer.response.content.decode()


def _opens(line: Line, variant: Variant, *people: str) -> bool:
    return any(variant.expected(who, line, "GET") & {200} for who in people)


def test_the_guardian_of_two_children_in_two_schools_finds_none_chosen(scene: Scene) -> None:
    cast = scene.cast
    known = {str(one.public_id) for one in (cast.lea, cast.noe, cast.lea_verne, cast.tilleuls, cast.verne)}
    pages = list(_pages(scene, "samira", "guardian_verne"))
    assert len(pages) > 20
    assert [fault for address, page in pages for fault in _faults(page, address, known)] == []


def test_the_teacher_of_two_classes_finds_none_chosen(scene: Scene) -> None:
    cast = scene.cast
    known = {str(one.public_id) for one in (cast.ce1, cast.cm2)}
    pages = list(_pages(scene, "teacher", "teacher_cm2"))
    assert len(pages) > 20
    assert [fault for address, page in pages for fault in _faults(page, address, known)] == []


def test_the_walk_sees_a_default() -> None:
    """What it is there for: a box that is ticked, a list whose first line is a child, a child in the address."""
    one, other = "0193a3b0-0000-7000-8000-000000000001", "0193a3b0-0000-7000-8000-000000000002"
    known = {one, other}
    ticked = (
        f"<form><input type=radio name=c value={one} checked><input type=radio name=c value={other}></form>"
    )
    listed = (
        f"<form><select name=c><option value={one}>A</option><option value={other}>B</option></select></form>"
    )
    inside = f'<form action="?enfant={one}"><textarea></textarea></form>'
    assert [len(list(_faults(page, "/x/", known))) for page in (ticked, listed, inside)] == [1, 1, 1]
    assert not list(_faults(inside, f"/x/?enfant={one}", known))
