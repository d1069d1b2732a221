"""A child of five finds the way by pictures alone: every word of the page is hidden."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Locator, expect

from eprimo.foundation.classroom.actions.badges import badges_make
from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.classroom.models import ClassDevice, PictureTry
from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.enums import NoteKind
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.visitor import PHONE, Visitor, pictures_come
from tests.foundation.classroom.conftest import knows
from tests.services.liaison import notes
from tests.ui.test_listen import FRENCH, SPEECH

pytestmark = pytest.mark.browser

TABLET = {"width": 800, "height": 1280}
FLAT = {"width": 1024, "height": 768}
UPRIGHT = {"width": 768, "height": 1024}
SMALLEST = 90
# Sixteen pictures and their three places in one view of a telephone.
SMALLEST_AT_THE_DOOR = 72
SECRET = ("kite", "drum", "key")
# A page takes no choice in its first moments (frontend/src/behaviours/names.ts), in milliseconds.
FRESH = 500
# Nothing to read is left: sizes in rem hold, they follow the root.
_NO_WORDS = """addEventListener('DOMContentLoaded', () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('body, body * { font-size: 0 !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})"""
# The controls of a page: what each shows, what it is called, how large it is.
_CONTROLS = """() => [...document.querySelectorAll('a, button:not(:disabled)')]
  .filter(e => e.checkVisibility() && !e.matches('.skip'))
  .map(e => {
    const drawn = [...e.querySelectorAll('img, svg')].filter(p => p.checkVisibility());
    const box = e.getBoundingClientRect();
    return {
      name: (e.getAttribute('aria-label') || e.textContent || '').trim(),
      picture: Math.max(0, ...drawn.map(p => p.getBoundingClientRect().width)),
      side: Math.min(box.width, box.height), comfort: e.closest('.top') !== null,
    };
  })"""


@pytest.fixture
def little(cast: Cast, work: Callable[[], None]) -> Cast:
    """Lou, in the nursery class, with a note of the class and something to bring."""
    group = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
    cast.people["petit"] = make.pupil(cast.tilleuls, group, "Lou", "PETIT")
    make.account(cast.petit, login="lou.petit")
    make.attach(cast.teacher, group)
    notes.sent(cast, title="Les doudous", classes=(group,), to_pupils=True, text="Chacun montre son doudou.")
    notes.sent(
        cast, title="Les bottes", classes=(group,), to_pupils=True, kind=NoteKind.TO_BRING,
        event_on=date(2026, 11, 26), bring=("des bottes",),
    )  # fmt: skip
    work()
    return cast


@pytest.mark.parametrize("size", [pytest.param(TABLET, marks=pytest.mark.whole), PHONE])
def test_a_child_reads_nothing_and_finds_the_way(little: Cast, visit: Visit, size: Any) -> None:
    lou = visit(little.petit, viewport=size, has_touch=True)
    lou.context.add_init_script(SPEECH % f"[{FRENCH}]")
    lou.context.add_init_script(_NO_WORDS)
    lou.open("/")
    _pictured(lou)
    # The week shows what notes announce, and nothing else.
    ribbon = lou.page.locator(".ruban")
    expect(ribbon.locator("li")).to_have_count(5)
    expect(ribbon.locator("img[src*='hiking-boot']")).to_have_count(1)
    expect(ribbon.locator("[aria-current=date]")).to_have_count(1)
    # What is to be brought has its own tile: nights left, and a stamp of the own animal that everybody at home sees.
    _touch(lou.page.locator(".tuile a:has(img[src*='hiking-boot'])"))
    lou.page.wait_for_url("**/sac/")
    expect(lou.page.locator(".dodos .i")).to_have_count(2)
    _pictured(lou)
    assert faults_of(lou) == []
    _touch(lou.page.locator(".tampon"))
    expect(lou.page.locator(".tampon[aria-pressed=true] .ava")).to_be_visible()
    _touch(lou.page.get_by_role("link", name="Maison"))
    lou.page.wait_for_url(f"{lou.base}/")
    # Each note is known by what it speaks of, there as on its own page.
    _touch(lou.page.locator(".tuile a:has(img[src*='teddy-bear'])"))
    lou.page.wait_for_url("**/carnet/**")
    expect(lou.page.locator("img.mot-i[src*='teddy-bear']")).to_be_visible()
    _pictured(lou)
    _touch(lou.page.locator(".top [data-ep-listen]"))
    assert "Chacun montre son doudou." in " ".join(lou.page.evaluate("texts()") + _rest(lou))
    _touch(lou.page.get_by_role("link", name="Maison"))
    lou.page.wait_for_url(f"{lou.base}/")
    _touch(lou.page.locator(".fini"))
    lou.page.wait_for_url("**/compte/entrer/eleve")
    # The session is over: the way back leads to a door.
    lou.page.goto(f"{lou.base}/")
    assert "/compte/entrer" in lou.page.url


@pytest.mark.whole
def test_a_week_without_notes_has_no_ribbon(little: Cast, visit: Visit) -> None:
    lea = visit(little.lea)
    little.ce1.skin = "petits"
    little.ce1.save()
    lea.open("/")
    expect(lea.page.locator(".ruban")).to_have_count(0)


def test_a_page_that_is_not_there_is_told_and_leads_home(little: Cast, visit: Visit) -> None:
    """Their house and their voice are where they always are; six tiles to a screen, the rest behind an arrow."""
    lou = _hidden(visit, PHONE, little.petit)
    lou.page.goto(f"{lou.base}/nulle-part/")
    _pictured(lou)
    _touch(lou.page.locator(".top [data-ep-listen]"))
    assert "Touche la maison pour revenir." in " ".join(lou.page.evaluate("texts()") + _rest(lou))
    assert faults_of(lou) == []
    group = ClassGroup.objects.get(label="GS des papillons")
    for number in range(5):
        notes.sent(little, title=f"Mot {number}", classes=(group,), to_pupils=True)
    _touch(lou.page.get_by_role("link", name="Maison"))
    lou.page.wait_for_url(f"{lou.base}/")
    ends = "e => e.getBoundingClientRect().bottom"
    bar = lou.page.locator(".ptt-p").evaluate("e => e.getBoundingClientRect().top")
    expect(lou.page.locator(".tuile")).to_have_count(5)
    assert lou.page.locator(".ruban").evaluate(ends) <= bar, "five tiles and the week stand above the bar"
    _touch(lou.page.locator(".tuile a:has(img[src*='closed-mailbox'])"))
    lou.page.wait_for_url("**/carnet/")
    expect(lou.page.locator(".tuile")).to_have_count(6)
    _pictured(lou)
    _touch(lou.page.locator(".pages a[rel=next]"))
    lou.page.wait_for_url("**after=**")
    expect(lou.page.locator(".tuile")).to_have_count(1)


@pytest.mark.whole
def test_a_child_keeps_a_comfort_without_leaving(little: Cast, visit: Visit) -> None:
    lou = visit(little.petit, viewport=FLAT, has_touch=True)
    lou.open("/compte/confort")
    lou.page.get_by_text("Sombre", exact=True).click()
    _touch(lou.button("Garder"))
    lou.reads("C’est gardé")
    expect(lou.page.locator("html")).to_have_attribute("data-ep-theme", "sombre")


def test_the_pictures_of_a_home_are_as_large_as_each_other(little: Cast, visit: Visit) -> None:
    lou = visit(little.petit, viewport=FLAT)
    lou.open("/")
    pictures = lou.page.locator(".tuile > a > img")
    expect(pictures).to_have_count(2)
    rim = "e => e.clientWidth - 2 * parseFloat(getComputedStyle(e).paddingLeft)"
    drawn = [one.evaluate(rim) for one in pictures.all()]
    assert min(drawn) > 100, drawn
    assert max(drawn) - min(drawn) < 2, drawn
    ends = "e => e.getBoundingClientRect().bottom"
    bar = lou.page.locator(".ptt-p").evaluate("e => e.getBoundingClientRect().top")
    assert lou.page.locator(".ruban").evaluate(ends) <= bar, "the week stands above the bar, in view"
    lou.page.set_viewport_size(UPRIGHT)
    bar = lou.page.locator(".ptt-p").evaluate("e => e.getBoundingClientRect().top")
    assert lou.page.locator(".ruban").evaluate(ends) <= bar, "on a small tablet held upright too"


def _hidden(visit: Visit, size: Any, who: Person | None = None) -> Visitor:
    """A tablet where nothing can be read, with a voice of the device."""
    tablet = visit(who, viewport=size, has_touch=True)
    tablet.context.add_init_script(SPEECH % f"[{FRENCH}]")
    tablet.context.add_init_script(_NO_WORDS)
    return tablet


def _lent(cast: Cast, tablet: Visitor) -> ClassGroup:
    """The tablet is a device of Lou's class; Lou knows three pictures."""
    group = ClassGroup.objects.get(label="GS des papillons")
    _, key = device_pair(actor=cast.actor("teacher"), class_group=group, label="Tablette")
    tablet.context.add_cookies([{"name": settings.CLASS_COOKIE_NAME, "value": key, "url": tablet.base}])
    knows(cast.petit, SECRET)
    return group


@pytest.mark.parametrize("size", [TABLET, pytest.param(PHONE, marks=pytest.mark.whole)])
def test_a_child_who_reads_nothing_comes_in_from_the_wall_and_goes_back(
    little: Cast, visit: Visit, size: Any
) -> None:
    """The own animal, three pictures, the round key, home; then « j'ai fini »: nothing to read."""
    lou = _hidden(visit, size)
    _lent(little, lou)
    lou.open("/")
    assert lou.page.url.endswith("/classe/")
    _pictured(lou)
    _press(lou, lou.page.locator(f".mur button[value='{little.petit.public_id}']"))
    pictures_come(lou.page)
    for picture in SECRET:
        expect(lou.page.locator(".images button")).to_have_count(16)
        _pictured(lou, SMALLEST_AT_THE_DOOR)
        _press(lou, lou.page.locator(f".images button[value='{picture}']"))
    assert lou.taps == 1 + 3
    _press(lou, lou.page.locator(".ok-p"))
    lou.page.wait_for_url(f"{lou.base}/")
    expect(lou.page.locator(".moi")).to_contain_text("LOU")
    _press(lou, lou.page.locator(".fini"))
    lou.page.wait_for_url("**/classe/")
    assert lou.taps == 1 + 3 + 1 + 1
    expect(lou.page.locator(".mur button")).to_have_count(1)
    # Nothing of Lou is left behind: the way back is the wall.
    lou.page.go_back()
    expect(lou.page.locator(".mur")).to_be_visible()
    _a_whole_class_is_in_view(lou)


def _a_whole_class_is_in_view(lou: Visitor) -> None:
    """Twenty-three animals on a tablet, upright and flat; on a telephone an arrow says that more follow, until the last
    of them is there."""
    group = ClassGroup.objects.get(label="GS des papillons")
    for number in range(22):
        make.pupil(group.school, group, ("Maximilien", "Anne-Élisabeth", "Zoé")[number % 3], f"NOM{number}")
    for size in (UPRIGHT, FLAT):
        _resized(lou, size)
        names = lou.page.locator(".mur button")
        expect(names).to_have_count(23)
        ends = names.evaluate_all("all => Math.max(...all.map(e => e.getBoundingClientRect().bottom))")
        assert ends <= size["height"], (size, ends)
        assert not _says_more(lou), size
    _resized(lou, PHONE)
    assert _says_more(lou)
    lou.page.locator(".mur button").last.scroll_into_view_if_needed()
    lou.page.mouse.wheel(0, 9_000)
    lou.page.wait_for_timeout(300)
    assert not _says_more(lou)


def _resized(lou: Visitor, size: dict[str, int]) -> None:
    lou.page.set_viewport_size({"width": size["width"], "height": size["height"]})
    lou.page.goto(f"{lou.base}/classe/")


def _says_more(lou: Visitor) -> bool:
    """Is the arrow seen, or is something of the page before it?"""
    return bool(
        lou.page.locator(".encore").evaluate(
            """e => {
              const box = e.getBoundingClientRect(), cover = e.nextElementSibling.getBoundingClientRect();
              return box.top >= 0 && box.bottom <= innerHeight + 1 && Math.abs(box.top - cover.top) > 4;
            }"""
        )
    )


@pytest.mark.whole
def test_a_touch_by_mistake_is_taken_back_and_wrong_pictures_are_told_without_words(
    little: Cast, visit: Visit
) -> None:
    lou = _hidden(visit, TABLET)
    _lent(little, lou)
    lou.open("/classe/")
    _press(lou, lou.page.locator(".mur button"))
    pictures_come(lou.page)
    _press(lou, lou.page.locator(".images button[value='balloon']"))
    expect(lou.page.locator(".pas img")).to_have_count(1)
    _press(lou, lou.page.locator(".pas button").first)
    expect(lou.page.locator(".pas img")).to_have_count(0)
    for number, picture in enumerate(("balloon", "crayon", "rocket"), start=1):
        _press(lou, lou.page.locator(f".images button[value='{picture}']"))
        expect(lou.page.locator(".pas img")).to_have_count(number)
    _press(lou, lou.page.locator(".ok-p"))
    expect(lou.page.locator(".essai img")).to_be_visible()
    expect(lou.page.locator(".pas img")).to_have_count(0)
    _pictured(lou, SMALLEST_AT_THE_DOOR)


@pytest.mark.whole
def test_a_picture_held_says_its_name_and_a_second_tap_is_not_a_choice(little: Cast, visit: Visit) -> None:
    lou = _hidden(visit, TABLET)
    _lent(little, lou)
    lou.open("/classe/")
    _press(lou, lou.page.locator(".mur button"))
    pictures_come(lou.page)
    lou.page.wait_for_timeout(FRESH)
    box = lou.page.locator(".images button[value='kite']").bounding_box()
    assert box is not None
    lou.page.mouse.move(box["x"] + 40, box["y"] + 40)
    lou.page.mouse.down()
    lou.page.wait_for_timeout(800)
    assert lou.page.evaluate("texts()") == ["cerf-volant"]
    lou.page.mouse.up()
    expect(lou.page.locator(".pas img")).to_have_count(0)
    expect(lou.page.locator(".images")).to_be_visible()
    # The page has just come: small fingers tapped twice on the one before.
    lou.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    lou.page.evaluate("document.querySelector('.images button').click()")
    lou.page.wait_for_timeout(200)
    expect(lou.page.locator(".pas img")).to_have_count(0)
    expect(lou.page.locator(".images")).to_be_visible()


@pytest.mark.whole
def test_a_badge_opens_by_itself_on_the_tablet_of_the_class(little: Cast, visit: Visit) -> None:
    lou = _hidden(visit, TABLET)
    group = _lent(little, lou)
    card = badges_make(actor=little.actor("teacher"), class_group=group, pupils=[little.petit])[0]
    lou.page.goto(f"{lou.base}/b#{card.qr_payload.split('#')[1]}")
    lou.page.wait_for_url(f"{lou.base}/")
    expect(lou.page.locator(".moi")).to_contain_text("LOU")


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.whole)])
def test_the_door_is_clean_and_needs_no_script(little: Cast, visit: Visit, script: bool) -> None:
    """Axe in both themes, narrow screens and big text, on each page; the same touches without script."""
    lou = visit(viewport=TABLET, java_script_enabled=script)
    _lent(little, lou)
    faults: list[str] = []

    def look() -> None:
        if script:
            faults.extend(f"{lou.page.url}: {fault}" for fault in faults_of(lou))
            lou.page.wait_for_timeout(FRESH)

    lou.open("/classe/")
    look()
    lou.page.locator(".mur button").click()
    pictures_come(lou.page)
    look()
    for pictures in (("key", "kite", "drum"), SECRET):
        for picture in pictures:
            lou.page.locator(f".images button[value='{picture}']").click()
            expect(lou.page.locator(f".images button[value='{picture}'][aria-pressed=true]")).to_be_visible()
        look()
        lou.page.locator(".ok-p").click()
        lou.page.wait_for_load_state()
        look()
    lou.page.wait_for_url(f"{lou.base}/")
    lou.page.locator(".fini").click()
    lou.page.wait_for_url("**/classe/")
    lou.page.goto(f"{lou.base}/b")
    look()
    little_waits(little)
    lou.page.goto(f"{lou.base}/classe/")
    look()
    lou.page.locator(".mur button").click()
    expect(lou.page.locator(".aide-g")).to_be_visible()
    look()
    assert not faults, "\n".join(sorted(set(faults)))


