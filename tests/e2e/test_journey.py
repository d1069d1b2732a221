"""Import → sheet → activation → note → signature → follow-up, in a browser; every page on the way is accessible."""

from collections.abc import Callable

import pytest

from tests.e2e import journey
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.journey import TITLE, Story, name_of
from tests.e2e.papers import letter_for
from tests.e2e.said import said
from tests.e2e.visitor import PHONE, Look, Visitor, nothing

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]

MOST_TAPS = 3


def test_from_the_import_to_the_follow_up(visit: Visit, work: Callable[[], None]) -> None:
    faults: list[str] = []
    tell(visit, work, lambda visitor, name: faults.extend(f"{name}: {fault}" for fault in faults_of(visitor)))
    assert not faults, said(faults)


def tell(visit: Visit, work: Callable[[], None], look: Look = nothing) -> Story:
    """The whole story; `look` is shown each state of each page."""
    story = journey.begun()
    director = visit(look=look)
    journey.activates(director, story.director_letter)
    director.looks("accueil-direction-vide")
    journey.imports(director, story, work)
    journey.prints(director, story)
    guardian = _guardian_comes(visit, story, look)
    teacher = _teacher_sends(visit, story, look)
    work()
    journey.signs(guardian)
    assert guardian.taps <= MOST_TAPS
    _follow_up(teacher, story)
    _corrected(teacher, guardian, work)
    _withdrawn(teacher, guardian, story, work)
    _pupil_comes(visit, story, look)
    return story


def _guardian_comes(visit: Visit, story: Story, look: Look) -> Visitor:
    """One guardian types the code on a phone, the other holds the phone over the square."""
    born = story.child.birth_date.isoformat()
    letter = journey.parent_letter(story, story.guardian)
    assert letter.leads_to(f"{visit().base}/compte/activation#{letter.code}")
    guardian = visit(look=look, viewport=PHONE, is_mobile=True, has_touch=True)
    journey.activates(guardian, letter, born=born)
    guardian.reads("Vous êtes à jour")
    guardian.looks("accueil-parent-vide")
    other = visit(viewport=PHONE, is_mobile=True, has_touch=True)
    journey.activates(other, journey.parent_letter(story, story.other_guardian), born=born, typed=False)
    other.reads("Vous êtes à jour")
    return guardian


def _teacher_sends(visit: Visit, story: Story, look: Look) -> Visitor:
    teacher = visit(look=look)
    journey.activates(teacher, letter_for(story.staff_letters, name_of(story.teacher)))
    teacher.looks("accueil-enseignant-vide")
    journey.writes(teacher, story)
    families = [p for p in story.invented.pupils if p.class_label == story.class_label]
    aside = " ".join(teacher.page.get_by_role("complementary").inner_text().split())
    assert f"{len(families)} enfants" in aside
    # Everybody but the two who just came.
    assert f"Les familles de {len(families) - 1} enfants ne sont jamais venues" in aside
    teacher.looks("relire")
    journey.sends(teacher)
    return teacher


def _follow_up(teacher: Visitor, story: Story) -> None:
    teacher.follow("Qui a lu et signé")
    teacher.looks("suivi")
    teacher.unfold("Un autre enfant, rien à faire")
    row = teacher.page.get_by_role("row").filter(has_text=name_of(story.child))
    said = row.inner_text()
    assert "Signé" in said
    assert "Reçu" in said
    # The other guardian came, and has not opened the note: one signature is enough for the school.
    assert said.count("Signé") == 1
    teacher.reads("1 sur")


def _corrected(teacher: Visitor, guardian: Visitor, work: Callable[[], None]) -> None:
    teacher.follow("Le mot", exact=True)
    teacher.follow("Corriger")
    teacher.write("Texte", "Vendredi, nous irons **au château**.", exact=True)
    teacher.looks("corriger")
    teacher.press("Relire la correction")
    teacher.looks("relire-la-correction")
    teacher.press("Corriger le mot")
    work()
    teacher.reads("Ce mot a été corrigé")
    guardian.open("/")
    guardian.reads("Mot corrigé")
    guardian.looks("accueil-parent-corrige")
    guardian.follow(TITLE)
    guardian.reads("Vendredi, nous irons")
    guardian.reads("Vous avez signé la version 1")
    guardian.looks("mot-corrige")


def _withdrawn(teacher: Visitor, guardian: Visitor, story: Story, work: Callable[[], None]) -> None:
    journey.writes(teacher, story, "Poux dans la classe", "Regardez les têtes ce soir.")
    journey.sends(teacher)
    work()
    guardian.open("/")
    guardian.reads("Poux dans la classe")
    teacher.unfold("Plus")
    teacher.follow("Retirer")
    teacher.looks("retirer")
    teacher.press("Retirer le mot")
    work()
    guardian.follow("Poux dans la classe")
    guardian.reads("L’école a retiré ce mot")
    guardian.looks("mot-retire")
    guardian.open("/")
    assert guardian.page.get_by_text("Poux dans la classe").count() == 0


def _pupil_comes(visit: Visit, story: Story, look: Look) -> None:
    """Three words, typed as a child types: capitals, no accents, no matter."""
    login, words = story.cards[story.child.first_name]
    pupil = visit(look=look)
    pupil.open("/")
    pupil.follow("Je suis un élève")
    pupil.looks("entrer-eleve")
    pupil.write("Mon identifiant", login)
    pupil.write("Mes trois mots", words.upper())
    pupil.press("Entrer")
    pupil.heading("Nos règles ici")
    pupil.press("J’ai compris")
    pupil.reads(story.child.first_name)
    pupil.looks("accueil-eleve")
