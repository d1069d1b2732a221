"""Every page, for each kind of person: axe, narrow screens, big text."""

import re
from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.crawl import pages_of
from tests.e2e.test_journey import tell
from tests.e2e.visitor import PHONE, Visitor
from tests.e2e.world import furnish

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]

# Ids and addresses differ from page to page; the fault is the same.
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def said(faults: list[str]) -> str:
    """One line each."""
    return "\n".join(sorted({_ID.sub("…", fault) for fault in faults}))


# The fewest pages a crawl must find: a menu that lost its links must not pass for a clean one.
LEAST_PAGES = {
    "": 8, "director": 60, "teacher": 30, "samira": 13, "lea": 10, "petit": 3, "delegate": 13, "agent": 10,
    "academy": 8, "contractor": 6, "member_rep": 5, "teacher_parent": 20, "partner": 3,
}  # fmt: skip


@pytest.mark.parametrize("name", LEAST_PAGES)
def test_every_page_from_the_menu(cast: Cast, visit: Visit, name: str) -> None:
    furnish(cast)
    visitor = visit(cast.people[name] if name else None)
    faults, seen = [], 0
    for path in pages_of(visitor, "/" if name else "/compte/entrer", shared=name in {"", "director", "lea"}):
        faults += [f"{path}: {fault}" for fault in faults_of(visitor)]
        seen += 1
    assert not faults, said(faults)
    assert seen >= LEAST_PAGES[name], f"{name}: {seen}"


def test_every_page_of_the_journey(visit: Visit, work: Callable[[], None]) -> None:
    faults = []

    def look(visitor: Visitor, name: str) -> None:
        faults.extend(f"{name}: {fault}" for fault in faults_of(visitor))

    tell(visit, work, look)
    assert not faults, said(faults)


def test_pages_that_say_no(cast: Cast, visit: Visit) -> None:
    """Forms that come back, addresses that do not exist, acts that are refused."""
    furnish(cast)
    faults = []

    def look(visitor: Visitor, name: str) -> None:
        faults.extend(f"{name}: {fault}" for fault in faults_of(visitor))

    door = visit(look=look)
    door.open("/compte/entrer")
    door.write("Identifiant", "personne")
    door.write("Mot de passe", "rien de tel", exact=True)
    door.press("Entrer", exact=True)
    door.looks("refus à l’entrée")
    door.open("/compte/activation")
    door.write("Code de la fiche", "AAAA-BBBB-CCCCC")
    door.press("Continuer")
    door.looks("code refusé")
    teacher = visit(cast.teacher, look=look)
    teacher.open("/carnet/nouveau/")
    teacher.write("Titre", "Sans destinataire")
    teacher.write("Texte", "Un texte.", exact=True)
    teacher.press("Relire avant d’envoyer")
    teacher.looks("mot sans destinataire")
    teacher.page.goto(f"{teacher.base}/nulle-part/")
    teacher.looks("introuvable")
    closed = visit(cast.director_ferme, look=look)
    closed.page.goto(f"{closed.base}/ecole/")
    closed.looks("école fermée")
    assert not faults, said(faults)


def test_pages_that_are_posted(cast: Cast, visit: Visit) -> None:
    """No address leads to them: the people whom an assistance shows."""
    furnish(cast)
    helper = visit(cast.contractor)
    helper.open("/assistance/")
    helper.page.locator("main ul.liste a").first.click()
    helper.press("Ouvrir la liste")
    assert not (faults := faults_of(helper)), said(faults)
    helper.press("MARTIN Samira")
    assert not (faults := faults_of(helper)), said(faults)


def test_open_menus(cast: Cast, visit: Visit) -> None:
    director = visit(cast.director, viewport=PHONE)
    director.open("/")
    director.page.locator("summary").filter(has_text="Mon compte").click()
    assert not (faults := faults_of(director)), said(faults)
    director.open("/")
    director.page.locator("summary").filter(has_text="Plus").click()
    assert director.link("Fiches").is_visible()
