"""Pages that no walk from the menu finds: axe, narrow screens, big text.

Every page from the menu: `furnished/test_every_page.py`; those of a whole journey: `test_journey.py`.
"""

import pytest

from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.said import said
from tests.e2e.visitor import Visitor
from tests.foundation.directory.test_support import granted

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]


def test_pages_that_say_no(cast: Cast, visit: Visit) -> None:
    """Forms that come back, addresses that do not exist, acts that are refused."""
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
    granted(cast, "contractor")
    helper = visit(cast.contractor)
    helper.open("/assistance/")
    helper.page.locator("main ul.liste a").first.click()
    helper.press("Ouvrir la liste")
    assert not (faults := faults_of(helper)), said(faults)
    helper.press("MARTIN Samira")
    assert not (faults := faults_of(helper)), said(faults)
