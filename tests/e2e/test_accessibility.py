"""Pages that no walk from the menu finds: axe, narrow screens, big text.

Every page from the menu: `furnished/test_every_page.py`; those of a whole journey: `test_journey.py`.
"""

import pytest

from eprimo.foundation.access.models import RefusalAlarm
from tests.cast import Cast
from tests.conftest import NOW
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.said import said
from tests.e2e.visitor import Visitor
from tests.foundation.directory.test_support import granted

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]


def test_pages_that_no_walk_finds(cast: Cast, visit: Visit, chapter: Chapter) -> None:
    with chapter("forms that come back, addresses that do not exist, acts that are refused"):
        _say_no(cast, visit)
    with chapter("a code given, a name that was asked for, an act that was taken away"):
        _of_head_and_family(cast, visit)
    with chapter("the people whom an assistance shows"):
        _of_assistance(cast, visit)


def _say_no(cast: Cast, visit: Visit) -> None:
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


def _of_head_and_family(cast: Cast, visit: Visit) -> None:
    """No address leads to them; what tells of an act that was taken away is on each page of whom it is taken from."""
    head = visit(cast.director)
    head.open("/preuves/")
    head.press("Donner un code")
    assert not (faults := faults_of(head)), said(faults)
    RefusalAlarm.objects.create(
        name="1f2e3d4c", person=cast.samira, school=cast.tilleuls, at=NOW, began_at=NOW
    )
    head.open("/alertes/")
    head.follow("Session 1f2e3d4c")
    head.write("Pourquoi voulez-vous le savoir", "La famille dit que son téléphone a disparu")
    head.press("Voir le nom")
    head.reads("C’était la session de")
    assert not (faults := faults_of(head)), said(faults)
    head.open("/suspendre/")
    head.page.get_by_label("Ce qui est suspendu").select_option(label="Entrer dans e‑primo")
    head.tick("Responsable")
    head.write("Pourquoi", "Le temps d’une enquête")
    head.press("Suspendre", exact=True)
    assert not (faults := faults_of(head)), said(faults)
    family = visit(cast.samira)
    for address in ("/", "/compte/"):
        family.page.goto(family.base + address)
        family.reads("Le temps d’une enquête")
        assert not (faults := faults_of(family)), said(faults)


def _of_assistance(cast: Cast, visit: Visit) -> None:
    granted(cast, "contractor")
    helper = visit(cast.contractor)
    helper.open("/assistance/")
    helper.page.locator("main ul.liste a").first.click()
    helper.press("Ouvrir la liste")
    assert not (faults := faults_of(helper)), said(faults)
    helper.press("MARTIN Samira")
    assert not (faults := faults_of(helper)), said(faults)
