"""Looking for something: what is found shows while one types, and the button does the same alone."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.services.liaison import notes

pytestmark = pytest.mark.browser


def test_what_is_typed_is_found_without_pressing(cast: Cast, visit: Visit, work: Callable[[], None]) -> None:
    notes.to_sign(cast, title="La piscine du jeudi")
    work()
    samira = visit(cast.samira)
    samira.open(reverse("people:search"))
    field = samira.page.locator("main input[name=nom]")
    field.press_sequentially("pisc", delay=20)
    found = samira.page.locator("#trouve").get_by_role("link", name="La piscine du jeudi")
    expect(found).to_be_visible()
    # What is being typed keeps its place, and the address says nothing of it.
    expect(field).to_be_focused()
    assert "pisc" not in samira.page.url
    assert not faults_of(samira)
    field.fill("cirque")
    expect(samira.page.locator("#trouve")).to_contain_text("Rien de tel")
    expect(found).to_have_count(0)


def test_the_last_letters_win_on_a_slow_line(cast: Cast, visit: Visit, work: Callable[[], None]) -> None:
    """An answer that comes late is not the one that stays."""
    for title in ("La piscine", "Le cirque"):
        notes.to_sign(cast, title=title)
    work()
    samira = visit(cast.samira)
    samira.open(reverse("people:search"))
    held = []
    samira.page.route("**/personnes/", lambda route: held.append(route) if not held else route.continue_())
    field = samira.page.locator("main input[name=nom]")
    field.fill("piscine")
    expect(samira.page.locator("#trouve[aria-busy]")).to_have_count(1)
    field.fill("cirque")
    samira.page.wait_for_timeout(500)
    held[0].continue_()
    expect(samira.page.locator("#trouve").get_by_role("link", name="Le cirque")).to_be_visible()
    expect(samira.page.locator("#trouve").get_by_role("link", name="La piscine")).to_have_count(0)
