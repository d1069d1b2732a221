"""A draft is never lost: kept while it is typed, without the network, in two tabs, and when the page goes away."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.visitor import PHONE, Visitor
from tests.services.liaison import notes
from tests.signed import signed

pytestmark = pytest.mark.browser

# Two seconds without typing, then the request.
SOON_MS = 8000

# A page that is closed loses the network that is away for it alone, before it is gone: to its last words, it was back.
_STAYS_AWAY = """() => {
  Object.defineProperty(navigator, 'onLine', {get: () => false});
  addEventListener('online', event => event.stopImmediatePropagation(), true);
}"""


def typing(visitor: Visitor, title: str = "Sortie au parc", text: str = "Vendredi, au parc.") -> Page:
    page = visitor.page
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Texte").fill(text)
    return page


def is_kept(page: Page) -> None:
    expect(page.locator("[data-ep-kept]")).to_contain_text("C’est gardé à", timeout=SOON_MS)


def is_here(page: Page) -> None:
    expect(page.locator("[data-ep-kept]")).to_contain_text("gardé sur cet appareil", timeout=SOON_MS)


def test_what_is_typed_is_kept_and_nothing_typed_is_not(cast: Cast, visit: Visit) -> None:
    teacher = visit(cast.teacher, viewport=PHONE)
    teacher.open(reverse("liaison:new"))
    teacher.page.get_by_text("À signer").click()
    teacher.page.wait_for_timeout(3000)
    teacher.open("/")
    assert not Note.objects.exists()
    teacher.open(reverse("liaison:new"))
    page = typing(teacher)
    is_kept(page)
    note = Note.objects.get()
    assert (note.resource.title, note.resource.published_at) == ("Sortie au parc", None)
    assert page.url.endswith(reverse("liaison:edit", args=[note.resource.public_id]))
    page.get_by_label("Titre").fill("Sortie au bois")
    # Left at once: the request outlives the page.
    page.goto(teacher.base + reverse("liaison:list"))
    for _ in range(20):
        if Note.objects.get().resource.title == "Sortie au bois":
            break
        page.wait_for_timeout(250)
    assert Note.objects.get().resource.title == "Sortie au bois"


def test_without_the_network_the_device_keeps_it_for_its_author(
    cast: Cast, visit: Visit, site: str, chapter: Chapter
) -> None:
    teacher = visit(cast.teacher)
    with chapter("typed without network, it is kept when that is back"):
        teacher.open(reverse("liaison:new"))
        teacher.context.set_offline(True)
        page = typing(teacher)
        is_here(page)
        teacher.context.set_offline(False)
        is_kept(page)
        assert Note.objects.get().resource.title == "Sortie au parc"
    with chapter("a page that was closed comes back, as one draft"):
        _closed_without_network(teacher)
        teacher.open(reverse("liaison:new"))
        expect(teacher.page.get_by_label("Titre")).to_have_value("Sortie au parc")
        is_kept(teacher.page)
        assert Note.objects.count() == 2
    with chapter("typed at the last moment, and posted when the session is over"):
        _posted_after_the_session(teacher, cast, site)
    with chapter("a button that changes the form, pressed before anything was kept"):
        teacher.open(reverse("liaison:new"))
        teacher.page.locator("[name=kind][value=answer]").check(force=True)
        teacher.page.locator("[name=question_1]").fill("Vient-il ?")
        teacher.press("Ajouter une question")
        expect(teacher.page.locator("[name=question_2]")).to_be_visible()
        expect(teacher.page.locator("[name=question_count]")).to_have_value("2")
        expect(teacher.page.locator("[name=question_1]")).to_have_value("Vient-il ?")
    with chapter("the next person at the browser is shown nothing"):
        _next_person(visit(cast.teacher), cast, site)


def _closed_without_network(teacher: Visitor) -> None:
    """Before the server had anything."""
    teacher.open(reverse("liaison:new"))
    teacher.context.set_offline(True)
    page = typing(teacher)
    is_here(page)
    page.close()
    teacher.context.set_offline(False)
    teacher.page = teacher.context.new_page()


def _posted_after_the_session(teacher: Visitor, cast: Cast, site: str) -> None:
    """It is there when its author is back; posted to somebody who is signed in, it leaves nothing behind."""
    teacher.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    teacher.page.get_by_label("Titre").fill("Sortie au bois")
    teacher.press("Relire avant d’envoyer")
    expect(teacher.page.get_by_label("Titre")).to_have_count(0)
    key = signed(cast.teacher.account)[1]
    teacher.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
    teacher.open(reverse("liaison:edit", args=[Note.objects.latest("pk").resource.public_id]))
    expect(teacher.page.get_by_label("Titre")).to_have_value("Sortie au bois")
    is_kept(teacher.page)
    teacher.page.get_by_label("Titre").fill("Sortie au lac")
    teacher.press("Relire avant d’envoyer")
    teacher.reads("Vu par une famille")
    teacher.open(reverse("liaison:new"))
    expect(teacher.page.get_by_label("Titre")).to_have_value("")
    assert Note.objects.latest("pk").resource.title == "Sortie au lac"


def _next_person(teacher: Visitor, cast: Cast, site: str) -> None:
    before = Note.objects.count()
    teacher.open(reverse("liaison:new"))
    teacher.context.set_offline(True)
    is_here(typing(teacher))
    teacher.page.evaluate(_STAYS_AWAY)
    teacher.page.close()
    teacher.context.set_offline(False)
    key = signed(cast.director.account)[1]
    teacher.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
    teacher.page = teacher.context.new_page()
    teacher.open(reverse("liaison:new"))
    teacher.page.wait_for_timeout(500)
    expect(teacher.page.get_by_label("Titre")).to_have_value("")
    # A page that closes without network asks for nothing: the text is on the device of its author, and nowhere else.
    assert Note.objects.count() == before


def test_two_tabs_lose_nothing(cast: Cast, visit: Visit, chapter: Chapter) -> None:
    teacher = visit(cast.teacher)
    with chapter("each shows the words of the other"):
        _two_tabs(teacher, notes.draft(cast, title="Sortie", text="Premier texte."))
    with chapter("the last words typed in an old tab do not reach the note that left"):
        _sent_meanwhile(teacher, notes.draft(cast, title="Sortie", text="Premier texte."), cast)
    with chapter("without script"):
        plain = visit(cast.teacher, java_script_enabled=False)
        _two_tabs_without_script(plain, notes.draft(cast, title="Sortie", text="Premier texte."))


def _two_tabs(teacher: Visitor, note: Note) -> None:
    teacher.open(reverse("liaison:edit", args=[note.resource.public_id]))
    first = teacher.page
    second = teacher.context.new_page()
    second.goto(first.url)
    first.get_by_label("Texte").fill("Texte du premier onglet.")
    is_kept(first)
    second.get_by_label("Texte").fill("Texte du second onglet.")
    other = second.get_by_label("L’autre texte")
    expect(other).to_have_value("Sortie\n\nTexte du premier onglet.", timeout=SOON_MS)
    expect(second.locator("#id_text")).to_have_value("Texte du second onglet.")
    second.get_by_role("button", name="Échanger les deux textes").click()
    expect(other).to_have_value("Sortie\n\nTexte du second onglet.")
    second.get_by_role("button", name="Échanger les deux textes").click()
    second.get_by_role("button", name="Garder celui du formulaire").click()
    is_kept(second)
    note.resource.refresh_from_db()
    assert "second onglet" in str(note.resource.draft)


def _sent_meanwhile(teacher: Visitor, note: Note, cast: Cast) -> None:
    teacher.open(reverse("liaison:edit", args=[note.resource.public_id]))
    note_send(actor=cast.actor("teacher"), note=note)
    teacher.page.get_by_label("Texte").fill("Trop tard.")
    expect(teacher.page.locator("[data-ep-kept]")).to_contain_text("n’est plus ouvert ici", timeout=SOON_MS)
    note.resource.refresh_from_db()
    assert note.resource.versions.count() == 1
    assert "Trop tard" not in str(note.resource.versions.get().body)


def _two_tabs_without_script(teacher: Visitor, note: Note) -> None:
    teacher.open(reverse("liaison:edit", args=[note.resource.public_id]))
    first = teacher.page
    second = teacher.context.new_page()
    second.goto(first.url)
    for tab, words in ((first, "Texte du premier onglet."), (second, "Texte du second onglet.")):
        tab.get_by_label("Texte").fill(words)
        tab.get_by_role("button", name="Garder pour plus tard").click()
    expect(second.get_by_label("L’autre texte")).to_contain_text("premier onglet")
    expect(second.locator("#id_text")).to_have_value("Texte du second onglet.")
    second.get_by_role("button", name="Garder pour plus tard").click()
    note.resource.refresh_from_db()
    assert "second onglet" in str(note.resource.draft)
