"""What a guardian finds after the home: notes of each kind, what was done with them, the account, the device."""

from collections.abc import Callable

import pytest

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import Person
from tests.e2e.pictures.camera import BOTH, LARGE_TEXT, LIGHT, LIGHT_AND_DARK, PHONE, THEMES, large_text, shot
from tests.e2e.pictures.finding import of_child, searched, titled
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 360, "height": 780}
# Title of the demo -> what the picture calls it.
KINDS = {
    "Sortie": "mot-signe",
    "Classe découverte": "mot-a-repondre",
    "Piscine": "mot-corrige",
    "Mouvement de grève": "mot-ecole-fermee",
    "Des travaux": "mot-a-lire",
    "Des poux": "mot-retire",
    "Répétition": "mot-a-signer-fait",
}
OWN = {
    "/carnet/famille/": "mots",
    "/carnet/famille/?voir=signes": "mots-signes",
    "/carnet/famille/?voir=a-faire": "mots-a-faire",
    "/compte/": "compte",
    "/compte/confort": "confort",
    "/compte/avis/": "preferences",
    "/compte/avis/detail": "preferences-detail",
    "/compte/appareils/": "appareils",
    "/compte/mot-de-passe": "mot-de-passe",
    "/compte/adresse": "adresse",
    "/aide/installer/": "guide-installation",
    "/hors-ligne/": "hors-ligne",
    "/aide/": "aide",
    "/personnes/": "chercher",
    "/ecole/historique/": "ce-que-j-ai-fait",
    "/compte/charte": "charte",
    "/vie-privee/": "vie-privee",
    "/accessibilite/": "accessibilite",
    "/mentions-legales/": "mentions",
}
# The others are one column, on a desk as on a phone.
WIDE_TOO = {"mots", "mots-signes", "compte"}
DARK_TOO = {"mots", "compte", "confort", "hors-ligne", "guide-installation"}


@pytest.mark.parametrize("title", KINDS)
def test_note(enter: Callable[..., Visitor], people: Callable[[str], Person], title: str) -> None:
    visitor = enter("parent", of_child(titled(title), people("pupil")))
    themes = (
        THEMES
        if KINDS[title] == "mot-a-repondre"
        else LIGHT_AND_DARK
        if KINDS[title] == "mot-signe"
        else LIGHT
    )
    shot(visitor, f"parent-{KINDS[title]}", BOTH if themes != LIGHT else PHONE, themes)


@pytest.mark.parametrize("path", OWN)
def test_page(enter: Callable[..., Visitor], people: Callable[[str], Person], path: str) -> None:
    name = OWN[path]
    if name == "appareils":
        _two_devices(people("parent"))
    shot(
        enter("parent", path),
        f"parent-{name}",
        BOTH if name in WIDE_TOO else PHONE,
        LIGHT_AND_DARK if name in DARK_TOO else LIGHT,
    )


def _two_devices(person: Person) -> None:
    """A telephone and a tablet, and none of those that took the other pictures."""
    Session.objects.filter(account__person=person).delete()
    for device in ("Chrome sur un téléphone Android", "Safari sur une tablette iPad"):
        session_open(Account.objects.get(person=person), device=device)


def test_child_and_person(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    shot(enter("parent", f"/personnes/{people('pupil').public_id}/"), "parent-page-de-l-enfant")
    shot(enter("parent", f"/personnes/{people('teacher').public_id}/"), "parent-page-de-l-enseignante", PHONE)
    shot(searched(enter("parent"), "martin"), "parent-chercher-trouve", PHONE)
    shot(searched(enter("parent"), "zzzz"), "parent-chercher-rien", PHONE)
    shot(enter("teacher_parent", "/compte/role"), "enseignante-mere-roles", PHONE)
    shot(enter("long_parent", "/carnet/famille/"), "nom-long-mots", PHONE)
    shot(enter("new_parent", "/carnet/famille/"), "parent-mots-vide", PHONE)


def test_thread(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    at = of_child(titled("À propos de la matinée"), people("pupil"), "fil/")
    visitor = enter("parent", at)
    shot(visitor, "parent-fil-vide", PHONE)
    visitor.page.locator("textarea").first.fill("Merci, elle va mieux ce soir. Je vous redis demain matin.")
    visitor.page.locator("main form button").last.click()
    visitor.page.wait_for_load_state()
    teacher = enter("teacher", at + f"{people('parent').public_id}/")
    shot(teacher, "enseignante-fil", BOTH)
    teacher.page.locator("textarea").first.fill("Tant mieux ! Nous gardons un œil sur elle.")
    teacher.page.locator("main form button").first.click()
    teacher.page.wait_for_load_state()
    visitor.open(at)
    shot(visitor, "parent-fil", BOTH, LIGHT_AND_DARK)
    shot(enter("parent", "/echanges/"), "parent-echanges", BOTH, LIGHT_AND_DARK)
    shot(enter("parent", "/echanges/?voir=termines"), "parent-echanges-termines", PHONE)
    shot(enter("teacher", "/echanges/"), "enseignante-echanges", BOTH)


def test_large_text(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    at = of_child(titled("Classe découverte"), people("pupil"))
    large_text(enter("parent", at, **LARGE_TEXT), "parent-mot-a-repondre")
    large_text(enter("parent", "/compte/avis/", **LARGE_TEXT), "parent-preferences")


@pytest.mark.parametrize(("locale", "name"), [("ar", "arabe"), ("en-GB", "anglais")])
def test_other_languages(
    enter: Callable[..., Visitor], people: Callable[[str], Person], locale: str, name: str
) -> None:
    visitor = enter("parent", "/", locale=locale)
    shot(
        visitor,
        f"parent-accueil-{name}",
        BOTH if name == "arabe" else PHONE,
        LIGHT_AND_DARK if name == "arabe" else LIGHT,
    )
    visitor.open(of_child(titled("Classe découverte"), people("pupil")))
    shot(visitor, f"parent-mot-a-repondre-{name}", PHONE)
    visitor.open("/compte/avis/")
    shot(visitor, f"parent-preferences-{name}", PHONE)
    visitor.open("/ecole/historique/")
    shot(visitor, f"parent-ce-que-j-ai-fait-{name}", PHONE)
    shot(enter("little", "/", locale=locale), f"petit-accueil-{name}", PHONE)
    shot(enter("", "/compte/entrer", locale=locale), f"visiteur-entrer-{name}", PHONE)


def test_done_on_the_home(enter: Callable[..., Visitor]) -> None:
    """Opened, refused by the page for want of an answer, then done: last, since nothing is left to do."""
    visitor = enter("separated", "/", viewport=SMALL)
    shot(visitor, "mere-separee-accueil-a-faire", PHONE)
    visitor.page.locator("details.depli > summary").first.click()
    shot(visitor, "mere-separee-carte-ouverte", PHONE, LIGHT_AND_DARK)
    form = visitor.page.locator("details.depli[open] form").first
    form.evaluate("f => { f.noValidate = true; f.requestSubmit(f.querySelector('button')) }")
    visitor.page.wait_for_timeout(800)
    shot(visitor, "mere-separee-carte-suite", PHONE)
