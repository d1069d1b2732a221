"""« J’ai fini » without network: the next one finds nothing of who was there, and the server is told first."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import expect

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.classroom.actions.devices import device_pair, door_change
from eprimo.foundation.classroom.device_page import acts_of
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.directory.models import Person
from eprimo.foundation.occasions.models import Mark
from eprimo.services.liaison.models import Note
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.line import Line
from tests.e2e.offline import READY, becomes, until
from tests.e2e.test_offline_acts import _KEPT_ACTS, _NONE_LEFT, pool, site  # noqa: F401 - fixtures
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

# A page takes no choice in its first moments.
FRESH = 600
IDLE_SECONDS = 302
# What a child of the class touched before, kept for the tablet itself.
_KEEP = """([owner, child]) => new Promise(done => {
  const asked = indexedDB.open('eprimo-acts', 1);
  asked.onsuccess = () => {
    const store = asked.result.transaction('acts', 'readwrite').objectStore('acts');
    const act = {key: '0192f0c1-0000-7000-8000-000000000001', owner, url: '/appel/je-suis-la/toucher/', page: '/',
      about: '', words: 'Je suis là', fields: [['child', child]], at: Date.now()};
    store.put(act).onsuccess = () => { asked.result.close(); done(); };
  };
})"""


@pytest.fixture
def tablet(cast: Cast, visit: Callable[..., Visitor], pool: Note) -> Visitor:  # noqa: F811
    """Lent to the CE1, where a child enters by one touch."""
    cast.ce1.skin = "petits"
    cast.ce1.save()
    cast.people["next"] = make.pupil(cast.tilleuls, cast.ce1, "Zoé", "SUIVANTE")
    for child in (cast.lea, cast.people["next"]):
        if not hasattr(child, "account"):
            make.account(child)
    door_change(actor=cast.actor("teacher"), class_group=cast.ce1, secret=Secret.NOTHING)
    made = visit(None, viewport={"width": 800, "height": 1280}, has_touch=True, service_workers="allow")
    device, key = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="Tablette")
    made.context.add_cookies([{"name": settings.CLASS_COOKIE_NAME, "value": key, "url": made.base}])
    made.open("/classe/")
    assert made.page.evaluate(READY)
    made.__dict__["mark"] = acts_of(device)
    return made


def _enters(tablet: Visitor, child: Person) -> None:
    tablet.page.wait_for_timeout(FRESH)
    tablet.page.locator(f".mur button[value='{child.public_id}']").click()
    tablet.page.wait_for_url(f"{tablet.base}/")


def _goes_away(visitor: Visitor, line: Line) -> None:
    line.cut()
    visitor.context.set_offline(True)


def _comes_back(visitor: Visitor, line: Line) -> None:
    line.mend()
    visitor.context.set_offline(False)


def _shows_nobody(visitor: Visitor) -> None:
    page = visitor.page.content()
    assert "Léa" not in page
    assert "LÉA" not in page
    assert "Maison" not in page


def _sessions(child: Person) -> int:
    return Session.objects.filter(account__person=child).count()


def test_finished_without_network_the_next_child_finds_nothing_of_the_first(
    cast: Cast,
    tablet: Visitor,
    line: Line,
) -> None:
    """Flows M, case 9, and B, case 3: the tick of the first is kept, and is the first one's."""
    _enters(tablet, cast.lea)
    tablet.open("/sac/")
    _goes_away(tablet, line)
    tablet.press("c’est dans mon sac")
    expect(tablet.page.locator("[data-ep-waiting]")).to_contain_text("C’est gardé")
    tablet.page.evaluate(_KEEP, [tablet.__dict__["mark"], str(cast.people["next"].public_id)])
    tablet.button("J’AI FINI").click()
    expect(tablet.page.get_by_role("heading", name="C’est fini")).to_be_focused()
    assert tablet.url == f"{tablet.base}/"
    _shows_nobody(tablet)
    assert not faults_of(tablet)
    tablet.page.wait_for_timeout(1500)
    assert len(tablet.page.evaluate(_KEPT_ACTS)) == 2
    # Back, again and again, and a reload.
    for go in (tablet.page.go_back, tablet.page.reload, tablet.page.go_back):
        go()
        tablet.page.wait_for_load_state()
        expect(tablet.page.get_by_role("heading").first).to_be_visible()
        _shows_nobody(tablet)
    assert _sessions(cast.lea) == 1

    _comes_back(tablet, line)
    expect(tablet.page.locator(".mur")).to_be_visible(timeout=20_000)
    assert _sessions(cast.lea) == 0
    mark = Mark.objects.get()
    assert (mark.state, mark.child_id) == ("packed", cast.lea.pk)
    assert tablet.page.evaluate(_KEPT_ACTS) == []
    _enters(tablet, cast.people["next"])
    seen: list[str] = []
    while tablet.page.go_back() is not None and tablet.url.startswith(tablet.base):
        expect(tablet.page.locator("body")).to_be_visible()
        assert "LÉA" not in tablet.page.content()
        seen.append(tablet.url)
    assert seen
    assert _sessions(cast.people["next"]) == 1


