"""The schools of a territory, as an academy and an inspector follow them."""

from collections.abc import Callable

import pytest

from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_territory_to_a_school(enter: Callable[..., Visitor]) -> None:
    shot(enter("academy", "/territoire/"), "rectorat-territoire", BOTH, LIGHT_AND_DARK)
    visitor = enter("academy", "/territoire/ecoles/")
    shot(visitor, "rectorat-territoire-ecoles", BOTH)
    visitor.page.locator("main th a").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "rectorat-territoire-ecole", BOTH)
    shot(enter("inspector", "/territoire/"), "inspectrice-territoire")
    shot(enter("academy", "/territoire/ecoles/?q=nulle+part"), "rectorat-territoire-rien", (360,))


def test_mandates(enter: Callable[..., Visitor]) -> None:
    visitor = enter("academy", "/territoire/mandats/")
    shot(visitor, "rectorat-mandats", BOTH, LIGHT_AND_DARK)
    visitor.page.locator("main th a").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "rectorat-mandat")
    shot(enter("academy", "/territoire/mandats/donner/inspector/"), "rectorat-mandat-donner", (360,))
    visitor = enter("platform", "/territoire/mandats/")
    shot(visitor, "plateforme-mandats")
    shot(enter("platform", "/territoire/mandats/donner/academy/"), "plateforme-mandat-proposer", (360,))
