"""Reading without network: what a family's device keeps, what nobody else's keeps, and when all of it goes."""

from collections.abc import Callable, Iterator
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import CDPSession, expect

from eprimo.foundation.accounts.sessions import session_open, sessions_end
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel.device_mark import device_mark
from eprimo.services.liaison.models import Note
from eprimo.services.pwa import views
from eprimo.services.pwa.worker import script
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.line import Line, line_to
from tests.e2e.visitor import PHONE, Visitor
from tests.services.liaison import notes

pytestmark = pytest.mark.browser

_PAGES = """async () => {
  const names = (await caches.keys()).filter(n => n.startsWith('pages-'));
  const found = {};
  for (const name of names) found[name] = (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname);
  return found;
}"""
READY = """async () => {
  for (let tries = 0; tries < 300 && !navigator.serviceWorker.controller; tries++)
    await new Promise(done => setTimeout(done, 20));
  return navigator.serviceWorker.controller !== null;
}"""


@pytest.fixture
def line(live_server: Any, settings: Any) -> Iterator[Line]:
    parts = urlsplit(live_server.url)
    with line_to((parts.hostname or "", parts.port or 0)) as made:
        settings.PUBLIC_URL = made.url
        yield made


@pytest.fixture
def site(line: Line) -> str:
    return line.url


@pytest.fixture
def device(visit: Visit) -> Callable[..., Visitor]:
    """A telephone with the worker in place."""

    def arrive(person: Any, **options: Any) -> Visitor:
        visitor = visit(person, viewport=PHONE, service_workers="allow", **options)
        visitor.open("/")
        assert visitor.page.evaluate(READY)
        return visitor

    return arrive


def until(visitor: Visitor, promise: str) -> None:
    """Ask again until the promise is kept; Playwright's own wait takes the promise itself for a yes."""
    for _ in range(200):
        if visitor.page.evaluate(promise):
            return
        visitor.page.wait_for_timeout(50)
    raise AssertionError(f"never: {promise}")


def kept(visitor: Visitor, *, until: Callable[[list[str]], bool] = bool) -> list[str]:
    """Paths of the kept pages, once they are as expected; what there is after ten seconds otherwise."""
    found: list[str] = []
    for _ in range(200):
        found = sorted(path for paths in visitor.page.evaluate(_PAGES).values() for path in paths)
        if until(found):
            break
        visitor.page.wait_for_timeout(50)
    return found


