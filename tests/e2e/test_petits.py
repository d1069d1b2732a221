"""A child of five finds the way by pictures alone: every word of the page is hidden."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from eprimo.services.liaison.enums import NoteKind
from tests import factories as make
from tests.cast import Cast
from tests.e2e.conftest import Visit
from tests.e2e.visitor import PHONE, Visitor
from tests.services.liaison import notes
from tests.ui.test_listen import FRENCH, SPEECH

pytestmark = pytest.mark.browser

TABLET = {"width": 800, "height": 1280}
FLAT = {"width": 1024, "height": 768}
SMALLEST = 90
# Nothing to read is left: sizes in rem hold, they follow the root.
_NO_WORDS = """addEventListener('DOMContentLoaded', () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('body, body * { font-size: 0 !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})"""
# The controls of a page: what each shows, what it is called, how large it is.
_CONTROLS = """() => [...document.querySelectorAll('a, button')]
  .filter(e => e.checkVisibility() && !e.matches('.skip'))
  .map(e => {
    const drawn = [...e.querySelectorAll('img, svg')].filter(p => p.checkVisibility());
    const box = e.getBoundingClientRect();
    return {
      name: (e.getAttribute('aria-label') || e.textContent || '').trim(),
      picture: Math.max(0, ...drawn.map(p => p.getBoundingClientRect().width)),
      side: Math.min(box.width, box.height), comfort: e.closest('.top') !== null,
    };
  })"""


@pytest.fixture
def little(cast: Cast, work: Callable[[], None]) -> Cast:
    """Lou, in the nursery class, with a note of the class and something to bring."""
    group = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
    cast.people["petit"] = make.pupil(cast.tilleuls, group, "Lou", "PETIT")
    make.account(cast.petit, login="lou.petit")
    make.attach(cast.teacher, group)
    notes.sent(cast, title="Les doudous", classes=(group,), to_pupils=True, text="Chacun montre son doudou.")
    notes.sent(
        cast, title="Les bottes", classes=(group,), to_pupils=True, kind=NoteKind.TO_BRING,
        event_on=date(2026, 11, 26), bring=("des bottes",),
    )  # fmt: skip
    work()
    return cast


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_a_child_reads_nothing_and_finds_the_way(little: Cast, visit: Visit, size: Any) -> None:
    lou = visit(little.petit, viewport=size, has_touch=True)
    lou.context.add_init_script(SPEECH % f"[{FRENCH}]")
    lou.context.add_init_script(_NO_WORDS)
    lou.open("/")
    _pictured(lou)
    _touch(lou.page.locator(".tuile a:has(img[src*='love-letter'])"))
    lou.page.wait_for_url("**/carnet/**")
    _pictured(lou)
    _touch(lou.page.locator(".top [data-ep-listen]"))
    assert "Chacun montre son doudou." in " ".join(lou.page.evaluate("texts()") + _rest(lou))
    _touch(lou.page.get_by_role("link", name="Maison"))
    lou.page.wait_for_url(f"{lou.base}/")
    _touch(lou.page.locator(".fini"))
    lou.page.wait_for_url("**/compte/entrer/eleve")
    # The session is over: the way back leads to a door.
    lou.page.goto(f"{lou.base}/")
    assert "/compte/entrer" in lou.page.url


def test_the_week_shows_only_what_notes_announce(little: Cast, visit: Visit, work: Any) -> None:
    lou = visit(little.petit, viewport=TABLET)
    lou.open("/")
    ribbon = lou.page.locator(".ruban")
    expect(ribbon.locator("li")).to_have_count(5)
    expect(ribbon.locator("img[src*='backpack']")).to_have_count(1)
    expect(ribbon.locator("[aria-current=date]")).to_have_count(1)
    lea = visit(little.lea)
    little.ce1.skin = "petits"
    little.ce1.save()
    lea.open("/")
    expect(lea.page.locator(".ruban")).to_have_count(0)


def test_a_child_keeps_a_comfort_without_leaving(little: Cast, visit: Visit) -> None:
    lou = visit(little.petit, viewport=FLAT, has_touch=True)
    lou.open("/compte/confort")
    lou.page.get_by_text("Sombre", exact=True).click()
    _touch(lou.button("Garder"))
    lou.reads("C’est gardé")
    expect(lou.page.locator("html")).to_have_attribute("data-ep-theme", "sombre")


def test_the_pictures_of_a_home_are_as_large_as_each_other(little: Cast, visit: Visit) -> None:
    lou = visit(little.petit, viewport=FLAT)
    lou.open("/")
    pictures = lou.page.locator(".tuile img")
    expect(pictures).to_have_count(3)
    rim = "e => e.clientWidth - 2 * parseFloat(getComputedStyle(e).paddingLeft)"
    drawn = [one.evaluate(rim) for one in pictures.all()]
    assert min(drawn) > 100, drawn
    assert max(drawn) - min(drawn) < 2, drawn
    ends = "e => e.getBoundingClientRect().bottom"
    bar = lou.page.locator(".ptt-p").evaluate("e => e.getBoundingClientRect().top")
    assert lou.page.locator(".ruban").evaluate(ends) <= bar, "the week stands above the bar, in view"


def _rest(visitor: Visitor) -> list[str]:
    """The sentences that come after the first, one after the other."""
    for _ in range(20):
        if not visitor.page.evaluate("Boolean(speechSynthesis.now)"):
            break
        visitor.page.evaluate("ends()")
    return list(visitor.page.evaluate("texts()"))


def _pictured(visitor: Visitor) -> None:
    """Each control has a picture to see, a name to hear, and room for a small finger."""
    for control in visitor.page.evaluate(_CONTROLS):
        assert control["name"], control
        assert control["picture"] >= 24, control
        assert control["comfort"] or control["side"] >= SMALLEST, control


def _touch(control: Locator) -> None:
    """Press where the picture is."""
    control.first.scroll_into_view_if_needed()
    picture = control.first.locator("img, svg").filter(visible=True).first
    box = picture.bounding_box()
    assert box is not None
    control.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
