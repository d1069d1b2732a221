"""The worker's half of notifications, and the card that offers them, in Chromium."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from eprimo.foundation.transport.vapid import new_private_key
from eprimo.services.pwa.install_offers import READ_COOKIE
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.offline import READY
from tests.e2e.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    """Notices are shown by it alone."""
    return whole_browser


_SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration();
  const shown = await worker.getNotifications();
  return shown.map(one => [one.title, one.body, one.data.path, one.silent]);
}"""


@pytest.fixture
def phone(visit: Visit, settings: Any) -> Callable[..., Visitor]:
    settings.VAPID_PRIVATE_KEY = new_private_key()

    def arrive(person: Any) -> Visitor:
        visitor = visit(person, viewport=PHONE, service_workers="allow", permissions=["notifications"])
        visitor.open("/")
        assert visitor.page.evaluate(READY)
        return visitor

    return arrive


def deliver(visitor: Visitor, data: str) -> list[Any]:
    """A push arrives; what the device then shows.

    Chromium drops a push whose worker could not be started in time, as a device may: what nobody shows after a while
    is sent again, as a push service does.
    """
    session: CDPSession = visitor.context.new_cdp_session(visitor.page)
    own: dict[str, bool] = {}

    def told(event: dict[str, Any]) -> None:
        for one in event["registrations"]:
            if one["scopeURL"].startswith(visitor.base):
                own[one["registrationId"]] = not one["isDeleted"]

    session.on("ServiceWorker.workerRegistrationUpdated", told)
    session.send("ServiceWorker.enable")
    _until(visitor, lambda: any(own.values()), seconds=10)
    before = visitor.page.evaluate(_SHOWN)
    (registration,) = (one for one, there in own.items() if there)
    for _ in range(3):
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": visitor.base, "registrationId": registration, "data": data},
        )
        if _until(visitor, lambda: visitor.page.evaluate(_SHOWN) != before, seconds=8):
            break
    shown: list[Any] = visitor.page.evaluate(_SHOWN)
    return shown


def _until(visitor: Visitor, true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        visitor.page.wait_for_timeout(20)
    return found


def test_a_push_shows_a_count_and_news_beside_it(
    cast: Cast, phone: Callable[..., Visitor], chapter: Chapter
) -> None:
    samira = phone(cast.samira)
    with chapter("one count at a time"):
        _counts(samira)
    with chapter("what says no count says nothing"):
        for number, data in enumerate(
            ("", "pas du JSON", '{"count":0,"text":"Léa"}', "[]", '{"count":"x","text":3}')
        ):
            # Another stands before it: what is shown changes.
            deliver(samira, f'{{"count":{number + 7},"text":"{number}","url":"/","id":"n{number}"}}')
            ((title, text, path, _),) = deliver(samira, data)
            assert (title, path) == ("e-primo", "/"), data
            assert text in {
                "Ouvrez e-primo pour voir ce qui est à faire.",
                "Open e-primo to see what there is to do.",
            }, data
    with chapter("news of the account stand beside the count"):
        deliver(samira, '{"count":2,"text":"2 choses à faire","url":"/","id":"z"}')
        shown = deliver(
            samira, '{"news":"Une fiche a été imprimée à votre nom.","url":"/compte/fiches","until":0}'
        )
        assert sorted(one[:3] for one in shown) == [
            ["e-primo", "2 choses à faire", "/"],
            ["e-primo", "Une fiche a été imprimée à votre nom.", "/compte/fiches"],
        ]
        assert [one[3] for one in shown if one[2] == "/compte/fiches"] == [True]


def _counts(samira: Visitor) -> None:
    first = '{"count":2,"text":"2 choses à faire","url":"/","id":"a"}'
    assert deliver(samira, first) == [["e-primo", "2 choses à faire", "/", False]]
    # Tried again: it takes the place of the first, and does not ring.
    assert deliver(samira, first) == [["e-primo", "2 choses à faire", "/", True]]
    # One at a time, and nowhere but to a page of ours.
    third = '{"count":3,"text":"3 choses à faire","url":"https://evil.example/x","id":"b"}'
    assert deliver(samira, third) == [["e-primo", "3 choses à faire", "/", False]]
    # It comes late, in the night: it is shown, and does not ring.
    for until, silent in ((1, True), (99999999999, False)):
        one = f'{{"count":{4 + silent},"text":"à faire","url":"/","id":"{until}","until":{until}}}'
        assert deliver(samira, one) == [["e-primo", "à faire", "/", silent]]


def test_the_offers_come_one_at_a_time_and_the_pages_of_devices(
    cast: Cast, phone: Callable[..., Visitor], chapter: Chapter
) -> None:
    samira = phone(cast.samira)
    with chapter("one offer at a time"):
        samira.context.add_cookies([{"name": READ_COOKIE, "value": "1", "url": samira.base}])
        samira.open("/")
        push = samira.page.locator("[data-ep-push]")
        expect(samira.page.locator("[data-ep-install]")).to_be_visible()
        expect(push).to_be_hidden()
        assert not faults_of(samira)
        samira.unfold("portée de main")
        samira.press("Plus tard")
        expect(push).to_be_visible()
        assert not faults_of(samira)
        samira.unfold("Être prévenu")
        samira.press("Non merci")
        expect(push).to_have_count(0)
    with chapter("the pages of devices"):
        for path in ("/compte/appareils/", "/aide/installer/", "/compte/fiches"):
            samira.open(path)
            assert not faults_of(samira)
    with chapter("signed out everywhere"):
        samira.open("/compte/appareils/")
        samira.press("Me déconnecter partout")
        samira.page.wait_for_url("**/compte/entrer")
        samira.reads("déconnecté de tous vos appareils")
        assert samira.page.evaluate("caches.keys()") == ["static"]
