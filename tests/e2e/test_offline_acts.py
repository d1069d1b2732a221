"""Acts without network: what is ticked is kept on the device, shown, and sent once by who did it and nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.occasions.models import Mark
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.conftest import NOW
from tests.e2e.accessible import faults_of
from tests.e2e.line import Line
from tests.e2e.offline import becomes, kept, until
from tests.e2e.visitor import Visitor
from tests.services.homework.giving import FRIDAY, give
from tests.services.liaison.notes import sent

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    """Its worker, too, sends what waits when the network is back."""
    return whole_browser


_KEPT_ACTS = """() => indexedDB.databases().then(known => known.some(one => one.name === 'eprimo-acts')
  ? new Promise(done => {
    const asked = indexedDB.open('eprimo-acts');
    asked.onsuccess = () => {
      const all = asked.result.transaction('acts').objectStore('acts').getAll();
      all.onsuccess = () => { asked.result.close(); done(all.result); };
    };
  }) : [])"""
_NONE_LEFT = f"({_KEPT_ACTS})().then(all => all.length === 0)"
_TICK = "Piscine, pour Léa"
_WAITS = "Gardé, partira au retour du réseau"


@pytest.fixture
def site(line: Line) -> str:
    return line.url


@pytest.fixture
def pool(cast: Cast, work: Callable[[], None]) -> Note:
    day = (NOW + timedelta(days=2)).date()
    note = sent(
        cast, title="Piscine", kind=NoteKind.TO_BRING, event_on=day, bring=("maillot",), to_pupils=True
    )
    work()
    return note


def _comes_home(device: Callable[..., Visitor], person: Any) -> Visitor:
    visitor = device(person)
    visitor.open("/")
    kept(visitor)
    return visitor


def _goes_away(visitor: Visitor, line: Line) -> None:
    line.cut()
    visitor.context.set_offline(True)


def _comes_back(visitor: Visitor, line: Line) -> None:
    # No page that acts wait on is open: it would send them and read itself again, while the test goes elsewhere.
    visitor.page.goto(f"{visitor.base}/personnes/", wait_until="commit")
    line.mend()
    visitor.context.set_offline(False)


def _waiting(visitor: Visitor) -> Any:
    return visitor.page.locator("[data-ep-waiting]")


def test_a_tick_without_network_is_shown_survives_a_reload_and_leaves_once(
    cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note
) -> None:
    samira = _comes_home(device, cast.samira)
    _goes_away(samira, line)
    samira.press(_TICK)
    expect(_waiting(samira)).to_contain_text(_WAITS)
    expect(samira.button(_TICK)).to_have_attribute("aria-pressed", "true")
    # Nobody is named in what the device keeps, and its key is a UUID of version 7.
    (act,) = samira.page.evaluate(_KEPT_ACTS)
    assert act["words"] == "Ce qui va dans le sac"
    assert act["key"][14] == "7"
    assert not faults_of(samira)

    samira.page.reload()
    expect(_waiting(samira)).to_contain_text(_WAITS)
    expect(samira.button(_TICK)).to_have_attribute("aria-pressed", "true")
    # A page that was not kept tells it too.
    samira.page.goto(f"{samira.base}/personnes/")
    expect(_waiting(samira)).to_contain_text(_WAITS)
    assert not faults_of(samira)
    assert not Mark.objects.exists()

    _comes_back(samira, line)
    samira.open("/")
    until(samira, _NONE_LEFT)
    mark = Mark.objects.get()
    assert str(mark.key) == act["key"]
    assert mark.touched_at is not None
    assert mark.touched_at <= mark.at
    assert AuditLine.objects.filter(act="content.occasion.packed").count() == 1


@pytest.mark.whole
def test_pressed_again_before_it_left_it_is_taken_back(
    cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note
) -> None:
    samira = _comes_home(device, cast.samira)
    _goes_away(samira, line)
    samira.press(_TICK)
    expect(samira.button(_TICK)).to_have_attribute("aria-pressed", "true")
    samira.press(_TICK)
    expect(samira.button(_TICK)).to_have_attribute("aria-pressed", "false")
    expect(_waiting(samira)).to_be_hidden()
    assert samira.page.evaluate(_KEPT_ACTS) == []


@pytest.mark.whole
def test_a_server_that_does_not_answer_is_a_network_that_is_away(
    cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note
) -> None:
    """The browser believes that it is online: the form of the card fails, and is kept."""
    samira = _comes_home(device, cast.samira)
    line.cut()
    samira.press(_TICK)
    expect(_waiting(samira)).to_contain_text(_WAITS)
    line.mend()
    samira.open("/")
    until(samira, _NONE_LEFT)
    assert Mark.objects.count() == 1
    # htmx says on the console that it had no answer.
    samira.faults[:] = [fault for fault in samira.faults if "htmx:error" not in fault]


def test_two_tabs_send_it_once(cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note) -> None:
    samira = _comes_home(device, cast.samira)
    _goes_away(samira, line)
    samira.press(_TICK)
    expect(_waiting(samira)).to_contain_text(_WAITS)
    posts: list[str] = []
    samira.context.on("request", lambda asked: posts.append(asked.url) if "/sac/" in asked.url else None)
    _comes_back(samira, line)
    tabs = [samira.context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(samira.base)
    until(samira, _NONE_LEFT)
    assert len(posts) == 1
    assert AuditLine.objects.filter(act="content.occasion.packed").count() == 1


@pytest.mark.parametrize("who", ["paul", pytest.param("teacher", marks=pytest.mark.whole)])
def test_who_signs_in_next_neither_sees_nor_sends_it(
    cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note, who: str
) -> None:
    samira = _comes_home(device, cast.samira)
    _goes_away(samira, line)
    samira.press(_TICK)
    expect(_waiting(samira)).to_contain_text(_WAITS)
    becomes(samira, cast.people[who])
    _comes_back(samira, line)
    samira.open("/")
    until(samira, _NONE_LEFT)
    expect(_waiting(samira)).to_be_hidden()
    assert not Mark.objects.exists()


@pytest.mark.whole
def test_signing_out_drops_what_waits(
    cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note
) -> None:
    samira = _comes_home(device, cast.samira)
    _goes_away(samira, line)
    samira.press(_TICK)
    expect(_waiting(samira)).to_contain_text(_WAITS)
    samira.page.locator("summary").filter(has_text="Mon compte").click()
    samira.press("Sortir")
    # Emptied before the form leaves, which has no network to go to; it waits for that for 0.8 seconds at most.
    samira.page.wait_for_timeout(1500)
    _comes_back(samira, line)
    samira.open("/")
    assert samira.page.evaluate(_KEPT_ACTS) == []
    assert not Mark.objects.exists()


def test_what_the_server_refuses_is_told_and_taken_off_by_its_author(
    cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note
) -> None:
    samira = _comes_home(device, cast.samira)
    _goes_away(samira, line)
    samira.press(_TICK)
    expect(_waiting(samira)).to_contain_text(_WAITS)
    pool.resource.occasions.all().delete()
    _comes_back(samira, line)
    samira.open("/")
    expect(_waiting(samira)).to_contain_text("N’a pas pu être enregistré")
    assert not faults_of(samira)
    samira.press("Effacer de cet appareil")
    expect(_waiting(samira)).to_be_hidden()
    assert samira.page.evaluate(_KEPT_ACTS) == []


@pytest.mark.whole
def test_the_stamp_of_a_little_one_waits_too(
    cast: Cast, device: Callable[..., Visitor], line: Line, pool: Note
) -> None:
    """An ordinary form: with a network it leads where it always did."""
    cast.ce1.skin = "petits"
    cast.ce1.save()
    lea = device(cast.lea)
    lea.open("/sac/")
    lea.press("c’est dans mon sac")
    expect(lea.button("c’est dans mon sac")).to_have_attribute("aria-pressed", "true")
    assert Mark.objects.get().state == "packed"
    # Of yesterday: the clock of this site stands still while that of the browser goes on.
    Mark.objects.update(touched_at=NOW - timedelta(days=1))
    _goes_away(lea, line)
    lea.press("c’est dans mon sac")
    expect(_waiting(lea)).to_contain_text("C’est gardé. Ça partira tout seul.")
    assert not faults_of(lea)
    _comes_back(lea, line)
    lea.open("/sac/")
    until(lea, _NONE_LEFT)
    assert Mark.objects.get().state == "out"


@pytest.mark.whole
def test_boxes_of_one_form_of_homework_wait_each_for_itself(
    cast: Cast, device: Callable[..., Visitor], line: Line, work: Callable[[], None]
) -> None:
    read, table = give(cast), give(cast, "la table de 2", FRIDAY)
    work()
    samira = _comes_home(device, cast.samira)
    samira.open("/devoirs/")
    kept(samira, until=lambda pages: "/devoirs/" in pages)
    _goes_away(samira, line)
    for one in (read, table):
        samira.press(one.text)
        expect(samira.button(one.text)).to_have_attribute("aria-pressed", "true")
    expect(_waiting(samira)).to_contain_text(_WAITS)
    assert not faults_of(samira)
    samira.page.reload()
    for one in (read, table):
        expect(samira.button(one.text)).to_have_attribute("aria-pressed", "true")
    samira.press(table.text)
    expect(samira.button(table.text)).to_have_attribute("aria-pressed", "false")
    (act,) = samira.page.evaluate(_KEPT_ACTS)
    _comes_back(samira, line)
    samira.open("/devoirs/")
    until(samira, _NONE_LEFT)
    mark = Mark.objects.get()
    assert (mark.occasion.n, str(mark.key)) == (read.n, act["key"])