@pytest.mark.whole
def test_a_server_that_does_not_answer_leaves_nothing_either(cast: Cast, tablet: Visitor, line: Line) -> None:
    """The browser believes that it is online. The page that opens next tells the server before it shows anything."""
    _enters(tablet, cast.lea)
    line.cut()
    tablet.button("J’AI FINI").click()
    expect(tablet.page.get_by_role("heading", name="C’est fini")).to_be_visible()
    line.mend()
    tablet.open("/sac/")
    assert tablet.url.endswith("/classe/")
    assert _sessions(cast.lea) == 0


@pytest.mark.whole
def test_a_page_that_nobody_touches_gives_way_without_network(
    cast: Cast, tablet: Visitor, line: Line
) -> None:
    _enters(tablet, cast.lea)
    tablet.page.clock.install()
    tablet.open("/")
    _goes_away(tablet, line)
    tablet.page.clock.fast_forward(IDLE_SECONDS * 1000)
    expect(tablet.page.get_by_role("heading", name="C’est fini")).to_be_visible()
    _shows_nobody(tablet)
    Session.objects.filter(account__person=cast.lea).delete()
    _comes_back(tablet, line)
    tablet.page.wait_for_url("**/classe/")


@pytest.mark.whole
def test_an_untouched_page_is_the_wall_again(cast: Cast, tablet: Visitor) -> None:
    _enters(tablet, cast.lea)
    tablet.page.clock.install()
    tablet.open("/")
    Session.objects.filter(account__person=cast.lea).delete()
    tablet.page.clock.fast_forward(IDLE_SECONDS * 1000)
    tablet.page.wait_for_url("**/classe/")


def test_an_adult_who_signs_out_without_network_is_out_when_it_is_back(
    cast: Cast,
    device: Callable[..., Visitor],
    line: Line,
    pool: Note,  # noqa: F811
) -> None:
    samira = device(cast.samira)
    _goes_away(samira, line)
    samira.press("Piscine, pour Léa")
    expect(samira.page.locator("[data-ep-waiting]")).to_contain_text("Gardé, partira")
    samira.page.locator("summary").filter(has_text="Mon compte").click()
    samira.button("Sortir").click()
    expect(samira.page.get_by_role("heading", name="C’est fini")).to_be_focused()
    _shows_nobody(samira)
    assert not faults_of(samira)
    until(samira, _NONE_LEFT)
    _comes_back(samira, line)
    samira.page.wait_for_url("**/compte/entrer")
    assert _sessions(cast.samira) == 0
    assert not Mark.objects.exists()


@pytest.mark.whole
def test_what_a_pupil_did_waits_for_that_pupil_whoever_signs_in_between(
    cast: Cast,
    device: Callable[..., Visitor],
    line: Line,
    pool: Note,  # noqa: F811
) -> None:
    """On a family's telephone: its tick is neither sent by a parent, nor lost."""
    cast.ce1.skin = "petits"
    cast.ce1.save()
    lea = device(cast.lea)
    lea.open("/sac/")
    _goes_away(lea, line)
    lea.press("c’est dans mon sac")
    expect(lea.page.locator("[data-ep-waiting]")).to_contain_text("C’est gardé")
    becomes(lea, cast.samira)
    lea.page.goto(f"{lea.base}/personnes/", wait_until="commit")
    _comes_back(lea, line)
    lea.open("/")
    lea.page.wait_for_timeout(1000)
    assert len(lea.page.evaluate(_KEPT_ACTS)) == 1
    expect(lea.page.locator("[data-ep-waiting]")).to_be_hidden()
    assert not Mark.objects.exists()
    becomes(lea, cast.lea)
    lea.open("/sac/")
    until(lea, _NONE_LEFT)
    assert Mark.objects.get().child_id == cast.lea.pk
