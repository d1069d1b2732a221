"""Writing without network: a draft that the device kept is sent once, by its author, and by nobody else."""

from collections.abc import Callable
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, CDPSession

from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel.device_mark import device_mark
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.e2e.line import Line
from tests.e2e.offline import becomes, until
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    """A worker is woken when the network is back by it alone."""
    return whole_browser


@pytest.fixture
def site(line: Line) -> str:
    return line.url


# Looks without making what is not there: a database made empty would keep nothing afterwards.
_KEPT_DRAFTS = """() => new Promise(done => {
  const asked = indexedDB.open('eprimo-drafts');
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => done([]);
  asked.onsuccess = () => {
    const all = asked.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})"""
_NONE_LEFT = f"({_KEPT_DRAFTS})().then(all => all.length === 0)"
_WOKEN_FOR = "navigator.serviceWorker.ready.then(worker => worker.sync.getTags())"
_PUT = """draft => new Promise(done => {
  const asked = indexedDB.open('eprimo-drafts');
  asked.onsuccess = () => {
    const put = asked.result.transaction('drafts', 'readwrite').objectStore('drafts').put(draft);
    put.onsuccess = () => { asked.result.close(); done(true); };
  };
})"""

_FAILS_ON_LEAVING = """() => {
  const asked = window.fetch;
  window.fetch = (to, how) => String(to).includes("/compte/sortir") ? asked(to, how) : new Promise(done =>
    addEventListener("submit", () => setTimeout(() => done(new Response("", {status: 500})), 200)));
}"""


def _writes_without_network(cast: Cast, device: Callable[..., Visitor], line: Line) -> Visitor:
    teacher = device(cast.teacher)
    teacher.open("/carnet/nouveau/")
    line.cut()
    teacher.context.set_offline(True)
    teacher.write("Titre", "Écrit dans le train")
    held = "all => all.length === 1 && JSON.stringify(all[0].fields).includes('train')"
    until(teacher, f"({_KEPT_DRAFTS})().then({held})")
    return teacher


def test_a_draft_written_without_network_is_sent_once(
    cast: Cast, device: Callable[..., Visitor], line: Line
) -> None:
    teacher = _writes_without_network(cast, device, line)
    # Away from the page of composition, whose own script would send it.
    teacher.page.goto(f"{teacher.base}/", wait_until="commit")
    teacher.heading("Pas de réseau")
    assert not Note.objects.exists()
    line.mend()
    teacher.context.set_offline(False)
    teacher.open("/")
    until(teacher, _NONE_LEFT)
    assert [note.resource.title for note in Note.objects.all()] == ["Écrit dans le train"]
    # What the server will not have is asked once, and where nothing waits nothing is asked.
    mine = device_mark(cast.actor("teacher"))
    late = {"key": "late", "owner": mine, "url": "/carnet/brouillon/", "page": "/carnet/nouveau/", "at": 0}
    late["fields"] = [["draft_key", "late"], ["title", "Trop tard"], ["base", "0"]]
    teacher.page.evaluate(_PUT, late)
    teacher.open("/")
    until(teacher, f"({_KEPT_DRAFTS})().then(all => all[0].held === true)")
    asked: list[str] = []
    teacher.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    teacher.open("/")
    teacher.page.wait_for_timeout(500)
    assert "/carnet/nouveau/" not in asked


@pytest.mark.whole
def test_a_draft_of_each_kind_is_sent_by_the_page_of_its_kind(
    cast: Cast, device: Callable[..., Visitor], line: Line
) -> None:
    """Who writes one kind may not write another: nothing else is asked."""
    head = device(cast.director)
    head.open("/nouvelles/nouveau/")
    line.cut()
    head.context.set_offline(True)
    head.write("Titre", "Kermesse écrite dans le train")
    until(head, f"({_KEPT_DRAFTS})().then(all => all.length === 1)")
    head.page.goto(f"{head.base}/", wait_until="commit")
    head.heading("Pas de réseau")
    asked: list[str] = []
    head.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    line.mend()
    head.context.set_offline(False)
    head.open("/")
    until(head, _NONE_LEFT)
    assert [one.title for one in Resource.objects.filter(service="news")] == ["Kermesse écrite dans le train"]
    assert "/nouvelles/nouveau/" in asked
    assert "/carnet/nouveau/" not in asked


