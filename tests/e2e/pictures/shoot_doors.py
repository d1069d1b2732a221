"""The doors, before anybody is known; what a page says when it cannot be shown."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string

from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.ui.context import Shell
from tests.e2e.pictures.camera import (
    BOTH,
    LARGE_TEXT,
    LIGHT_AND_DARK,
    PHONE,
    THEMES,
    WIDE,
    large_text,
    shot,
    shown,
)
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "neuf girafes au tableau"
ERRORS = ("400", "401", "403", "404", "405", "409", "429", "500", "503", "csrf", "closed_school")


def test_sign_in(enter: Callable[..., Visitor]) -> None:
    visitor = enter("", "/compte/entrer")
    shot(visitor, "visiteur-entrer", WIDE, THEMES)
    large_text(enter("", "/compte/entrer", **LARGE_TEXT), "visiteur-entrer")
    visitor.write("Identifiant", "samira.martin")
    visitor.write("Mot de passe", "pas le bon", exact=True)
    visitor.press("Entrer", exact=True)
    shot(visitor, "visiteur-entrer-refus", PHONE)
    visitor.open("/compte/entrer/eleve")
    shot(visitor, "visiteur-entrer-eleve", BOTH)
    visitor.page.locator("main input[type=text], main input:not([type])").first.fill("lea.martin")
    for at, box in enumerate(
        visitor.page.locator("main input:not([type=hidden]):not([type=submit])").all()[1:]
    ):
        if box.is_visible() and box.get_attribute("type") in {None, "text", "password"}:
            box.fill("girafe" if at == 0 else "pomme")
    visitor.page.locator("main button").last.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "visiteur-entrer-eleve-refus", PHONE)


def test_recovery(enter: Callable[..., Visitor]) -> None:
    visitor = enter("", "/compte/oublie")
    shot(visitor, "visiteur-oublie", PHONE)
    visitor.page.locator("main input:not([type=hidden])").first.fill("samira.martin")
    visitor.page.locator("main form button").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "visiteur-oublie-envoye", PHONE)
    visitor.open("/compte/oublie/code")
    shot(visitor, "visiteur-oublie-code", PHONE)
    shown(visitor, render_to_string("accounts/busy.html", {"shell": Shell()}), "/patienter")
    shot(visitor, "visiteur-patienter", PHONE)


def test_activation(enter: Callable[..., Visitor], academy: dict[str, int]) -> None:
    parent = academy["expected_parent"]
    child = Person.objects.get(pk=academy["expected_child"])
    school = Affiliation.objects.filter(person=child).first().school  # type: ignore[union-attr]
    made = sheets_make(actor=None, person_ids=[parent], school=school)
    code = made.letters[0].code
    visitor = enter("", "/compte/activation")
    shot(visitor, "visiteur-activation-code", BOTH, LIGHT_AND_DARK)
    visitor.write("Code de la fiche", "AAAA-BBBB-CCCCC")
    visitor.press("Continuer")
    shot(visitor, "visiteur-activation-code-refus", PHONE)
    visitor.write("Code de la fiche", code)
    visitor.press("Continuer")
    visitor.heading("C’est bien vous")
    shot(visitor, "visiteur-activation-qui", PHONE)
    visitor.write("Date de naissance", child.birth_date.isoformat())  # type: ignore[union-attr]
    visitor.press("C’est moi")
    visitor.heading("Choisissez votre mot de passe")
    shot(visitor, "visiteur-activation-mot-de-passe", PHONE)
    visitor.write("Mot de passe", "azerty", exact=True)
    visitor.write("Le même mot de passe", "qwerty")
    visitor.page.locator("main form").first.evaluate("f => f.noValidate = true")
    visitor.press("Entrer dans mon espace")
    visitor.page.wait_for_load_state()
    shot(visitor, "visiteur-activation-mot-de-passe-refus", PHONE)
    visitor.write("Mot de passe", PASSWORD, exact=True)
    visitor.write("Le même mot de passe", PASSWORD)
    visitor.press("Entrer dans mon espace")
    visitor.heading("La charte")
    shot(visitor, "visiteur-activation-charte", PHONE)


@pytest.mark.parametrize("name", ERRORS)
def test_error(enter: Callable[..., Visitor], name: str) -> None:
    visitor = enter("")
    said = render_to_string(f"errors/{name}.html", {"error": None, "reference": "7F3A-21C9"})
    shown(visitor, said, f"/erreur-{name}")
    shot(
        visitor,
        f"tous-erreur-{name.replace('_', '-')}",
        BOTH if name in {"404", "500"} else PHONE,
        LIGHT_AND_DARK,
    )


def test_what_was_typed_when_the_session_ended(enter: Callable[..., Visitor]) -> None:
    words = [
        "Sortie au château",
        "Nous partirons à 8 h 45.\n\nPrévoyez un pique-nique et des chaussures de marche.",
    ]
    visitor = enter("")
    shown(visitor, render_to_string("errors/written.html", {"words": words, "door": "/"}), "/session-finie")
    shot(visitor, "tous-session-finie", BOTH, LIGHT_AND_DARK)


def test_error_signed_in(enter: Callable[..., Visitor]) -> None:
    visitor = enter("teacher")
    visitor.page.goto(f"{visitor.base}/nulle-part/")
    shot(visitor, "enseignante-erreur-404", BOTH)


def test_petits_error(enter: Callable[..., Visitor]) -> None:
    visitor = enter("little")
    visitor.page.goto(f"{visitor.base}/nulle-part/")
    shot(visitor, "petit-erreur-404", (360, 768))
