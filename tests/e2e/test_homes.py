"""From the door to a signed note on a phone: how many taps, and what the page is afterwards."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.actions.families import note_open, note_sign
from eprimo.services.liaison.actions.threads import reply_write
from eprimo.services.liaison.enums import NoteKind, OwedState
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.views.follow_up import IN_VIEW
from eprimo.services.news.service import NEWS
from eprimo.steering.statistics.hourly_counts import figures_count
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.e2e.accessible import BIG_TEXT, CONTRAST, NARROW, faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.journey import PASSWORD
from tests.e2e.visitor import DESK, PHONE
from tests.services.homework.giving import give
from tests.services.liaison import notes

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]

MOST_TAPS = 3
SCREENS, CARDS, LANES, WORKS = 2.5, 10, 5, 2
FIRST_SCREEN = PHONE["height"]
# What the browser’s own bars leave of it.
SHORT, SHORTER = 640, 740
# Of who works, on a phone, with a class of 25 of which fourteen wait; the two columns of a desk end near each other.
MOST_OF_TEACHER, MOST_OF_FOLLOW_UP, APART = 2800, 2600, 450
PUPILS, WAITING, WRITERS = 25, 14, 7
_COLUMNS = """() => [...document.querySelectorAll('.cols.cote > *')].map(one => {
  const last = one.lastElementChild?.getBoundingClientRect();
  return last ? last.bottom + scrollY : 0;
})"""
# How many lines each takes that is in view.
_LINES = """all => all.filter(one => one.checkVisibility()).map(one =>
  Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)))"""
NAME_LINES = 3
STATES = ((PHONE, "light"), (DESK, "dark"), (PHONE, CONTRAST))


def test_three_taps_from_the_door_to_a_signed_note(
    cast: Cast, visit: Visit, with_password: Callable[[str], str], work: Callable[[], None]
) -> None:
    make.guardianship(cast.samira, cast.lea_verne)
    School.objects.filter(pk=cast.verne.pk).update(name="École élémentaire publique Jean-Jacques-Rousseau")
    notes.to_sign(cast, title="Sortie au château", text="Jeudi 3 décembre, nous irons au château. " * 9)
    notes.to_sign(cast, title="Piscine")
    login = with_password("samira")
    work()
    samira = visit(viewport=PHONE, is_mobile=True, has_touch=True)
    samira.open("/")
    samira.write("Identifiant", login)
    samira.write("Mot de passe", PASSWORD, exact=True)
    samira.taps = 0
    samira.press("Entrer", exact=True)
    # The first thing to do, and its button, stand above the bar without scrolling: three children in two schools, a
    # text of a whole page.
    button = samira.page.locator("summary", has_text="Lire et signer").first
    expect(button).to_be_visible()
    for height in (FIRST_SCREEN, SHORT):
        samira.page.set_viewport_size({"width": PHONE["width"], "height": height})
        box = button.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < height - samira.page.locator(".bar").bounding_box()["height"]  # type: ignore[index]
    samira.unfold("Lire et signer")
    samira.press("J’ai lu et je signe")
    samira.reads("C’est signé, merci\u00a0!")
    assert samira.taps <= MOST_TAPS
    # In place: the count fell, the next card is there, the focus says what was done.
    expect(samira.page.get_by_role("img", name="1 élément")).to_be_visible()
    expect(samira.page.locator("[data-ep-focus]")).to_be_focused()
    assert samira.page.locator("article").filter(has_text="Lire et signer").count() == 1


def _full_home(cast: Cast) -> None:
    """Three to sign and two that are late, eight to read of which four have a day, something for the bag of Thursday,
    two works for Friday, news, one read."""
    for title in ("Sortie au château", "Cantine", "Photos"):
        notes.to_sign(cast, title=title, event_on=date(2026, 12, 3))
    late = [notes.to_sign(cast, title=title).pk for title in ("Assurance", "Livret")]
    Note.objects.filter(pk__in=late).update(answer_by=date(2026, 11, 20))
    for number, title in enumerate(("Piscine", "Théâtre", "Bibliothèque")):
        notes.sent(cast, title=title, kind=NoteKind.EVENT, event_on=date(2026, 11, 27 + number))
    bring = ("bottes", "gourde")
    notes.sent(cast, title="Forêt", kind=NoteKind.TO_BRING, event_on=date(2026, 11, 26), bring=bring)
    for title in ("Menus de décembre", "Le livre de la semaine", "Poux", "Compte rendu du conseil d’école"):
        notes.sent(cast, title=title)
    for words in ("le poème de l’hiver", "une boîte à chaussures"):
        give(cast, words, date(2026, 11, 27))
    said = DraftInput(
        title="Marché de Noël",
        body=richtext.parse("Venez nombreux."),
        targets=((To.SCHOOL, cast.tilleuls.pk),),
    )
    director = cast.actor("director")
    thing_publish(actor=director, kind=NEWS, resource=draft_save(actor=director, kind=NEWS, said=said))
    read = notes.sent(cast, title="La photo de classe")
    note_open(actor=cast.actor("samira"), note=read, child=cast.lea)
    Notice.objects.filter(resource__in=late).update(due_on=date(2026, 11, 20))


def test_a_full_home_is_two_screens_and_a_half(cast: Cast, visit: Visit, chapter: Chapter) -> None:
    _full_home(cast)
    samira = visit(cast.samira, viewport=PHONE, is_mobile=True, has_touch=True)
    samira.open("/")
    page = samira.page
    assert page.locator(".note, .lignes li, .occ > li, .tache").count() >= CARDS
    assert page.locator("#sac, #a-faire, #pour-enfant, #actualites, #a-venir").count() == LANES
    assert page.locator(".cartable .tache").count() > WORKS
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * FIRST_SCREEN
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert faults_of(samira) == []
    with chapter("telling that a child of two does not come is one screen, down to its key"):
        samira.open(reverse("attendance:tell"))
        for height in (SHORTER, FIRST_SCREEN):
            page.set_viewport_size({"width": PHONE["width"], "height": height})
            key = page.locator("form.dit-absence button.btn").last.bounding_box()
            assert key is not None
            bar = page.locator(".bar").bounding_box()
            assert bar is not None
            assert key["y"] + key["height"] <= bar["y"], height
        assert faults_of(samira) == []
    with chapter("with letters twice as large the first act is in the first screen"):
        large = visit(
            cast.samira, viewport={"width": 180, "height": 390}, device_scale_factor=2, is_mobile=True
        )
        large.open("/")
        page = large.page
        button = page.locator("summary", has_text="Lire et signer").first.bounding_box()
        bar = page.locator(".bar").bounding_box()
        assert button is not None
        assert bar is not None
        assert button["y"] + button["height"] <= 390 - bar["height"]
        # Telling that a child does not come is on the first two.
        absence = page.get_by_role("link", name="Absence ou retard").bounding_box()
        assert absence is not None
        assert button["y"] < absence["y"]
        assert absence["y"] + absence["height"] <= 2 * 390 - bar["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 180


@pytest.mark.whole
def test_the_full_homes_of_others_are_clean(cast: Cast, visit: Visit) -> None:
    """The home of every other role, in both skins, light, dark and in high contrast, from the narrowest phone."""
    _full_home(cast)
    cast.cm2.skin = "petits"
    cast.cm2.save()
    bring = {
        "kind": NoteKind.TO_BRING,
        "event_on": date(2026, 11, 26),
        "bring": ("bottes",),
        "to_pupils": True,
    }
    notes.sent(cast, by="director", title="Les bottes", classes=(cast.ce1, cast.cm2), **bring)
    figures_count()
    faults = []
    for who in ("teacher", "director", "staff", "agent", "inspector", "academy", "lea", "noe"):
        one = visit(cast.people[who])
        one.open("/")
        faults += [f"{who} {fault}" for fault in faults_of(one, STATES, (NARROW, BIG_TEXT))]
        one.context.close()
    assert not faults, "\n".join(faults)


def test_one_card_for_two_children_is_signed_with_one_tap(cast: Cast, visit: Visit) -> None:
    note = notes.to_sign(cast, by="director", classes=(cast.ce1, cast.cm2))
    family = visit(cast.samira, viewport=PHONE)
    family.open("/")
    card = family.page.locator("article.note").filter(has_text="Sortie au château")
    expect(card).to_have_count(1)
    card.locator("summary").click()
    assert faults_of(family) == []
    card.get_by_role("button", name="Je signe pour Léa et Noé").click()
    expect(family.page.get_by_text("C’est signé, merci")).to_be_visible()
    expect(card).to_have_count(0)
    signed = note.owed.filter(guardian=cast.samira, signed_version=1)
    assert {row.child_id for row in signed} == {cast.lea.pk, cast.noe.pk}


def _class_of_25(cast: Cast) -> Note:
    """A class with long names: 11 of 25 signed, seven families wrote, notes that run, a draft, dates, work."""
    firsts = ("Marie-Charlotte", "Can", "Maximilien", "Oumou-Khaïry", "Léonie")
    lasts = ("NGUYEN", "DE LA ROCHEBRUNE", "FERNANDES DA COSTA")
    families = []
    for number in range(PUPILS - cast.ce1.memberships.count()):
        child = make.pupil(cast.tilleuls, cast.ce1, firsts[number % 5], lasts[number % 3])
        both = [
            make.guardian(child, first_name=name, last_name=lasts[number % 3]) for name in ("Anne", "Jean")
        ]
        Person.objects.filter(pk__in=[one.pk for one in both]).update(civility="Mme")
        make.account(both[0])
        families.append((child, both[0]))
    note = notes.to_sign(cast, title="Sortie au château de Valmarais", event_on=date(2026, 12, 3))
    for child, adult in families[: PUPILS - WAITING]:
        note_sign(actor=for_person(adult.pk), note=note, child=child)
    for child, adult in families[-WRITERS:]:
        reply_write(
            actor=for_person(adult.pk), note=note, child=child, body="Il garde son plâtre jusqu’au 4."
        )
    # Each of those who wait was reminded the day before.
    note.owed.filter(state=OwedState.EXPECTED).update(reminded_at=NOW - timedelta(days=1))
    for number in range(6):
        notes.sent(
            cast,
            title=f"Mot de la semaine {number}",
            kind=NoteKind.EVENT,
            event_on=date(2026, 11, 26 + number % 3),
        )
    notes.to_sign(cast, title="Cantine")
    notes.draft(cast, title="Rendez-vous de décembre")
    for words in ("le poème de l’hiver", "une boîte à chaussures"):
        give(cast, words, date(2026, 11, 27))
    director = cast.actor("director")
    for title in ("Marché de Noël", "La chorale chante", "Collecte de jouets"):
        said = DraftInput(
            title=title, body=richtext.parse("Venez."), targets=((To.SCHOOL, cast.tilleuls.pk),)
        )
        thing_publish(actor=director, kind=NEWS, resource=draft_save(actor=director, kind=NEWS, said=said))
    return note


def test_a_class_of_25_with_fourteen_that_wait_is_in_few_screens(
    cast: Cast, visit: Visit, work: Callable[[], None]
) -> None:
    """The home of its teacher and the follow-up of a note, on a phone, without anything lying on anything; both columns
    of the head’s home."""
    note = _class_of_25(cast)
    work()
    teacher = visit(cast.teacher, viewport=PHONE, is_mobile=True, has_touch=True)
    teacher.open("/")
    page = teacher.page
    assert page.locator("#autres-attentes li").count() >= WRITERS - 4
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST_OF_TEACHER
    assert faults_of(teacher, STATES, (NARROW, BIG_TEXT)) == []
    teacher.open(reverse("liaison:follow_up", args=[note.resource.public_id]))
    assert page.locator("#suivi > :not(details) tbody tr").count() == IN_VIEW
    assert page.locator("#suite tbody tr").count() == WAITING - IN_VIEW
    assert page.locator("#recus tbody tr").count() == PUPILS - WAITING
    # Where a child stands, and what was sent about it, leave the name its place: three lines at most.
    assert max(page.locator("#suivi tbody th b").evaluate_all(_LINES)) <= NAME_LINES
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST_OF_FOLLOW_UP
    assert faults_of(teacher, STATES, (NARROW, BIG_TEXT)) == []
    head = visit(cast.director, viewport=DESK)
    head.open("/")
    left, right = head.asks(_COLUMNS)
    assert abs(left - right) <= APART
    assert faults_of(head, STATES, (NARROW, BIG_TEXT)) == []