@pytest.mark.whole
def test_the_same_draft_sent_twice_is_one(cast: Cast, device: Callable[..., Visitor], line: Line) -> None:
    teacher = _writes_without_network(cast, device, line)
    # As if the answer to the first were lost: the device still holds it, and sends it again.
    (copied,) = teacher.page.evaluate(_KEPT_DRAFTS)
    teacher.page.goto(f"{teacher.base}/", wait_until="commit")
    line.mend()
    teacher.context.set_offline(False)
    teacher.open("/")
    until(teacher, _NONE_LEFT)
    teacher.page.evaluate(_PUT, copied)
    teacher.open("/")
    until(teacher, _NONE_LEFT)
    assert Note.objects.count() == 1


def _wakes(visitor: Visitor) -> None:
    """What the browser does by itself when the network is back and nothing of the site is open: a sync event."""
    blank = visitor.context.new_page()
    session: CDPSession = visitor.context.new_cdp_session(blank)
    known: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    for _ in range(100):
        if found := [
            one for one in known if one["scopeURL"].startswith(visitor.base) and not one["isDeleted"]
        ]:
            break
        blank.wait_for_timeout(20)
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": visitor.base, "registrationId": found[-1]["registrationId"], "tag": "eprimo-drafts",
            "lastChance": False,
        },
    )  # fmt: skip


def _written(count: int) -> bool:
    """Notes are there within a few seconds."""
    for _ in range(100):
        if Note.objects.count() >= count:
            return True
        sleep(0.05)
    return False


def test_a_draft_is_sent_by_the_worker_when_every_page_is_closed(
    cast: Cast, device: Callable[..., Visitor], line: Line
) -> None:
    """Background Sync: the page asked to be woken when it kept the draft; once sent, another waking sends nothing."""
    teacher = _writes_without_network(cast, device, line)
    assert "eprimo-drafts" in teacher.page.evaluate(_WOKEN_FOR)
    teacher.page.close()
    line.mend()
    teacher.context.set_offline(False)
    _wakes(teacher)
    assert _written(1)
    _wakes(teacher)
    sleep(0.5)
    assert [note.resource.title for note in Note.objects.all()] == ["Écrit dans le train"]
    teacher.page = teacher.context.new_page()
    teacher.open("/")
    until(teacher, _NONE_LEFT)
    assert Note.objects.count() == 1


@pytest.mark.whole
def test_somebody_else_on_the_device_neither_sees_nor_sends_it(
    cast: Cast, device: Callable[..., Visitor], line: Line
) -> None:
    teacher = _writes_without_network(cast, device, line)
    teacher.page.goto(f"{teacher.base}/", wait_until="commit")
    becomes(teacher, cast.director)
    line.mend()
    teacher.context.set_offline(False)
    teacher.open("/")
    until(teacher, _NONE_LEFT)
    assert not Note.objects.exists()


@pytest.mark.whole
def test_signing_out_drops_the_drafts(cast: Cast, device: Callable[..., Visitor], line: Line) -> None:
    teacher = _writes_without_network(cast, device, line)
    line.mend()
    # What is on its way fails while the page goes away: no copy of it is made any more.
    teacher.page.evaluate(_FAILS_ON_LEAVING)
    teacher.page.route("**/compte/sortir", lambda route: (sleep(0.5), route.continue_())[1])
    teacher.context.set_offline(False)
    teacher.page.locator("summary").filter(has_text="Mon compte").click()
    teacher.press("Sortir")
    teacher.page.wait_for_url("**/compte/entrer")
    assert teacher.page.evaluate(_KEPT_DRAFTS) == []
