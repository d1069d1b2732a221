"""Arabic, in a browser: every page of families from right to left, mirrored, within its width, clean for axe.

That each says its direction is read of all. In `make test` those of `walk.cover` are drawn: each kind of element on one
page, looked at by axe on a phone in the light, and one page of each other address, measured on the phone, a third of
them a day; in `make drill` every one, with all themes and widths.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.e2e.accessible import BIG_TEXT, FULL, SMALL, WHOLE, WIDTHS, faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.furnished.conftest import Standing
from tests.e2e.furnished.reader import Reader
from tests.e2e.furnished.walk import Cover, Found, Walker, cover
from tests.e2e.said import said
from tests.e2e.visitor import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.drill, pytest.mark.django_db(transaction=True)]

# Wider than what every page is measured at (accessible.py).
WIDE = {"width": 1440, "height": 780}
# The fewest pages a walk must find.
LEAST_PAGES = {"": 8, "samira": 25, "lea": 15, "petit": 4}


def arrive(visit: Visit, person: Any = None, **options: Any) -> Visitor:
    return visit(person, locale="ar", viewport=PHONE, **options)


def middle(visitor: Visitor, selector: str) -> float:
    """Where the first of these stands, as a part of the width: 0 at the left edge, 1 at the right."""
    visitor.page.locator(selector).first.wait_for()
    found = visitor.page.evaluate(
        "s => { const b = document.querySelector(s).getBoundingClientRect();"
        " return (b.left + b.right) / 2 / innerWidth }",
        selector,
    )
    return float(found)


@pytest.fixture(scope="module")
def pages(standing: Standing, reader: Reader) -> list[Found]:
    people, walker = standing.cast.people, Walker(standing.url, reader, "ar")
    return [
        page
        for name in LEAST_PAGES
        for page in walker.pages(
            name, people[name] if name else None, "/" if name else "/compte/entrer", shared=not name
        )
        if not page.path.startswith("/ecole/")
    ]


@pytest.fixture(scope="module")
def drawn(pages: list[Found]) -> Cover:
    return Cover(pages, []) if FULL else cover(pages)


@pytest.mark.parametrize("name", LEAST_PAGES)
def test_every_page_from_right_to_left(
    cast: Cast, visit: Visit, pages: list[Found], drawn: Cover, name: str
) -> None:
    own = [page for page in pages if page.who == name]
    assert len(own) >= LEAST_PAGES[name], f"{name}: {len(own)}"
    assert [page.path for page in own if page.read.direction != "rtl"] == []
    visitor, faults = arrive(visit, cast.people[name] if name else None), []
    for some, states, sizes in (
        (drawn.kinds, WHOLE if FULL else SMALL[-1:], (WIDE, *WIDTHS)),
        (drawn.routes, (), (PHONE, BIG_TEXT)),
    ):
        for page in some:
            if page.who == name:
                visitor.open(page.path)
                faults += [f"{page.path}: {fault}" for fault in faults_of(visitor, states, sizes)]
    assert not faults, said(faults)


def test_what_is_mirrored_and_what_is_not(cast: Cast, visit: Visit, chapter: Chapter) -> None:
    visitor = arrive(visit, cast.samira)
    with chapter("the home is mirrored"):
        _home_is_mirrored(visitor)
    with chapter("what points is turned, and what an author wrote is not"):
        _points_are_turned(visitor)
    with chapter("pages in Arabic alone fetch the Arabic letters"):
        _arabic_letters(visit)


def _home_is_mirrored(visitor: Visitor) -> None:
    visitor.open("/")
    assert middle(visitor, ".top .brand") > 0.5
    assert middle(visitor, ".top .compte") < 0.5
    assert middle(visitor, ".note .mrg") > 0.8, "the margin of a note is on the side one reads from"
    assert middle(visitor, ".bar li:first-child") > middle(visitor, ".bar li:last-child")
    side = visitor.page.locator(".note .mrg").first.evaluate("e => getComputedStyle(e).borderLeftWidth")
    assert side == "2px", "its red line is between the margin and the text"


def _points_are_turned(visitor: Visitor) -> None:
    visitor.open("/carnet/famille/")
    visitor.page.locator(".note h2 a, .note h3 a").first.click()
    text = visitor.page.locator(".texte").first
    assert text.get_attribute("lang") == "fr"
    assert text.evaluate("e => getComputedStyle(e).direction") == "ltr"
    arrow = visitor.page.locator(".ret .i-dir").first
    assert arrow.evaluate("e => getComputedStyle(e).transform").startswith("matrix(-1,")


def _arabic_letters(visit: Visit) -> None:
    asked: dict[str, list[str]] = {}
    for locale in ("fr-FR", "en-GB", "ar"):
        visitor = visit(locale=locale)
        fonts = asked.setdefault(locale, [])
        visitor.page.on("request", _keep(fonts))
        visitor.open("/compte/entrer")
        visitor.page.evaluate("document.fonts.ready.then(() => 1)")
    assert [sum("arabic" in font for font in asked[locale]) for locale in asked] == [0, 0, 2]


def _keep(fonts: list[str]) -> Callable[[Any], None]:
    return lambda request: fonts.append(request.url) if request.resource_type == "font" else None
