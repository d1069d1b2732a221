"""Begun without network, by a browser that was just started: no page is open, and the worker sleeps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.models import Absence, HalfDay, RollCall
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.line import Line
from tests.e2e.offline import becomes, kept, until
from tests.e2e.test_offline_acts import _NONE_LEFT, _WAITS
from tests.e2e.visitor import Visitor
from tests.services.liaison import notes

pytestmark = pytest.mark.browser

_SEALED = """() => indexedDB.databases().then(known => known.some(one => one.name === 'eprimo-sealed')
  ? new Promise(done => {
    const asked = indexedDB.open('eprimo-sealed');
    asked.onsuccess = () => {
      const all = asked.result.transaction('pages').objectStore('pages').getAll();
      all.onsuccess = () => { asked.result.close(); done(all.result.map(one => one.key).sort()); };
    };
  }) : [])"""
SHEETS, YARD = "/appel/feuilles/", "/appel/evacuation/"
# A Thursday with class, two days after the pages were fetched.
THURSDAY = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)


@pytest.fixture
def site(line: Line) -> str:
    return line.url


def _sealed(visitor: Visitor, *paths: str) -> None:
    """Wait until the device keeps these pages encrypted, and no other one."""
    until(visitor, f"({_SEALED})().then(found => found.join(' ') === '{' '.join(sorted(paths))}')")


def _starts_again(visitor: Visitor, line: Line) -> None:
    """The browser is closed and started in a plane: its pages are gone, its worker sleeps, and the browser
    believes that it is online."""
    line.cut()
    visitor.page.close()
    visitor.page = visitor.context.new_page()
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    visitor.page.goto(visitor.base, wait_until="commit")


def _comes_back(visitor: Visitor, line: Line) -> None:
    visitor.page.goto(f"{visitor.base}/personnes/", wait_until="commit")
    line.mend()


def test_a_teacher_begins_the_roll_on_her_own_device(
    cast: Cast, device: Callable[..., Visitor], line: Line
) -> None:
    claire = device(cast.teacher)
    _sealed(claire, YARD)
    claire.open("/compte/appareils/")
    claire.press("Cet appareil est à moi")
    claire.reads("cet appareil garde vos feuilles d’appel du jour")
    _sealed(claire, YARD, SHEETS)
    assert claire.page.evaluate("caches.keys()") == ["static"]

    _starts_again(claire, line)
    claire.heading("Pas de réseau")
    assert not faults_of(claire)
    claire.follow("L’appel du jour")
    expect(claire.page.locator("[data-ep-offline]")).to_be_visible()
    expect(claire.page.get_by_text("Mardi 24 novembre.")).to_be_visible()
    assert not faults_of(claire)
    claire.page.locator(".apl", has=claire.page.get_by_text("Yanis", exact=True)).first.click()
    claire.press("L’appel est fait")
    waiting = claire.page.locator("[data-ep-waiting]")
    expect(waiting).to_contain_text(_WAITS)

    # A colleague takes the device: she has her own, and what was called waits for who called it.
    becomes(claire, cast.people["substitute"])
    _comes_back(claire, line)
    claire.open("/")
    _sealed(claire, YARD)
    expect(waiting).to_be_hidden()
    claire.page.wait_for_timeout(500)
    assert not RollCall.objects.filter(taken_at__isnull=False).exists()
    becomes(claire, cast.teacher)
    claire.open("/")
    until(claire, _NONE_LEFT)
    assert RollCall.objects.get(taken_at__isnull=False).by_id == cast.teacher.pk
    assert HalfDay.objects.get(child=cast.yanis).state == "absent"

    # A link that ends at noon takes the sheets with it at the next contact, whatever page that is.
    link = cast.teacher.attachments.filter(class_group=cast.ce1)
    link.update(ends=clock.now() - timedelta(seconds=1), end_reason="left")
    claire.open("/compte/")
    until(claire, f"({_SEALED})().then(found => !found.includes('{SHEETS}'))")
    link.update(ends=None, end_reason="")
    claire.open("/")

    # Signed out, the device holds nothing of her any more.
    _sealed(claire, YARD, SHEETS)
    claire.page.locator("summary").filter(has_text="Mon compte").click()
    claire.press("Sortir")
    claire.page.wait_for_url("**/compte/entrer")
    _sealed(claire)


def test_a_parent_reads_what_nobody_opened_and_tells_an_absence(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    note = notes.to_sign(cast, title="Sortie au château", text="Pensez au pique-nique.")
    work()
    samira = device(cast.samira)
    samira.open("/")
    ahead = {"/", "/agenda/", "/appel/absence/", "/devoirs/", "/emploi-du-temps/", "/hors-ligne/a-lire/"}
    assert ahead <= set(kept(samira, until=lambda found: ahead <= set(found)))
    samira.context.clock.set_fixed_time(THURSDAY)

    _starts_again(samira, line)
    expect(samira.page.locator("[data-ep-offline]")).to_be_visible()
    # What binds says before it is touched that it does not wait.
    samira.unfold("Lire et signer")
    expect(samira.button("J’ai lu et je signe")).to_be_disabled()
    samira.reads("ce bouton sera là dès qu’il revient")
    assert not faults_of(samira)
    samira.page.goto(f"{samira.base}/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/")
    samira.heading("À lire sans réseau")
    assert samira.url.endswith(f"#mot-{note.resource.public_id}")
    samira.reads("Pensez au pique-nique.")
    assert not faults_of(samira)

    samira.follow("Accueil", exact=True)
    samira.follow("Absence ou retard")
    expect(samira.page.get_by_label("Aujourd’hui, jeudi 26 novembre, toute la journée")).to_be_checked()
    # Of several children none is chosen, on a page of the device as on one of the server.
    samira.page.locator("fieldset", has_text="Qui").get_by_label("Léa").check()
    samira.page.get_by_label("Malade").check()
    assert not faults_of(samira)
    samira.press("Prévenir l’école")
    expect(samira.page.locator("[data-ep-waiting]")).to_contain_text(_WAITS)

    _comes_back(samira, line)
    samira.open("/")
    until(samira, _NONE_LEFT)
    told = Absence.objects.get(child=cast.lea)
    assert (told.first, told.last) == (THURSDAY.date(), THURSDAY.date())
    samira.unfold("Lire et signer")
    expect(samira.button("J’ai lu et je signe")).to_be_enabled()

    # In another language what the device keeps is in that one, and so is the page that says that there is no network.
    account: Any = cast.samira.account
    account.language = "ar"
    account.save(update_fields=["language"])
    samira.open("/")
    assert "/" in kept(samira, until=lambda found: ahead <= set(found))
    line.cut()
    samira.page.goto(f"{samira.base}/personnes/")
    expect(samira.page.locator("html")).to_have_attribute("lang", "ar")
    titles = samira.page.locator("[data-ep-kept-list] a").all_inner_texts()
    assert titles
    assert not {"Accueil", "L’agenda", "À lire sans réseau"} & set(titles)
