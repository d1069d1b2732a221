"""The composer in each of its states."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.actions.drafts import Draft, note_save_draft
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
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
from tests.e2e.pictures.finding import of_note, titled
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Half past eight in the evening in Paris.
EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
SAID = {
    "information": "a-lire", "sign": "a-signer", "answer": "a-repondre", "event": "rendez-vous", "bring": "a-apporter",
    "closed": "ecole-fermee",
}  # fmt: skip


def write(visitor: Visitor, kind: str = "sign", title: str = "Visite de la caserne") -> None:
    visitor.page.locator(f"[name=kind][value={kind}]").check(force=True)
    visitor.page.locator("main fieldset input[type=checkbox][name=classes]").first.check(force=True)
    visitor.write("Titre", title)
    visitor.write(
        "Texte", "Mardi, les pompiers **nous reçoivent**.\n\n- des bottes\n- un manteau", exact=True
    )
    if kind == "sign":
        visitor.write("À rendre avant le", "2026-12-01")


def draft(visitor: Visitor, title: str) -> Note:
    visitor.open("/carnet/nouveau/")
    write(visitor, title=title)
    visitor.press("Relire avant d’envoyer")
    visitor.heading("Relire avant d’envoyer")
    return titled(title)


def test_blank(enter: Callable[..., Visitor]) -> None:
    visitor = enter("teacher", "/carnet/nouveau/")
    shot(visitor, "enseignante-ecrire", WIDE, THEMES)
    large_text(enter("teacher", "/carnet/nouveau/", **LARGE_TEXT), "enseignante-ecrire")


@pytest.mark.parametrize("kind", NoteKind.values)
def test_kind(enter: Callable[..., Visitor], kind: str) -> None:
    visitor = enter("teacher", "/carnet/nouveau/")
    visitor.page.locator(f"[name=kind][value={kind}]").check(force=True)
    shot(visitor, f"enseignante-ecrire-{SAID[kind]}", BOTH if kind == "answer" else PHONE)


def test_phrases(enter: Callable[..., Visitor]) -> None:
    """Sentences that are translated beforehand: taken from the list, then read as a family does."""
    visitor = enter("teacher", "/carnet/nouveau/")
    write(visitor, "information", "Sortie annulée")
    visitor.page.locator(".phrases > summary").click()
    visitor.page.locator(".rayon", has_text="Sortie").first.locator("summary").click()
    visitor.page.get_by_role("button", name="Le départ est à …").click()
    visitor.page.locator("#phrases").scroll_into_view_if_needed()
    shot(visitor, "enseignante-ecrire-phrases", BOTH, LIGHT_AND_DARK)
    visitor.write("Texte", "Chers parents,\n\nLa sortie est annulée. Nous irons au musée.", exact=True)
    visitor.press("Relire avant d’envoyer")
    visitor.heading("Relire avant d’envoyer")
    visitor.page.locator("[name=langue]").select_option("ar")
    visitor.page.locator("#famille").get_by_role("button", name="Voir").click()
    visitor.page.locator(".tel[lang=ar]").wait_for()
    shot(visitor, "enseignante-relire-arabe", BOTH, LIGHT_AND_DARK)


def test_errors(enter: Callable[..., Visitor]) -> None:
    visitor = enter("teacher", "/carnet/nouveau/")
    visitor.page.locator("[name=kind][value=answer]").check(force=True)
    visitor.page.locator("form.compose").evaluate("f => f.noValidate = true")
    visitor.press("Relire avant d’envoyer")
    visitor.page.wait_for_load_state()
    shot(visitor, "enseignante-ecrire-erreurs", BOTH, LIGHT_AND_DARK)


def test_before_sending(enter: Callable[..., Visitor]) -> None:
    visitor = enter("teacher")
    draft(visitor, "Visite de la caserne")
    shot(visitor, "enseignante-relire", BOTH)
    visitor.page.get_by_label("Un autre jour").check(force=True)
    shot(visitor, "enseignante-relire-plus-tard", PHONE)
    with clock.frozen(EVENING):
        visitor.page.reload()
        shot(visitor, "enseignante-relire-la-nuit", PHONE)
        visitor.open("/carnet/nouveau/")
        shot(visitor, "enseignante-ecrire-la-nuit", PHONE)
    director = enter("director")
    draft(director, "Inondation de la cour")
    director.page.get_by_label("C’est urgent").check(force=True)
    shot(director, "directrice-relire-urgent")


def test_sending(enter: Callable[..., Visitor], settings: Any, work: Callable[[], None]) -> None:
    settings.NOTE_UNDO_SECONDS = 50
    visitor = enter("teacher")
    draft(visitor, "Sortie au marché")
    visitor.press("Envoyer", exact=True)
    visitor.reads("Ce mot part dans quelques secondes")
    shot(visitor, "enseignante-envoye-annulable")
    visitor.page.locator("details.plus summary").click()
    shot(visitor, "enseignante-mot-plus", PHONE)
    visitor.press("Annuler l’envoi")
    visitor.page.wait_for_load_state()
    shot(visitor, "enseignante-envoi-annule", PHONE)
    with clock.frozen(EVENING):
        draft(visitor, "Les photos de classe")
        visitor.press("Programmer l’envoi", exact=True)
        visitor.page.wait_for_load_state()
        shot(visitor, "enseignante-envoye-pour-demain", PHONE)


def test_draft(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    visitor = enter("teacher")
    note = draft(visitor, "Goûter de l’avent")
    visitor.open(of_note(note, "modifier/"))
    shot(visitor, "enseignante-brouillon", PHONE)
    actor = for_person(people("teacher").pk)
    words = Draft(title="Écrit ailleurs", body={"type": "doc", "content": []})
    note_save_draft(actor=actor, note=note, draft=words)
    visitor.page.locator("#id_text").fill("Texte d’ici.")
    visitor.page.get_by_label("L’autre texte").wait_for()
    shot(visitor, "enseignante-brouillon-deux-textes")
    visitor.open(of_note(note, "jeter/"))
    shot(visitor, "enseignante-brouillon-jeter", PHONE, LIGHT)
