"""Eight things that a child of five does alone, every word of the pages replaced by blocks; a slow line, a lost one,
and what the next child finds. The way is by pictures, places and shapes; names serve what is expected alone."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.utils.html import escape
from playwright.sync_api import Error, Locator, Response, expect

from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.occasions.models import Mark
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.liaison.enums import NoteKind
from eprimo.ui import pictures
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.visitor import PHONE, Visitor, pictures_come
from tests.foundation.classroom.conftest import knows
from tests.services.homework.giving import THURSDAY, TUESDAY, give
from tests.services.liaison import notes
from tests.ui.test_listen import FRENCH, SPEECH

pytestmark = pytest.mark.browser

TABLET = {"width": 768, "height": 1024}
SECRET = ("kite", "drum", "key")
# A page takes no choice in its first moments (frontend/src/behaviours/names.ts), in milliseconds.
FRESH = 500
PRESSED = 150
# Of the own network alone, without its first moments: what a touch shows, in milliseconds.
REACTION = 100
# Pages, pictures and scripts, as they come over the line the first time, in bytes.
HOME_WEIGHS = 60_000
# Each letter is a block, whatever draws it; what the voice reads stays in the page.
_BLOCKS = """addEventListener('DOMContentLoaded', () => {
  const letters = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (letters.nextNode()) {
    const text = letters.currentNode;
    if (text.parentElement.closest('script, style, .vh, [id^=travail-]')) continue;
    text.data = text.data.replace(/[^\\s]/g, '█');
  }
})"""
# How long after a touch the page has changed: of one more pixel of what is drawn, by its own frames.
_REACTS = """([touched, shows]) => new Promise(done => {
  const began = performance.now();
  document.querySelector(touched).click();
  const look = () => document.querySelector(shows) ? done(performance.now() - began) : requestAnimationFrame(look);
  look();
})"""


@pytest.fixture
def little(cast: Cast, work: Callable[[], None]) -> Cast:
    """Noé and Lou of the nursery class: something to do, boots for today, a word of the class."""
    group = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
    for name, first, secret in (("petit", "Noé", SECRET), ("lou", "Lou", ("rocket", "balloon", "crayon"))):
        child = cast.people[name] = make.pupil(cast.tilleuls, group, first, "PETIT")
        make.account(child, login=f"{name}.petit")
        knows(child, secret)
    make.attach(cast.teacher, group)
    bring = {"classes": (group,), "to_pupils": True, "kind": NoteKind.TO_BRING}
    notes.sent(cast, title="Les bottes", event_on=TUESDAY, bring=("des bottes",), **bring)
    notes.sent(cast, title="Les doudous", classes=(group,), to_pupils=True, text="Chacun montre son doudou.")
    give(cast, "la chanson", THURSDAY, verb=Work.REVIEW, subject=Subject.ARTS, place=group)
    work()
    return cast


@pytest.fixture
def tablet(little: Cast, visit: Visit) -> Visitor:
    return _lent(little, visit, TABLET)


def _lent(cast: Cast, visit: Visit, size: Any, **options: Any) -> Visitor:
    """A device of the class that speaks French, on which nothing can be read."""
    made = visit(viewport=size, has_touch=True, **options)
    made.context.add_init_script(SPEECH % f"[{FRENCH}]")
    made.context.add_init_script(_BLOCKS)
    group = ClassGroup.objects.get(label="GS des papillons")
    _, key = device_pair(actor=cast.actor("teacher"), class_group=group, label="Tablette")
    made.context.add_cookies([{"name": settings.CLASS_COOKIE_NAME, "value": key, "url": made.base}])
    return made


def _touch(visitor: Visitor, control: Locator) -> None:
    """One finger, where the picture is, once the page has been there for a moment."""
    control.first.wait_for()
    visitor.page.wait_for_timeout(FRESH)
    control.first.scroll_into_view_if_needed()
    box = control.first.locator("img, svg").filter(visible=True).first.bounding_box()
    assert box is not None
    visitor.taps += 1
    visitor.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _animal(visitor: Visitor, child: Person) -> Locator:
    """Where the own animal stands on the wall."""
    animal, colour = pictures.animal_of(Person.objects.get(pk=child.pk).seed)
    return visitor.page.locator(f".mur button:has(.ava.e-{colour} use[href$='#{escape(animal)}'])")


def _picture(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f".images button:has(img[src*='/{name}.'])")


def _enter(visitor: Visitor, child: Person, secret: tuple[str, ...] = SECRET) -> None:
    visitor.open("/classe/")
    _touch(visitor, _animal(visitor, child))
    pictures_come(visitor.page)
    visitor.page.wait_for_timeout(FRESH)
    for name in secret:
        _picture(visitor, name).tap()
    visitor.page.locator(".ok-p").tap()
    visitor.page.wait_for_url(f"{visitor.base}/")


@pytest.mark.parametrize("size", [TABLET, pytest.param(PHONE, marks=pytest.mark.whole)])
def test_m2_eight_tasks_of_a_child_of_five_with_all_words_hidden(
    little: Cast, visit: Visit, size: Any
) -> None:
    noe = _lent(little, visit, size)
    page, asked = noe.page, list[str]()
    weights: dict[str, int] = {}
    page.on("response", lambda answer: _weigh(weights, answer))
    noe.open("/")
    page.on("request", lambda one: asked.append(one.url) if one.is_navigation_request() else None)
    assert "█" in page.locator(".mur").inner_text()
    assert "Noé" not in page.locator("main").inner_text()
    # 1 Find my animal.
    _touch(noe, _animal(noe, little.petit))
    pictures_come(page)
    # 2 Three pictures; nothing moves, nothing leaves before the round key.
    key, first = page.locator(".ok-p"), page.locator(".images button").first
    expect(key).to_be_disabled()
    before = (key.bounding_box(), first.bounding_box())
    for name in SECRET:
        _touch(noe, _picture(noe, name))
    expect(page.locator(".pas img")).to_have_count(3)
    # What was touched is a little smaller for as long as the finger is on it.
    expect(page.locator("button:active")).to_have_count(0)
    page.wait_for_timeout(PRESSED)
    assert (key.bounding_box(), first.bounding_box()) == before
    assert noe.taps == 1 + 3
    for one in page.locator(".images button").all():
        box = one.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= size["height"], "all sixteen are in one view"
    weights.clear()
    _touch(noe, key)
    page.wait_for_url(f"{noe.base}/")
    page.wait_for_load_state("networkidle")
    # The wall's answer, and what the pictures open; the second leads home by itself.
    assert len(asked) == 2 + 1, asked
    assert sum(weights.values()) <= HOME_WEIGHS, weights
    # 6 See today: the ringed day of the week has boots.
    expect(page.locator(".ruban .ici img[src*='hiking-boot']")).to_be_visible()
    # 3 Hear: what is to be done, in French, from the device.
    _touch(noe, page.locator(".tuile a:has(img[src*='memo'])"))
    page.wait_for_url("**/devoirs/")
    expect(page.locator(".dodos .i")).to_have_count(2)
    expect(page.locator(".deux-i img[src*='musical-notes']")).to_be_visible()
    _touch(noe, page.locator(".dos-c [data-ep-listen]"))
    assert page.evaluate("texts()")[0].replace("\xa0", " ").startswith("À revoir : la chanson")
    assert faults_of(noe) == []
    # 4 Mark done: the own animal is the stamp.
    _touch(noe, page.locator(".tampon[aria-pressed=false]"))
    expect(page.locator(".tampon[aria-pressed=true] .ava")).to_be_visible()
    # 5 Go back.
    _touch(noe, page.locator(".ptt-p a:has(use[href$='#house'])"))
    page.wait_for_url(f"{noe.base}/")
    assert Mark.objects.filter(child=little.petit).count() == 1
    # 7 Choose the animal: touch the own face, then another one.
    _touch(noe, page.locator(".top .moi"))
    page.wait_for_url("**/compte/animal")
    other = page.locator(".animaux .mur button[aria-pressed=false]").first
    chosen = other.get_attribute("value")
    _touch(noe, other)
    expect(page.locator(f".top .moi use[href$='#{chosen}']")).to_have_count(1)
    # 8 Leave.
    _touch(noe, page.locator(".fini"))
    page.wait_for_url("**/classe/")
    expect(_animal(noe, little.petit)).to_be_visible()


def _weigh(weights: dict[str, int], answer: Response) -> None:
    """What an answer weighs on the line: its own head and body, as they came."""
    try:
        sizes = answer.request.sizes()
    except Error:
        # The page went meanwhile.
        return
    weights[answer.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_m4_two_touches_180_ms_apart_both_count_and_twenty_send_nothing(
    little: Cast, tablet: Visitor
) -> None:
    page = tablet.page
    tablet.open("/classe/")
    _touch(tablet, _animal(tablet, little.petit))
    pictures_come(page)
    page.wait_for_timeout(FRESH)
    # A line that answers nothing: the pictures are kept here.
    held: list[Any] = []
    # Playwright keeps a mark on what it calls, which a method of a list does not take.
    page.route("**/classe/images", lambda one: held.append(one))  # noqa: PLW0108
    reaction = page.evaluate(_REACTS, [".images button[value=kite]", ".pas img[src*='kite']"])
    assert reaction <= REACTION, reaction
    page.wait_for_timeout(180)
    _picture(tablet, "drum").tap()
    assert [one.get_attribute("src").split("/")[-1].split(".")[0] for one in page.locator(".pas img").all()] == [  # type: ignore[union-attr]
        "kite", "drum",
    ]  # fmt: skip
    # Twenty at once: the third place is taken once, nothing is sent.
    page.evaluate(
        "() => { for (let n = 0; n < 20; n++) document.querySelectorAll('.images button')[n % 16].click(); }"
    )
    expect(page.locator(".pas img")).to_have_count(3)
    assert held == []
    # Each place gives its picture back; the key is grey again.
    page.locator(".pas button").nth(2).tap()
    page.locator(".pas button").nth(0).tap()
    expect(page.locator(".pas img[src*='drum']")).to_have_count(1)
    expect(page.locator(".pas img")).to_have_count(1)
    expect(page.locator(".ok-p")).to_be_disabled()
    page.locator(".pas button").nth(0).tap()
    for name in SECRET:
        _picture(tablet, name).tap()
    # The key pressed five times on a slow line is one answer.
    page.evaluate("() => { for (let n = 0; n < 5; n++) document.querySelector('.ok-p').click(); }")
    page.wait_for_timeout(200)
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_url(f"{tablet.base}/")


def test_m9_the_next_child_finds_nothing_by_the_way_back(
    little: Cast, tablet: Visitor, visit: Visit, chapter: Chapter
) -> None:
    page = tablet.page
    _enter(tablet, little.petit)
    with chapter("the day stays while there is no network"):
        _stays_without_network(tablet)
    with chapter("nothing of the first child is behind"):
        page.goto(f"{tablet.base}/devoirs/")
        _touch(tablet, page.locator(".fini"))
        page.wait_for_url("**/classe/")
        for _ in range(3):
            # No page that answered a form is behind: the browser would ask to send it again in the place of it.
            page.go_back()
            assert page.url.startswith(tablet.base), page.url
            expect(page.locator(".dos-c, .tuile, .ruban, .top .moi .ava")).to_have_count(0)
        _enter(tablet, little.lou, ("rocket", "balloon", "crayon"))
        expect(page.locator(".top .moi .ava")).to_be_visible()
        with suppress(Error):
            page.go_back()
        # Whatever page it ends on, once it has ended.
        page.wait_for_timeout(FRESH)
        expect(page.locator("html")).not_to_contain_text("NOÉ", use_inner_text=False)
    with chapter("a device without a voice shows no ear"):
        noe = visit(little.petit, viewport=TABLET)
        noe.context.add_init_script(SPEECH % "[]")
        noe.open("/devoirs/")
        expect(noe.page.locator(".dos-c")).to_have_count(1)
        expect(noe.page.locator("[data-ep-listen]").filter(visible=True)).to_have_count(0)


def _stays_without_network(tablet: Visitor) -> None:
    page = tablet.page
    tablet.context.set_offline(True)
    expect(page.locator("html[data-ep-away]")).to_have_count(1)
    page.locator(".tuile a").first.tap()
    page.locator(".ptt-p a").first.tap()
    page.wait_for_timeout(200)
    expect(page.locator(".ruban .ici")).to_be_visible()
    assert page.url == f"{tablet.base}/"
    tablet.context.set_offline(False)
    expect(page.locator("html[data-ep-away]")).to_have_count(0)
    page.locator(".tuile a:has(img[src*='memo'])").tap()
    page.wait_for_url("**/devoirs/")
