"""The home of everybody."""

from collections.abc import Callable

import pytest

from tests.e2e.pictures.camera import (
    BOTH,
    LARGE_TEXT,
    LIGHT,
    LIGHT_AND_DARK,
    PHONE,
    THEMES,
    WIDE,
    large_text,
    shot,
)
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Face of the demo -> who it is in the names of pictures.
FULL = {
    "parent": "parent",
    "little": "petit",
    "pupil": "eleve",
    "teacher": "enseignante",
    "director": "directrice",
}
OTHERS = {
    "separated": "mere-separee", "teacher_parent": "enseignante-mere", "substitute": "remplacant", "aesh": "aesh",
    "atsem": "atsem", "partner": "intervenant", "agent": "agente", "inspector": "inspectrice", "academy": "rectorat",
    "platform": "plateforme", "restricted_1": "pere-protege", "adviser": "conseillere", "digital": "referent",
    "department": "departement", "member": "elue", "contractor": "titulaire",
}  # fmt: skip

# On a desk, the homes of Samira and of Claire.
LIKE_OTHERS = {"separated", "restricted_1", "substitute"}


@pytest.mark.parametrize("face", FULL)
def test_home(enter: Callable[..., Visitor], face: str) -> None:
    visitor = enter(face)
    shot(visitor, f"{FULL[face]}-accueil", WIDE, THEMES)
    large_text(enter(face, **LARGE_TEXT), f"{FULL[face]}-accueil")


@pytest.mark.parametrize("face", OTHERS)
def test_other_home(enter: Callable[..., Visitor], face: str) -> None:
    themes = LIGHT_AND_DARK if face in {"agent", "inspector"} else LIGHT
    shot(enter(face), f"{OTHERS[face]}-accueil", PHONE if face in LIKE_OTHERS else BOTH, themes)


def test_home_with_nothing(enter: Callable[..., Visitor]) -> None:
    """Before the first note of the year; nobody related yet."""
    shot(enter("new_parent"), "parent-accueil-vide", BOTH, LIGHT_AND_DARK)
    shot(enter("new_pupil"), "eleve-accueil-vide")
    shot(enter("new_little"), "petit-accueil-vide", (360, 768))
    shot(enter("new_teacher"), "enseignant-accueil-vide", BOTH, LIGHT_AND_DARK)
    shot(enter("nobody"), "adulte-accueil-sans-lien")


def test_home_with_long_names(enter: Callable[..., Visitor]) -> None:
    shot(enter("long_parent"), "nom-long-accueil", BOTH)
    shot(enter("long_pupil"), "eleve-nom-long-accueil")
    large_text(enter("long_parent", **LARGE_TEXT), "nom-long-accueil")


def test_menus(enter: Callable[..., Visitor]) -> None:
    for face, words in (("parent", "Mon compte"),):
        visitor = enter(face, viewport={"width": 360, "height": 780})
        visitor.page.locator("summary").filter(has_text=words).first.click()
        shot(visitor, f"{FULL[face]}-menu", (360,), LIGHT_AND_DARK, whole=False)
