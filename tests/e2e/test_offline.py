"""Reading without network: what a family's device keeps, what nobody else's keeps, and when all of it goes."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.directory.models import Guardianship
from eprimo.services.liaison.models import Note
from eprimo.services.pwa import views
from eprimo.services.pwa.worker import script
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.line import Line
from tests.e2e.offline import becomes, kept, until
from tests.e2e.visitor import Visitor
from tests.services.liaison import notes

pytestmark = pytest.mark.browser


@pytest.fixture
def site(line: Line) -> str:
    return line.url


@pytest.mark.whole
def test_a_family_reads_again_without_network(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    note = notes.to_sign(cast, title="Sortie au château")
    work()
    samira = device(cast.samira)
    own = f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/"
    for path in ("/", "/carnet/famille/", own):
        samira.open(path)
    opened = {"/", "/carnet/famille/", own}
    assert opened <= set(kept(samira, until=lambda found: opened <= set(found)))

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


@pytest.mark.whole
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


@pytest.mark.whole
def test_what_is_kept_is_looked_for_by_its_words(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    """The magnifying glass without network: what the device keeps, found by a word of its text."""
    pool = notes.to_sign(cast, title="Jeudi", text="La piscine, avec un bonnet.")
    forest = notes.to_sign(cast, title="Vendredi", text="En forêt.")
    work()
    samira = device(cast.samira)
    own = [f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/" for note in (pool, forest)]
    for path in own:
        samira.open(path)
    kept(samira, until=lambda found: set(own) <= set(found))
    line.cut()
    samira.page.goto(f"{samira.base}/personnes/")
    # Beside what was fetched ahead.
    links = samira.page.locator('[data-ep-kept-list] li:visible a[href^="/carnet/"]')
    expect(links).to_have_count(2)
    field = samira.page.get_by_label("Chercher parmi ces pages")
    field.fill("PÎSCINES bonn")
    expect(links).to_have_count(1)
    expect(links.first).to_contain_text("Jeudi")
    assert not faults_of(samira)
    field.fill("cirque")
    expect(samira.page.get_by_text("Aucune de ces pages n’a ces mots.")).to_be_visible()
    field.fill("")
    expect(links).to_have_count(2)


def test_signing_out_leaves_nothing(cast: Cast, device: Callable[..., Visitor]) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert "/" in kept(samira)
    samira.page.locator("summary").filter(has_text="Mon compte").click()
    samira.press("Sortir")
    samira.page.wait_for_url("**/compte/entrer")
    assert samira.page.evaluate("caches.keys()") == ["static"]
    static = samira.page.evaluate(
        "async () => (await (await caches.open('static')).keys()).map(r => new URL(r.url).pathname)"
    )
    assert all(path.startswith("/static/") or path == "/hors-ligne/" for path in static)


@pytest.mark.whole
def test_a_session_that_ended_elsewhere_leaves_nothing(cast: Cast, device: Callable[..., Visitor]) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert "/" in kept(samira)
    sessions_end(cast.samira.account)
    samira.open("/carnet/famille/")
    samira.heading("Bonjour")
    assert kept(samira, until=lambda found: not found) == []


@pytest.mark.whole
def test_another_account_finds_nothing(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    samira = device(cast.samira)
    samira.open("/carnet/famille/")
    assert kept(samira, until=lambda found: "/carnet/famille/" in found)
    becomes(samira, cast.paul)
    samira.open("/")
    found = kept(samira, until=lambda found: "/" in found and "/carnet/famille/" not in found)
    assert "/" in found
    assert "/carnet/famille/" not in found
    line.cut()
    samira.page.goto(f"{samira.base}/carnet/famille/")
    samira.heading("Pas de réseau")


@pytest.mark.whole
def test_a_school_computer_keeps_nothing(cast: Cast, device: Callable[..., Visitor]) -> None:
    """Pupils, and whoever has a duty, children of their own or not."""
    for name in ("lea", "teacher", "director", "teacher_parent", "agent"):
        person = device(cast.people[name])
        for path in ("/", "/carnet/"):
            person.open(path)
        person.page.wait_for_timeout(300)
        assert person.page.evaluate("caches.keys()") == ["static"], name


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
    assert own not in kept(samira, until=lambda found: "/" in found and own not in found)
    line.cut()
    samira.page.goto(samira.base + own)
    samira.heading("Pas de réseau")


@pytest.mark.whole
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


@pytest.mark.whole
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
    expect(samira.button("J’ai lu et je signe")).to_be_disabled()
    samira.reads("ce bouton sera là dès qu’il revient")
    assert not faults_of(samira)
    line.mend()
    samira.context.set_offline(False)
    # As a browser says it, unless this one did: the page is being loaded anew then.
    with suppress(Error):
        samira.page.evaluate("dispatchEvent(new Event('online'))")
    expect(samira.page.locator("[data-ep-offline]")).to_be_hidden()
    samira.press("J’ai lu et je signe")
    samira.reads("Signé")


@pytest.mark.whole
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


@pytest.mark.whole
def test_a_slow_line_shows_what_was_kept(cast: Cast, device: Callable[..., Visitor], line: Line) -> None:
    """The page is there while the site has not answered: told by who comes first, not by a watch."""
    samira = device(cast.samira)
    samira.open("/")
    assert "/" in kept(samira)
    line.hold()
    samira.page.goto(f"{samira.base}/", wait_until="commit")
    # The words come from the page's script, which is on the device too.
    expect(samira.page.locator("[data-ep-offline]")).to_contain_text("Réseau lent", timeout=25_000)
    line.let_go()


@pytest.mark.whole
def test_the_kill_switch_empties_the_device(
    cast: Cast, device: Callable[..., Visitor], settings: Any
) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert "/" in kept(samira)
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


@pytest.mark.whole
def test_a_new_worker_takes_over_at_once(
    cast: Cast, device: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    samira = device(cast.samira)
    samira.open("/")
    assert "/" in kept(samira)
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
    assert "/" in kept(samira)