def little_waits(cast: Cast) -> None:
    """The tablet waits for Lou, after wrong pictures."""
    device = ClassDevice.objects.get()
    # One wrong answer was given on the way here.
    PictureTry.objects.filter(device=device, person=cast.petit).update(
        wrong=5, waits_until=clock.now() + timedelta(hours=1)
    )


def _press(visitor: Visitor, control: Locator) -> None:
    """One touch, once the page has been there for a moment."""
    control.first.wait_for()
    visitor.page.wait_for_timeout(FRESH)
    visitor.taps += 1
    _touch(control)


def _rest(visitor: Visitor) -> list[str]:
    """The sentences that come after the first, one after the other."""
    for _ in range(20):
        if not visitor.page.evaluate("Boolean(speechSynthesis.now)"):
            break
        visitor.page.evaluate("ends()")
    return list(visitor.page.evaluate("texts()"))


def _pictured(visitor: Visitor, smallest: int = SMALLEST) -> None:
    """Each control has a picture to see, a name to hear, and room for a small finger."""
    for control in visitor.page.evaluate(_CONTROLS):
        assert control["name"], control
        assert control["picture"] >= 24, control
        assert control["comfort"] or control["side"] >= smallest, control


def _touch(control: Locator) -> None:
    """Press where the picture is."""
    control.first.scroll_into_view_if_needed()
    picture = control.first.locator("img, svg").filter(visible=True).first
    box = picture.bounding_box()
    assert box is not None
    control.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
