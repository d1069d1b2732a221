"""The living page of the components, in both skins and all themes: axe, narrow screens, large and wide text."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.accessible import AXE, BIG_TEXT, FULL, NARROW, faults_on
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.visitor import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _with_the_page(settings: Any) -> None:
    settings.ROOT_URLCONF = "eprimo.devtools.look.urls"


@pytest.mark.parametrize("skin", ["standard", "petits"])
def test_every_component_in_every_theme(visit: Visit, chapter: Chapter, skin: str) -> None:
    visitor = visit()
    for theme in ("clair", "sombre", "contraste"):
        with chapter(theme):
            visitor.open(f"/apercu/?habillage={skin}&theme={theme}")
            visitor.page.evaluate(AXE)
            # What is named, and how, is the same in every theme; a colour is the same at both widths of one.
            plain, faults = theme == "clair", []
            for size in (PHONE, DESK) if plain or FULL else (PHONE,):
                only = () if plain else ("color-contrast",)
                faults += faults_on(visitor, size, axe=True, fits=plain, only=only)
            assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "reading",
    [
        "police=opendyslexic&lecture=aere", "taille=grand",
        pytest.param("lecture=aere", marks=pytest.mark.whole), pytest.param("police=andika", marks=pytest.mark.whole),
    ],
)  # fmt: skip
def test_every_component_in_every_way_of_reading(visit: Visit, reading: str) -> None:
    visitor = visit()
    faults = []
    for skin in ("standard", "petits"):
        visitor.open(f"/apercu/?habillage={skin}&{reading}")
        visitor.page.evaluate("document.fonts.ready")
        for size in (PHONE, NARROW) if "taille" in reading else (PHONE, NARROW, BIG_TEXT):
            faults += faults_on(visitor, size, axe=False, fits=True)
    assert not faults, "\n".join(faults)


# The place at the bottom stays in view, whatever the length of the page.
HEIGHT = 780
_VOICE = """Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "fr-FR", localService: true }], addEventListener() {}, cancel() {} } });"""


def test_the_little_ones_find_the_same_things_in_the_same_places(visit: Visit, chapter: Chapter) -> None:
    """House bottom left, sound top right, « J’ai fini » bottom right, each as large as two fingers."""
    visitor = visit(viewport={"width": 360, "height": HEIGHT})
    visitor.page.add_init_script(_VOICE)
    for width in (360, 800, 1280):
        with chapter(f"at {width}"):
            visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
            visitor.open("/apercu/?habillage=petits")
            _places(visitor.page, width)


def _places(page: Page, width: int) -> None:
    boxes = {
        name: page.locator(selector).first.bounding_box()
        for name, selector in (
            ("house", ".ptt-p a"), ("done", ".ptt-p button"), ("sound", ".top [data-ep-listen]")
        )
    }  # fmt: skip
    for name, box in boxes.items():
        assert box is not None, name
        assert min(box["width"], box["height"]) >= 96, name
        middle = box["x"] + box["width"] / 2
        assert (middle < width / 2) == (name == "house"), name
        assert (box["y"] < 150) if name == "sound" else (box["y"] > HEIGHT - 250), name
    # A picture in each of them: the words may go.
    for selector in (".ptt-p a", ".ptt-p button", ".top [data-ep-listen]"):
        assert page.locator(f"{selector} svg").first.is_visible(), selector
    for tile in page.locator(".tuile").all():
        # Several pictures stand in the place of one.
        picture = tile.locator("a > :is(img, .sac-i)").bounding_box()
        assert picture is not None
        assert picture["width"] >= 72
        assert tile.locator("[data-ep-listen]").is_visible() == (width >= 640)
