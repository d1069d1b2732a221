"""Pupils: the little ones' skin on a tablet and a phone, and the older one's."""

from collections.abc import Callable

import pytest

from eprimo.foundation.directory.models import Person
from tests.e2e.pictures.camera import BOTH, LIGHT, LIGHT_AND_DARK, PHONE, THEMES, WIDE, shot
from tests.e2e.pictures.finding import of_note, titled
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_little_ones(enter: Callable[..., Visitor]) -> None:
    visitor = enter("little", "/carnet/")
    shot(visitor, "petit-mots", (360, 768))
    visitor.page.locator("main a[href*='/carnet/']").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "petit-mot", WIDE, THEMES)
    visitor.open("/compte/confort")
    shot(visitor, "petit-confort", (360, 768), LIGHT_AND_DARK)
    visitor.open("/compte/animal")
    shot(visitor, "petit-animal", (360, 768), LIGHT_AND_DARK)


def test_the_older_ones(enter: Callable[..., Visitor]) -> None:
    visitor = enter("pupil", "/carnet/")
    shot(visitor, "eleve-mots", BOTH)
    visitor.open(of_note(titled("Piscine")))
    shot(visitor, "eleve-mot", BOTH, LIGHT_AND_DARK)
    visitor.open("/compte/animal")
    shot(visitor, "eleve-animal", BOTH)
    for path, name in (
        ("/compte/confort", "confort"),
        ("/compte/", "compte"),
        ("/personnes/", "chercher"),
    ):
        visitor.open(path)
        shot(visitor, f"eleve-{name}", PHONE, LIGHT)


@pytest.mark.parametrize("chosen", ["lecture=aere", "police=opendyslexic", "taille=grand"])
def test_reading_comfort(enter: Callable[..., Visitor], people: Callable[[str], Person], chosen: str) -> None:
    """What a person chose, as columns of the account that the page carries."""
    visitor = enter("pupil", "/carnet/")
    visitor.open(of_note(titled("Piscine")))
    key, value = chosen.split("=")
    visitor.page.evaluate(
        "([k, v]) => document.documentElement.setAttribute(`data-ep-${k}`, v)", [key, value]
    )
    shot(visitor, f"eleve-mot-{value}", PHONE)
