"""One's own data: the copy, what can be erased, how long things are kept; who left, and who is suspended."""

from collections.abc import Callable

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Person
from eprimo.foundation.privacy.exports.actions import export_ask_own
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, PHONE, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_own_data(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    shot(enter("parent", "/mes-donnees/"), "parent-mes-donnees", BOTH, LIGHT_AND_DARK)
    export_ask_own(actor=for_person(people("parent").pk))
    shot(enter("parent", "/mes-donnees/"), "parent-mes-donnees-se-prepare", PHONE)
    exports_make()
    shot(enter("parent", "/mes-donnees/"), "parent-mes-donnees-prete", BOTH)
    shot(enter("parent", "/mes-donnees/effacer"), "parent-mes-donnees-effacer", PHONE)
    shot(enter("parent", "/compte/contenus/"), "parent-mes-donnees-contenus", PHONE)
    shot(enter("pupil", "/mes-donnees/"), "eleve-mes-donnees", BOTH)
    shot(enter("little", "/mes-donnees/"), "petit-mes-donnees", PHONE)


def test_how_long_things_are_kept(enter: Callable[..., Visitor]) -> None:
    shot(enter("parent", "/vie-privee/"), "parent-vie-privee", PHONE)
    shot(enter("director", "/vie-privee/registre/"), "directrice-registre", BOTH)


def test_who_left(enter: Callable[..., Visitor]) -> None:
    shot(enter("gone"), "adulte-depart", BOTH, LIGHT_AND_DARK)
    shot(enter("gone", "/mes-donnees/"), "adulte-mes-donnees", PHONE)


def test_who_stands_where(enter: Callable[..., Visitor]) -> None:
    visitor = enter("new_director", "/ecole/personnes/?etat=expected")
    shot(visitor, "directeur-personnes-attendues", BOTH)
    visitor.open("/ecole/personnes/departs/")
    shot(visitor, "directeur-departs", PHONE)
