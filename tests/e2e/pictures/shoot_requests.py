"""Requests about data: who asks, the other guardian, a child, the directress who answers."""

from collections.abc import Callable

import pytest

from eprimo.foundation.directory.models import Person
from eprimo.foundation.privacy.models import PrivacyRequest, RequestKind
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, PHONE, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _of(kind: RequestKind) -> str:
    return str(PrivacyRequest.objects.get(kind=kind).public_id)


def test_who_asks(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    visitor = enter("parent", "/mes-donnees/demandes")
    shot(visitor, "parent-demandes", BOTH)
    visitor.open("/mes-donnees/demandes/nouvelle")
    shot(visitor, "parent-demander", PHONE)
    visitor.open(f"/mes-donnees/demandes/nouvelle/{people('pupil').public_id}/child")
    shot(visitor, "parent-demander-effacement", PHONE)
    shot(enter("parent", "/mes-donnees/demandes", locale="ar"), "parent-demandes-arabe", PHONE)


def test_the_other_guardian_and_a_child(
    enter: Callable[..., Visitor], people: Callable[[str], Person]
) -> None:
    visitor = enter("separated_two", f"/mes-donnees/demandes/{_of(RequestKind.ERASE_CHILD)}")
    shot(visitor, "pere-separe-demande-avis", PHONE)
    visitor = enter("pupil", f"/mes-donnees/demandes/nouvelle/{people('pupil').public_id}/rectify")
    shot(visitor, "eleve-dire-une-erreur", PHONE)


def test_who_answers(enter: Callable[..., Visitor]) -> None:
    visitor = enter("director", "/demandes/")
    shot(visitor, "directrice-demandes", BOTH, LIGHT_AND_DARK)
    visitor.open(f"/demandes/{_of(RequestKind.ERASE_CHILD)}/")
    shot(visitor, "directrice-demande", BOTH)
