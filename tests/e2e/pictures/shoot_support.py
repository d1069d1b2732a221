"""Assistance, as who helps asks for it and who directs the school answers."""

from collections.abc import Callable

import pytest

from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_asked_granted_and_opened(enter: Callable[..., Visitor]) -> None:
    shot(enter("director", "/"), "directrice-assistance-accueil", BOTH, LIGHT_AND_DARK, whole=False)
    visitor = enter("contractor", "/assistance/")
    shot(visitor, "titulaire-assistance", BOTH)
    visitor.page.get_by_role("link", name="Coquelicots").last.click()
    visitor.page.wait_for_load_state()
    visitor.press("Ouvrir la liste")
    shot(visitor, "titulaire-assistance-liste", BOTH, LIGHT_AND_DARK)
    shot(enter("contractor", "/assistance/ecoles/?q=hirondelles"), "titulaire-assistance-ecoles", (360,))
    visitor = enter("contractor", "/assistance/ecoles/?q=valmarais")
    visitor.page.locator("main ul.liste a, main th a").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "titulaire-assistance-demander", (360,))
