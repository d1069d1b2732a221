"""The door of children who cannot read yet: the tablet of the class, its wall, three pictures, a badge."""

from collections.abc import Callable

import pytest

from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, PHONE, paper, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_teacher_to_the_child(
    enter: Callable[..., Visitor], people: Callable[[str], Person]
) -> None:
    noe = people("little")
    group = ClassGroup.objects.get(pk=ClassMembership.objects.filter(person=noe).values("class_group")[:1])
    teacher = enter("teacher_little", f"/ecole/mode-classe/{group.public_id}/")
    shot(teacher, "enseignante-mode-classe", BOTH)
    paper(teacher.prints("Imprimer les badges cochés"), "papier-badges")
    teacher.press("Préparer cette tablette pour la classe")
    teacher.page.wait_for_load_state()
    shot(teacher, "petit-porte-prenoms", (360, 768), LIGHT_AND_DARK)
    teacher.page.locator(f".mur button[value='{noe.public_id}']").click()
    teacher.page.wait_for_load_state()
    shot(teacher, "petit-porte-images", (360, 768), LIGHT_AND_DARK)
    shot(enter("", "/classe/"), "petit-porte-appareil-inconnu", PHONE)
