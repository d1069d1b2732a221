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
    for size in (PHONE, DESK):
        faults += faults_on(visitor, size, axe=True, fits=theme == "clair")
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
