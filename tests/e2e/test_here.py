"""« JE SUIS LÀ » on the tablet of a nursery class: stamped at once, kept without network, sent once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from eprimo.foundation.classroom.actions.devices import device_pair, door_change
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.hours import hours_of
from eprimo.foundation.presence.models import HereTouch, SchoolHours
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.e2e.accessible import faults_of
from tests.e2e.line import Line
from tests.e2e.offline import READY, until
from tests.e2e.test_offline_acts import _NONE_LEFT
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

FRESH = 500
BOUNCE = 1100


@pytest.fixture
def site(line: Line) -> str:
    return line.url


@pytest.fixture
def group(cast: Cast) -> ClassGroup:
    """The GS, where class began a minute ago."""
    made = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
    for name in ("Lou", "Marie-Charlotte", "Tom", "Ava"):
        cast.people[name] = make.pupil(cast.tilleuls, made, name, "PETIT")
    make.attach(cast.teacher, made)
    door_change(actor=cast.actor("teacher"), class_group=made, secret=Secret.PICTURES, says_here=True)
    SchoolHours.objects.update_or_create(
        school=cast.tilleuls, defaults={"morning_from": time(9, 50), "morning_until": time(12)}
    )
    return ClassGroup.objects.select_related("school", "year").get(pk=made.pk)


@pytest.fixture
def tablet(cast: Cast, group: ClassGroup, visit: Callable[..., Visitor]) -> Visitor:
    made = visit(None, viewport={"width": 800, "height": 1280}, has_touch=True, service_workers="allow")
    _, key = device_pair(actor=cast.actor("teacher"), class_group=group, label="Tablette")
    made.context.add_cookies([{"name": settings.CLASS_COOKIE_NAME, "value": key, "url": made.base}])
    made.open("/classe/")
    assert made.page.evaluate(READY)
    made.page.wait_for_timeout(FRESH)
    return made


def _animal(tablet: Visitor, name: str) -> Locator:
    return tablet.page.locator(".mur button", has_text=name)


def _here() -> set[str]:
    return {row.child.first_name for row in HereTouch.objects.filter(here=True).select_related("child")}


def _becomes(tablet: Visitor, names: set[str]) -> None:
    for _ in range(200):
        if _here() == names:
            return
        tablet.page.wait_for_timeout(50)
    raise AssertionError(f"{_here()} is not {names}")


def test_a_touch_is_stamped_taken_back_and_kept_without_network(
    cast: Cast, group: ClassGroup, tablet: Visitor, line: Line
) -> None:
    assert tablet.page.url.endswith("/appel/je-suis-la/")
    assert not faults_of(tablet)
    lou = _animal(tablet, "Lou")
    lou.tap()
    expect(lou).to_have_attribute("aria-pressed", "true")
    # A finger that bounces is one touch; a second touch takes it back.
    lou.tap()
    _becomes(tablet, {"Lou"})
    assert not faults_of(tablet)
    tablet.page.wait_for_timeout(BOUNCE)
    with clock.frozen(NOW + timedelta(seconds=3)):
        lou.tap()
        expect(lou).to_have_attribute("aria-pressed", "false")
        _becomes(tablet, set())

    line.cut()
    tablet.context.set_offline(True)
    for name in ("Marie-Charlotte", "Tom", "Ava"):
        _animal(tablet, name).tap()
    waiting = tablet.page.locator("[data-ep-waiting]")
    expect(waiting).to_contain_text("C’est gardé. Ça partira tout seul.")
    # Three children are one line, which names none of them.
    expect(waiting.locator("li")).to_have_count(1)
    expect(waiting).to_contain_text("Je suis là × 3")
    assert "Tom" not in waiting.inner_text()
    tablet.page.reload()
    expect(tablet.page.locator("[data-ep-waiting]")).to_contain_text("Je suis là × 3")
    line.mend()
    tablet.context.set_offline(False)
    tablet.open("/classe/")
    until(tablet, _NONE_LEFT)
    assert _here() == {"Marie-Charlotte", "Tom", "Ava"}
    assert HereTouch.objects.count() == 4

    # The adult called meanwhile: the next child who touches is told with a picture that it is done.
    one = hours_of(group.school, clock.today("Europe/Paris")).at(clock.now())
    assert one is not None
    call_take(actor=cast.actor("teacher"), class_group=group, one=one, said={})
    # The page is read again once what waited has left, and takes no touch in its first moments.
    done = tablet.page.get_by_role("heading", name="L’appel est fait")
    for _ in range(10):
        tablet.page.wait_for_timeout(FRESH)
        if done.is_visible():
            break
        with suppress(PlaywrightTimeout):
            _animal(tablet, "Lou").tap(timeout=FRESH)
    expect(done).to_be_visible()
    assert not faults_of(tablet)
    assert _here() == {"Marie-Charlotte", "Tom", "Ava"}
    tablet.page.get_by_role("link", name="Les prénoms de la classe").tap()
    tablet.page.wait_for_url("**/classe/")
    expect(tablet.page.locator(".mur button")).to_have_count(4)


def test_the_stamp_goes_so_that_nobody_reads_who_is_missing(tablet: Visitor) -> None:
    """What one child touched is told for ten seconds, and to who comes next by nothing."""
    lou = _animal(tablet, "Lou")
    lou.tap()
    expect(lou).to_have_attribute("aria-pressed", "true")
    tablet.page.wait_for_timeout(9000)
    expect(lou).to_have_attribute("aria-pressed", "true")
    expect(lou).to_have_attribute("aria-pressed", "false", timeout=4000)
    _becomes(tablet, {"Lou"})
