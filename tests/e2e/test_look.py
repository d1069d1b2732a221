"""The living page of the components, in both skins and all themes: axe, narrow screens, large and wide text."""

from typing import Any

import pytest

from tests.e2e.accessible import AXE, BIG_TEXT, NARROW, faults_on
from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _with_the_page(settings: Any) -> None:
    settings.ROOT_URLCONF = "eprimo.devtools.look.urls"


@pytest.mark.parametrize("skin", ["standard", "petits"])
@pytest.mark.parametrize("theme", ["clair", "sombre", "contraste"])
def test_every_component_in_every_theme(visit: Visit, skin: str, theme: str) -> None:
    visitor = visit()
    visitor.open(f"/apercu/?habillage={skin}&theme={theme}")
    visitor.page.evaluate(AXE)
    faults = []
    # What is named, and how, is the same in every theme.
    only = () if theme == "clair" else ("color-contrast",)
    for size in (PHONE, DESK):
        faults += faults_on(visitor, size, axe=True, fits=theme == "clair", only=only)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "reading", ["lecture=aere", "police=opendyslexic&lecture=aere", "taille=grand", "police=andika"]
)
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


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_the_little_ones_find_the_same_things_in_the_same_places(visit: Visit, width: int) -> None:
    """House bottom left, sound top right, « J’ai fini » bottom right, each as large as two fingers."""
    visitor = visit(viewport={"width": width, "height": HEIGHT})
    page = visitor.page
    page.add_init_script(_VOICE)
    visitor.open("/apercu/?habillage=petits")
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