def test_a_family_reads_again_without_network(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    note = notes.to_sign(cast, title="Sortie au château")
    work()
    samira = device(cast.samira)
    own = f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/"
    for path in ("/", "/carnet/famille/", own):
        samira.open(path)
    assert kept(samira, until=lambda found: len(found) == 3) == sorted(["/", "/carnet/famille/", own])

    line.cut()
    for path in ("/", "/carnet/famille/", own):
        samira.page.goto(samira.base + path)
        expect(samira.page.locator("[data-ep-offline]")).to_be_visible()
        # The browser believes that it is online: the site was asked.
        expect(samira.page.locator("[data-ep-offline]")).to_contain_text("Hors ligne\u00a0: vu à")
    samira.heading("Sortie au château")
    assert not faults_of(samira)
    # The menu leads to what is kept, without a redirection.
    samira.page.locator(".bar").get_by_role("link", name="Mots").click()
    samira.heading("Les mots de l’école")


def test_a_page_that_was_not_kept(cast: Cast, device: Callable[..., Visitor], line: Line) -> None:
    samira = device(cast.samira)
    samira.open("/")
    kept(samira)
    line.cut()
    samira.page.goto(f"{samira.base}/personnes/")
    samira.heading("Pas de réseau")
    # What can be read all the same is one press away.
    samira.follow("Accueil", exact=True)
    expect(samira.page.locator("[data-ep-offline]")).to_be_visible()
    samira.page.goto(f"{samira.base}/carnet/famille/?enfant={cast.lea.public_id}")
    samira.heading("Pas de réseau")
    assert not faults_of(samira)


def test_signing_out_leaves_nothing(cast: Cast, device: Callable[..., Visitor]) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert kept(samira) == ["/"]
    samira.page.locator("summary").filter(has_text="Mon compte").click()
    samira.press("Sortir")
    samira.page.wait_for_url("**/compte/entrer")
    assert samira.page.evaluate("caches.keys()") == ["static"]
    static = samira.page.evaluate(
        "async () => (await (await caches.open('static')).keys()).map(r => new URL(r.url).pathname)"
    )
    assert all(path.startswith("/static/") or path == "/hors-ligne/" for path in static)


def test_a_session_that_ended_elsewhere_leaves_nothing(cast: Cast, device: Callable[..., Visitor]) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert kept(samira) == ["/"]
    sessions_end(cast.samira.account)
    samira.open("/carnet/famille/")
    samira.heading("Bonjour")
    assert kept(samira, until=lambda found: not found) == []


def test_another_account_finds_nothing(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    samira = device(cast.samira)
    samira.open("/carnet/famille/")
    assert kept(samira, until=lambda found: "/carnet/famille/" in found)
    _becomes(samira, cast.paul)
    samira.open("/")
    assert kept(samira, until=lambda found: found == ["/"]) == ["/"]
    line.cut()
    samira.page.goto(f"{samira.base}/carnet/famille/")
    samira.heading("Pas de réseau")


@pytest.mark.parametrize("name", ["lea", "teacher", "director", "teacher_parent", "agent"])
def test_a_school_computer_keeps_nothing(cast: Cast, device: Callable[..., Visitor], name: str) -> None:
    """Pupils, and whoever has a duty, children of their own or not."""
    person = device(cast.people[name])
    for path in ("/", "/carnet/"):
        person.open(path)
    person.page.wait_for_timeout(300)
    assert person.page.evaluate("caches.keys()") == ["static"]


def test_a_right_that_is_gone_takes_what_was_kept(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    note = notes.to_sign(cast, title="Sortie au château")
    work()
    samira = device(cast.samira)
    own = f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/"
    samira.open(own)
    assert kept(samira, until=lambda found: own in found)
    link = Guardianship.objects.get(adult=cast.samira, child=cast.lea)
    make.restrict(link, cast.tilleuls, 2)
    # Any page will do: what was kept goes with the right, not with the visit of each page.
    samira.open("/")
    assert kept(samira, until=lambda found: found == ["/"]) == ["/"]
    line.cut()
    samira.page.goto(samira.base + own)
    samira.heading("Pas de réseau")


def test_a_page_that_is_no_longer_there_is_not_kept(
    cast: Cast, device: Callable[..., Visitor], work: Callable[[], None]
) -> None:
    note = notes.to_sign(cast, title="Sortie au château")
    work()
    samira = device(cast.samira)
    own = f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/"
    samira.open(own)
    assert kept(samira, until=lambda found: own in found)
    Note.objects.filter(pk=note.pk).delete()
    samira.page.goto(samira.base + own)
    assert own not in kept(samira, until=lambda found: own not in found)


def test_a_form_waits_for_the_network(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    note = notes.to_sign(cast, title="Sortie au château")
    work()
    samira = device(cast.samira)
    own = f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/"
    samira.open(own)
    assert kept(samira, until=lambda found: own in found)
    line.cut()
    samira.context.set_offline(True)
    samira.page.reload()
    # Whether the browser knows it or believes to be online: emulation forgets it when the page is loaded again.
    samira.press("J’ai lu et je signe")
    samira.reads("rien n’est parti")
    line.mend()
    samira.context.set_offline(False)
    # As a browser says it.
    samira.page.evaluate("dispatchEvent(new Event('online'))")
    expect(samira.page.locator("[data-ep-offline]")).to_be_hidden()
    samira.press("J’ai lu et je signe")
    samira.reads("Signé")


def test_what_was_typed_stays_when_the_network_leaves(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    note = notes.to_sign(cast, title="Sortie au château")
    work()
    samira = device(cast.samira)
    samira.open(f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/")
    line.cut()
    samira.context.set_offline(True)
    samira.write("Votre message", "Peut-elle venir en train ?")
    samira.press("Envoyer")
    samira.reads("ce que vous avez écrit reste ici")
    assert samira.field("Votre message").input_value() == "Peut-elle venir en train ?"
    line.mend()
    samira.context.set_offline(False)
    expect(samira.page.locator("[data-ep-offline]")).to_be_hidden()
    samira.press("Envoyer")
    samira.reads("Votre message est envoyé à l’école.")


def test_a_slow_line_shows_what_was_kept(cast: Cast, device: Callable[..., Visitor], line: Line) -> None:
    """The page is there while the site has not answered: told by who comes first, not by a watch."""
    samira = device(cast.samira)
    samira.open("/")
    assert kept(samira) == ["/"]
    line.hold()
    samira.page.goto(f"{samira.base}/", wait_until="commit")
    # The words come from the page's script, which is on the device too.
    expect(samira.page.locator("[data-ep-offline]")).to_contain_text("Réseau lent", timeout=25_000)
    line.let_go()


def test_the_kill_switch_empties_the_device(
    cast: Cast, device: Callable[..., Visitor], settings: Any
) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert kept(samira) == ["/"]
    settings.WORKER = False
    script.cache_clear()
    try:
        samira.page.evaluate("navigator.serviceWorker.getRegistration().then(r => r.update())")
        until(samira, "caches.keys().then(names => names.length === 0)")
        samira.open("/")
        gone = "navigator.serviceWorker.getRegistration().then(r => r === undefined)"
        until(samira, gone)
        assert samira.page.evaluate("caches.keys()") == []
    finally:
        script.cache_clear()


def test_a_new_worker_takes_over_at_once(
    cast: Cast, device: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert kept(samira) == ["/"]
    newer = (
        script()
        + "\nself.addEventListener('message', e => e.data === 'who' && e.ports[0].postMessage('newer'));"
    )
    monkeypatch.setattr(views, "script", lambda: newer)
    samira.page.evaluate("navigator.serviceWorker.getRegistration().then(r => r.update())")
    asked = """() => new Promise(done => { const c = new MessageChannel(); c.port1.onmessage = e => done(e.data);
      setTimeout(() => done(''), 200); navigator.serviceWorker.controller.postMessage('who', [c.port2]) })"""
    until(samira, f"({asked})().then(who => who === 'newer')")
    # What was kept is still there to be read.
    assert kept(samira) == ["/"]


def _becomes(visitor: Visitor, person: Any) -> None:
    """Somebody else signs in on this device, without signing out."""
    key = session_open(person.account)[1]
    visitor.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": visitor.base}]
    )


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
    late = {"key": "late", "owner": mine, "url": "/carnet/brouillon/", "at": 0}
    late["fields"] = [["draft_key", "late"], ["title", "Trop tard"], ["base", "0"]]
    teacher.page.evaluate(_PUT, late)
    teacher.open("/")
    until(teacher, f"({_KEPT_DRAFTS})().then(all => all[0].held === true)")
    asked: list[str] = []
    teacher.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    teacher.open("/")
    teacher.page.wait_for_timeout(500)
    assert "/carnet/nouveau/" not in asked


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


_WOKEN_FOR = "navigator.serviceWorker.ready.then(worker => worker.sync.getTags())"
_PUT = """draft => new Promise(done => {
  const asked = indexedDB.open('eprimo-drafts');
  asked.onsuccess = () => {
    const put = asked.result.transaction('drafts', 'readwrite').objectStore('drafts').put(draft);
    put.onsuccess = () => { asked.result.close(); done(true); };
  };
})"""


def test_somebody_else_on_the_device_neither_sees_nor_sends_it(
    cast: Cast, device: Callable[..., Visitor], line: Line
) -> None:
    teacher = _writes_without_network(cast, device, line)
    teacher.page.goto(f"{teacher.base}/", wait_until="commit")
    _becomes(teacher, cast.director)
    line.mend()
    teacher.context.set_offline(False)
    teacher.open("/")
    until(teacher, _NONE_LEFT)
    assert not Note.objects.exists()


def test_signing_out_drops_the_drafts(cast: Cast, device: Callable[..., Visitor], line: Line) -> None:
    teacher = _writes_without_network(cast, device, line)
    line.mend()
    teacher.page.locator("summary").filter(has_text="Mon compte").click()
    teacher.context.set_offline(False)
    teacher.press("Sortir")
    teacher.page.wait_for_url("**/compte/entrer")
    assert teacher.page.evaluate(_KEPT_DRAFTS) == []
