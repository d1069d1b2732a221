"""A teacher's notes: the list, a note, who answered, what can be done with it, paper."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eprimo.foundation.directory.models import Person
from eprimo.services.liaison.models import Slip
from tests.e2e.pictures.camera import (
    BOTH,
    LARGE_TEXT,
    LIGHT,
    LIGHT_AND_DARK,
    PHONE,
    THEMES,
    WIDE,
    large_text,
    paper,
    shot,
)
from tests.e2e.pictures.finding import of_child, of_note, titled
from tests.e2e.visitor import Visitor
from tests.services.liaison.papers import filled, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CASTLE, SEA = "Sortie", "Classe découverte"
PLAIN = {
    "/carnet/": "mots", "/carnet/?voir=brouillons": "mots-brouillons", "/carnet/modeles/": "modeles",
    "/carnet/coupons/": "lire-une-pile", "/ecole/classes/": "classes", "/ecole/fiches/": "fiches",
    "/personnes/": "chercher", "/compte/": "compte", "/compte/avis/": "preferences",
}  # fmt: skip
OF_NOTE = {
    "": "mot", "suivi/": "suivi", "corriger/": "corriger", "retirer/": "retirer", "coupons/": "coupons",
}  # fmt: skip


@pytest.mark.parametrize("path", PLAIN)
def test_page(enter: Callable[..., Visitor], path: str) -> None:
    shot(
        enter("teacher", path),
        f"enseignante-{PLAIN[path]}",
        BOTH,
        LIGHT_AND_DARK if path == "/carnet/" else LIGHT,
    )


@pytest.mark.parametrize("end", OF_NOTE)
def test_note(enter: Callable[..., Visitor], end: str) -> None:
    visitor = enter("teacher", of_note(titled(CASTLE), end))
    shot(visitor, f"enseignante-{OF_NOTE[end]}", *((WIDE, THEMES) if end == "suivi/" else (BOTH, LIGHT)))


def test_correction(enter: Callable[..., Visitor]) -> None:
    """Before signatures are asked for again."""
    visitor = enter("teacher", of_note(titled(CASTLE), "corriger/"))
    visitor.page.get_by_label("Jour", exact=True).fill("2026-12-04")
    visitor.press("Relire la correction")
    visitor.reads("Ce que les familles liront")
    shot(visitor, "enseignante-corriger-de-nouveau", BOTH)


def test_follow_up(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    large_text(enter("teacher", of_note(titled(SEA), "suivi/"), **LARGE_TEXT), "enseignante-suivi-reponses")
    visitor = enter("teacher", of_note(titled(SEA), "suivi/"))
    shot(visitor, "enseignante-suivi-reponses", (360, 768, 1024, 1280, 1440, 1920))
    visitor.open(of_note(titled(SEA), "suivi/?voir=attente"))
    shot(visitor, "enseignante-suivi-attente", PHONE)
    visitor.open(of_note(titled("À propos"), "suivi/"))
    shot(visitor, "enseignante-suivi-lu", BOTH)
    lea, parent = people("pupil"), people("parent")
    visitor.open(of_child(titled(CASTLE), lea, f"comme/{parent.public_id}/"))
    shot(visitor, "enseignante-vu-comme-la-famille", BOTH)
    visitor.open(of_child(titled(SEA), lea, "papier/"))
    shot(visitor, "enseignante-coupon-rendu", BOTH)
    visitor.open(of_note(titled("Piscine")))
    shot(visitor, "enseignante-mot-corrige")
    visitor.open(of_note(titled("Piscine"), "versions/1/"))
    shot(visitor, "enseignante-version-1", PHONE)
    visitor.open(of_note(titled("Des poux")))
    shot(visitor, "enseignante-mot-retire", PHONE)
    shot(enter("director", of_note(titled("Spectacle"))), "directrice-mot-de-demain")


def test_reminder(enter: Callable[..., Visitor]) -> None:
    visitor = enter("teacher", of_note(titled("Qui peut nous"), "suivi/"))
    visitor.page.get_by_role("button", name="Relancer").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "enseignante-relance-envoyee", PHONE)


def test_shelf(enter: Callable[..., Visitor]) -> None:
    """Put away, and taken back."""
    visitor = enter("teacher", of_note(titled("Qui peut nous")))
    visitor.unfold("Plus")
    visitor.press("Ranger")
    visitor.reads("Le mot est rangé")
    shot(visitor, "enseignante-mot-vient-d-etre-range", PHONE)
    visitor.follow("Revoir")
    visitor.reads("Ce mot est rangé depuis")
    shot(visitor, "enseignante-mot-range", BOTH)
    visitor.press("Remettre en cours")
    visitor.reads("Le mot est de nouveau en cours")


def test_template_to_take_away(enter: Callable[..., Visitor]) -> None:
    visitor = enter("director", "/carnet/modeles/")
    visitor.press("Prendre pour l’école")
    visitor.follow("Enlever ce modèle")
    shot(visitor, "directrice-modele-enlever", PHONE)
    visitor.press("Enlever")


def test_paper(enter: Callable[..., Visitor], work: Callable[[], None], tmp_path: Path) -> None:
    """Slips on paper, then a pile of them photographed."""
    visitor = enter("teacher", of_note(titled(CASTLE), "coupons/"))
    visitor.page.locator("[name=which][value=toutes]").check(force=True)
    paper(visitor.prints("Préparer les coupons"), "papier-coupons-quatre", 2)
    visitor.open(of_note(titled("Qui peut nous"), "coupons/"))
    visitor.page.locator("[name=which][value=toutes]").check(force=True)
    visitor.tick("Deux coupons, en plus grand")
    paper(visitor.prints("Préparer les coupons"), "papier-coupons-deux", 2)
    slips = list(Slip.objects.select_related("child", "note__resource").order_by("-pk")[:3])
    shots = tmp_path / "pile.jpg"
    shots.write_bytes(photo(filled(slips[0], {0: 0, 1: 2}, who=0), filled(slips[1], {0: 0})))
    visitor.open("/carnet/coupons/")
    visitor.page.set_input_files("input[type=file]", shots)
    visitor.press("Lire ces photos")
    shot(visitor, "enseignante-pile-en-lecture", PHONE)
    work()
    visitor.page.reload()
    shot(visitor, "enseignante-pile-a-confirmer", BOTH)
    visitor.press("Noter ce qui est choisi")
    visitor.page.wait_for_load_state()
    shot(visitor, "enseignante-pile-notee", PHONE)
    visitor.open(f"/c/{slips[2].code}")
    shot(visitor, "enseignante-coupon-par-son-carre", PHONE)


def test_other_people(enter: Callable[..., Visitor]) -> None:
    for face, who in (("atsem", "atsem"), ("aesh", "aesh"), ("agent", "agente")):
        shot(enter(face, "/carnet/"), f"{who}-mots", BOTH if face == "agent" else PHONE)
    shot(enter("agent", "/carnet/nouveau/"), "agente-ecrire", BOTH)
    shot(enter("new_teacher", "/carnet/"), "enseignant-mots-vide")


def test_note_of_another_school(enter: Callable[..., Visitor]) -> None:
    """By a link that was kept, while another school is in use."""
    visitor = enter("agent", "/carnet/")
    kept = visitor.page.locator("main a[href^='/carnet/0']").first.get_attribute("href")
    visitor.open("/compte/role")
    visitor.page.get_by_role("button", name="Choisir").first.click()
    visitor.page.wait_for_url(f"{visitor.base}/")
    visitor.page.goto(f"{visitor.base}{kept}")
    visitor.heading("Ce mot est dans une autre de vos écoles")
    shot(visitor, "agente-mot-autre-ecole", BOTH, LIGHT_AND_DARK)
