"""Looking for something: what is found shows while one types, and the button does the same alone."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Route, expect

from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.services.liaison import notes

pytestmark = pytest.mark.browser


def test_what_is_typed_is_found_without_pressing(
    cast: Cast, visit: Visit, work: Callable[[], None], chapter: Chapter
) -> None:
    for title in ("La piscine du jeudi", "Le cirque"):
        notes.to_sign(cast, title=title)
    work()
    samira = visit(cast.samira)
    samira.open(reverse("people:search"))
    field, shown = samira.page.locator("main input[name=nom]"), samira.page.locator("#trouve")
    pool, circus = (shown.get_by_role("link", name=name) for name in ("La piscine du jeudi", "Le cirque"))
    with chapter("what is found shows while one types"):
        field.press_sequentially("pisc", delay=20)
        expect(pool).to_be_visible()
        # What is being typed keeps its place, and the address says nothing of it.
        expect(field).to_be_focused()
        assert "pisc" not in samira.page.url
        assert not faults_of(samira)
        field.fill("hippopotame")
        expect(shown).to_contain_text("Rien de tel")
        expect(pool).to_have_count(0)
    with chapter("an answer that comes late is not the one that stays"):
        held: list[Route] = []
        samira.page.route(
            "**/personnes/", lambda route: held.append(route) if not held else route.continue_()
        )
        field.fill("piscine")
        expect(samira.page.locator("#trouve[aria-busy]")).to_have_count(1)
        field.fill("cirque")
        samira.page.wait_for_timeout(500)
        held[0].continue_()
        expect(circus).to_be_visible()
        expect(pool).to_have_count(0)
