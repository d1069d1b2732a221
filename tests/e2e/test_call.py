"""The roll of a class at 8:40: as many touches as children are absent, and one; without network too."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from eprimo.foundation.presence.models import HalfDay, RollCall
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Chapter
from tests.e2e.line import Line
from tests.e2e.offline import becomes, until
from tests.e2e.test_offline_acts import _NONE_LEFT, _WAITS
from tests.e2e.visitor import Visitor
from tests.services.attendance.test_follow import missed

pytestmark = pytest.mark.browser


@pytest.fixture
def site(line: Line) -> str:
    return line.url


@pytest.fixture
def pupils(cast: Cast) -> list[Any]:
    names = ("Alice", "Marie-Charlotte", "Maximilien", "Joseph-Marie", "Can", "Romy")
    return [make.pupil(cast.tilleuls, cast.ce1, name, "DE LA ROCHEBRUNE") for name in names]


def _states() -> dict[str, str]:
    return {row.child.first_name: row.state for row in HalfDay.objects.select_related("child")}


def _touch(visitor: Visitor, name: str) -> None:
    """Where the face is: what is touched changes with each touch."""
    visitor.taps += 1
    visitor.page.locator(".apl", has=visitor.page.get_by_text(name, exact=True)).first.click()


def _counts(visitor: Visitor) -> str:
    return " ".join(visitor.page.locator("[data-ep-counts]").inner_text().split())


def test_as_many_touches_as_children_are_absent_and_one(
    cast: Cast, device: Callable[..., Visitor], pupils: list[Any], chapter: Chapter
) -> None:
    claire = device(cast.teacher)
    expect(claire.page.get_by_role("heading", name="L’appel du matin")).to_be_visible()
    claire.follow("Faire l’appel")
    with chapter("a touch goes round, and arrows do"):
        alice = claire.page.get_by_role("group", name="Alice DE LA ROCHEBRUNE")
        for state in ("absent", "late", "present", "absent"):
            _touch(claire, "Alice")
            assert alice.locator("input:checked").get_attribute("value") == state
        alice.locator("input:checked").focus()
        claire.page.keyboard.press("ArrowDown")
        assert alice.locator("input:checked").get_attribute("value") == "late"
        assert _counts(claire) == "8 présents, dont 1 en retard 0 absent"
    claire.page.reload()
    claire.taps = 0
    assert not faults_of(claire)
    for name in ("Alice", "Can", "Romy"):
        _touch(claire, name)
    assert _counts(claire) == "5 présents 3 absents"
    assert not faults_of(claire)
    claire.press("L’appel est fait")
    assert claire.taps == 4
    claire.reads("L’appel est fait, merci")
    claire.reads("5 présents sur 8")
    assert {name for name, state in _states().items() if state == "absent"} == {"Alice", "Can", "Romy"}
    assert not faults_of(claire)
    # One who arrives: one press.
    claire.press("Arrivé Can")
    claire.reads("6 présents sur 8")
    assert _states()["Can"] == "late"
    claire.follow("Un enfant part, ou est ailleurs")
    assert not faults_of(claire)
    _goes_on_at_the_desk_of_the_head(cast, device)


def _goes_on_at_the_desk_of_the_head(cast: Cast, device: Callable[..., Visitor]) -> None:
    """What calls of other days found: from the line of the home to the step that was done."""
    missed(cast, "lea")
    head = device(cast.director)
    head.follow("4 demi-journées sans motif légitime")
    head.heading("Léa MARTIN")
    assert not faults_of(head)
    head.tick("Samira MARTIN")
    head.tick("Par téléphone")
    head.press("C’est fait")
    head.reads("C’est noté")
    head.reads("Équipe éducative")
    head.open("/")
    expect(head.page.get_by_text("demi-journées sans motif légitime")).to_have_count(0)


def test_c1_without_network_a_call_is_kept_over_a_reload_and_sent_once(
    cast: Cast, device: Callable[..., Visitor], line: Line, pupils: list[Any]
) -> None:
    """Case 1: three touched, « C'est fait », reload, network back: one call, with the hours of the touches."""
    claire = device(cast.teacher)
    claire.open(f"/appel/{cast.ce1.public_id}/")
    line.cut()
    claire.context.set_offline(True)
    for name in ("Alice", "Can", "Romy"):
        _touch(claire, name)
    claire.press("L’appel est fait")
    waiting = claire.page.locator("[data-ep-waiting]")
    expect(waiting).to_contain_text(_WAITS)
    expect(waiting).to_contain_text("L’appel du matin, CE1")
    assert "Alice" not in waiting.inner_text()
    assert not faults_of(claire)
    # Pressed again it is the same call, said anew.
    claire.press("L’appel est fait")
    expect(claire.page.locator("form[data-ep-call]")).not_to_have_attribute("aria-busy", "true")
    claire.page.reload()
    claire.heading("Pas de réseau")
    expect(waiting).to_contain_text("L’appel du matin, CE1")
    assert waiting.locator("li").count() == 1
    assert not RollCall.objects.exists()

    line.mend()
    claire.context.set_offline(False)
    claire.open("/")
    until(claire, _NONE_LEFT)
    call = RollCall.objects.get()
    assert (call.expected, call.absent) == (8, 3)
    assert call.touched_at is not None
    assert call.taken_at is not None
    assert call.touched_at <= call.taken_at
    touched = {row.child.first_name: row.said_at for row in HalfDay.objects.select_related("child")}
    assert touched["Alice"] <= touched["Can"] <= touched["Romy"] <= call.touched_at


@pytest.mark.whole
def test_a_server_that_does_not_answer_keeps_the_call_and_calls_nobody_back(
    cast: Cast, device: Callable[..., Visitor], line: Line, pupils: list[Any]
) -> None:
    claire = device(cast.teacher)
    claire.open(f"/appel/{cast.ce1.public_id}/")
    _touch(claire, "Alice")
    line.cut()
    claire.press("L’appel est fait")
    expect(claire.page.locator("[data-ep-waiting]")).to_contain_text(_WAITS)
    claire.heading("L’appel du matin")
    # Back, it leaves; who went to another page meanwhile is not called back to this one.
    line.mend()
    line.hold(b"GET / ")
    claire.asks(
        "() => { document.querySelector('a[href=\"/\"]').click(); dispatchEvent(new Event('online')); }"
    )
    # Asked of the database: a page whose next one is on its way answers nothing.
    for _ in range(200):
        if _states().get("Alice") == "absent":
            break
        claire.page.wait_for_timeout(50)
    claire.page.wait_for_timeout(300)
    line.let_go()
    claire.page.wait_for_url(claire.base + "/")
    until(claire, _NONE_LEFT)
    assert _states()["Alice"] == "absent"


@pytest.mark.whole
def test_a_session_that_ended_sends_it_after_the_door(
    cast: Cast, device: Callable[..., Visitor], pupils: list[Any]
) -> None:
    claire = device(cast.teacher)
    claire.open(f"/appel/{cast.ce1.public_id}/")
    _touch(claire, "Alice")
    claire.context.clear_cookies(name="eprimo_session")
    claire.press("L’appel est fait")
    claire.page.wait_for_url("**/compte/entrer**")
    assert not RollCall.objects.exists()
    becomes(claire, cast.teacher)
    claire.open("/")
    until(claire, _NONE_LEFT)
    assert _states()["Alice"] == "absent"
