"""Arabic, in a browser: every page of families from right to left, mirrored, within its width, clean for axe.

That each says its direction is read of all; in `make test` those of `walk.cover` are drawn, and looked at by axe on a
phone in the light; in `make drill` every one, with all themes and widths.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.e2e.accessible import FULL, SMALL, WHOLE, WIDTHS, faults_of
from tests.e2e.conftest import Visit
from tests.e2e.furnished.conftest import Standing
from tests.e2e.furnished.reader import Reader
from tests.e2e.furnished.walk import Found, Walker, cover
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
def drawn(pages: list[Found]) -> list[Found]:
    if FULL:
        return pages
    chosen = cover(pages)
    return chosen.kinds + chosen.routes


@pytest.mark.parametrize("name", LEAST_PAGES)
def test_every_page_from_right_to_left(
    cast: Cast, visit: Visit, pages: list[Found], drawn: list[Found], name: str
) -> None:
    own = [page for page in pages if page.who == name]
    assert len(own) >= LEAST_PAGES[name], f"{name}: {len(own)}"
    assert [page.path for page in own if page.read.direction != "rtl"] == []
    visitor, faults = arrive(visit, cast.people[name] if name else None), []
    for page in drawn:
        if page.who == name:
            visitor.open(page.path)
            found = faults_of(visitor, WHOLE if FULL else SMALL[-1:], (WIDE, *WIDTHS))
            faults += [f"{page.path}: {fault}" for fault in found]
    assert not faults, said(faults)


def test_the_home_is_mirrored(cast: Cast, visit: Visit) -> None:
    visitor = arrive(visit, cast.samira)
    visitor.open("/")
    assert middle(visitor, ".top .brand") > 0.5
    assert middle(visitor, ".top .compte") < 0.5
    assert middle(visitor, ".note .mrg") > 0.8, "the margin of a note is on the side one reads from"
    assert middle(visitor, ".bar li:first-child") > middle(visitor, ".bar li:last-child")
    side = visitor.page.locator(".note .mrg").first.evaluate("e => getComputedStyle(e).borderLeftWidth")
    assert side == "2px", "its red line is between the margin and the text"


def test_what_points_is_turned_and_what_an_author_wrote_is_not(cast: Cast, visit: Visit) -> None:
    visitor = arrive(visit, cast.samira)
    visitor.open("/carnet/famille/")
    visitor.page.locator(".note h2 a, .note h3 a").first.click()
    text = visitor.page.locator(".texte").first
    assert text.get_attribute("lang") == "fr"
    assert text.evaluate("e => getComputedStyle(e).direction") == "ltr"
    arrow = visitor.page.locator(".ret .i-dir").first
    assert arrow.evaluate("e => getComputedStyle(e).transform").startswith("matrix(-1,")


def test_only_arabic_pages_fetch_the_arabic_letters(cast: Cast, visit: Visit) -> None:
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
