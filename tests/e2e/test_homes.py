"""From the door to a signed note on a phone: how many taps, and what the page is afterwards."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from eprimo.foundation.directory.models import School
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.journey import PASSWORD
from tests.e2e.visitor import PHONE
from tests.services.liaison import notes

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]

MOST_TAPS = 3
FIRST_SCREEN = PHONE["height"]
# What the browser’s own bars leave of it.
SHORT = 640


def test_three_taps_from_the_door_to_a_signed_note(
    cast: Cast, visit: Visit, with_password: Callable[[str], str], work: Callable[[], None]
) -> None:
    make.guardianship(cast.samira, cast.lea_verne)
    School.objects.filter(pk=cast.verne.pk).update(name="École élémentaire publique Jean-Jacques-Rousseau")
    notes.to_sign(cast, title="Sortie au château", text="Jeudi 3 décembre, nous irons au château. " * 9)
    notes.to_sign(cast, title="Piscine")
    login = with_password("samira")
    work()
    samira = visit(viewport=PHONE, is_mobile=True, has_touch=True)
    samira.open("/")
    samira.write("Identifiant", login)
    samira.write("Mot de passe", PASSWORD, exact=True)
    samira.taps = 0
    samira.press("Entrer", exact=True)
    # The first thing to do, and its button, stand above the bar without scrolling: three children in two schools, a
    # text of a whole page.
    button = samira.page.locator("summary", has_text="Lire et signer").first
    expect(button).to_be_visible()
    for height in (FIRST_SCREEN, SHORT):
        samira.page.set_viewport_size({"width": PHONE["width"], "height": height})
        box = button.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < height - samira.page.locator(".bar").bounding_box()["height"]  # type: ignore[index]
    samira.unfold("Lire et signer")
    samira.press("J’ai lu et je signe")
    samira.reads("C’est signé, merci\u00a0!")
    assert samira.taps <= MOST_TAPS
    # In place: the count fell, the next card is there, the focus says what was done.
    expect(samira.page.get_by_role("img", name="1 élément")).to_be_visible()
    expect(samira.page.locator("[data-ep-focus]")).to_be_focused()
    assert samira.page.locator("article").filter(has_text="Lire et signer").count() == 1


def test_one_card_for_two_children_is_signed_with_one_tap(cast: Cast, visit: Visit) -> None:
    note = notes.to_sign(cast, by="director", classes=(cast.ce1, cast.cm2))
    family = visit(cast.samira, viewport=PHONE)
    family.open("/")
    card = family.page.locator("article.note").filter(has_text="Sortie au château")
    expect(card).to_have_count(1)
    card.locator("summary").click()
    assert faults_of(family) == []
    card.get_by_role("button", name="Je signe pour Léa et Noé").click()
    expect(family.page.get_by_text("C’est signé, merci")).to_be_visible()
    expect(card).to_have_count(0)
    signed = note.owed.filter(guardian=cast.samira, signed_version=1)
    assert {row.child_id for row in signed} == {cast.lea.pk, cast.noe.pk}
