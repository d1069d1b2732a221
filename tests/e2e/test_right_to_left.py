"""Arabic, in a browser: every page of families from right to left, mirrored, within its width, clean for axe."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.crawl import pages_of
from tests.e2e.visitor import PHONE, Visitor
from tests.e2e.world import furnish

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]

WIDTHS = (320, 360, 1440)


def arrive(visit: Visit, person: Any = None) -> Visitor:
    return visit(person, locale="ar", viewport=PHONE)


def middle(visitor: Visitor, selector: str) -> float:
    """Where the first of these stands, as a part of the width: 0 at the left edge, 1 at the right."""
    visitor.page.locator(selector).first.wait_for()
    found = visitor.page.evaluate(
        "s => { const b = document.querySelector(s).getBoundingClientRect();"
        " return (b.left + b.right) / 2 / innerWidth }",
        selector,
    )
    return float(found)


def too_wide(visitor: Visitor) -> list[str]:
    """What runs out of the page, at each width."""
    faults = []
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 780})
        over = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{width} px: {over} px too wide"] if over > 0 else []
    visitor.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    return faults


@pytest.mark.parametrize(
    ("name", "start"), [("", "/compte/entrer"), ("samira", "/"), ("lea", "/"), ("petit", "/")]
)
def test_every_page_from_right_to_left(cast: Cast, visit: Visit, name: str, start: str) -> None:
    furnish(cast)
    visitor = arrive(visit, cast.people[name] if name else None)
    faults, seen = [], 0
    for path in pages_of(visitor, start, shared=not name):
        seen += 1
        if path.startswith("/ecole/"):
            continue
        assert visitor.page.locator("html").get_attribute("dir") == "rtl", path
        faults += [f"{path}: {fault}" for fault in [*too_wide(visitor), *faults_of(visitor)]]
    assert not faults, "\n".join(sorted(set(faults)))
    assert seen >= 3


def test_the_home_is_mirrored(cast: Cast, visit: Visit) -> None:
    furnish(cast)
    visitor = arrive(visit, cast.samira)
    visitor.open("/")
    assert middle(visitor, ".top .brand") > 0.5
    assert middle(visitor, ".top .compte") < 0.5
    assert middle(visitor, ".note .mrg") > 0.8, "the margin of a note is on the side one reads from"
    assert middle(visitor, ".bar li:first-child") > middle(visitor, ".bar li:last-child")
    side = visitor.page.locator(".note .mrg").first.evaluate("e => getComputedStyle(e).borderLeftWidth")
    assert side == "2px", "its red line is between the margin and the text"


def test_what_points_is_turned_and_what_an_author_wrote_is_not(cast: Cast, visit: Visit) -> None:
    furnish(cast)
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
