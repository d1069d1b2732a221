"""The forms of the group and of its market: what is written, signed, voted and ordered, each before it is sent."""

from collections.abc import Callable

import pytest

from eprimo.steering.consortium.models import Member
from eprimo.steering.governance.models import Meeting
from eprimo.steering.orders.models import Order
from eprimo.steering.tender.models import Offer
from tests.e2e.pictures.camera import BOTH, LIGHT, LIGHT_AND_DARK, PHONE, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MEMBER = {
    "corriger/": "membre-corriger",
    "deliberation/": "deliberation",
    "deliberation/retirer/": "deliberation-retirer",
    "lettre/": "lettre",
    "signature/": "membre-signature",
    "signataire/": "membre-signataire",
    "besoins/": "membre-besoins",
}
GROUP = {
    "calendrier/dates/": "dates",
    "prix/contrat/": "prix-contrat",
    "prix/remarque/": "prix-remarque",
    "couverture/": "couverture",
    "couverture/eleves/": "couverture-eleves",
    "commandes/": "commandes",
    "commandes/delai/": "commandes-delai",
    "reunions/participation/": "participation",
    "actualites/ecrire/": "actualite-ecrire",
    "marche/consultation/": "marche-consultation",
    "marche/pieces/cctp/": "marche-piece",
    "marche/donnees/ecrire/": "marche-declare",
    "marche/donnees/modification/": "marche-modification",
    "marche/commission/sieges/": "commission-siege",
    "marche/commission/prix/": "commission-prix",
    "marche/offres/deposer/": "offre-inscrire",
}
MEETING = {
    "corriger/": "reunion-corriger",
    "inviter/": "reunion-inviter",
    "compte-rendu/": "compte-rendu",
    "documents/ajouter/": "reunion-document",
}
OFFER = {
    "prix/": "offre-prix",
    "notes/": "offre-notes",
    "irreguliere/": "offre-irreguliere",
    "question/": "offre-question",
}
# What fills a desk too: tables.
WIDE_TOO = {
    "commande",
    "commande-ecrire",
    "couverture",
    "commandes",
    "membre-besoins",
    "offre-notes",
    "participation",
}
DARK_TOO = {"couverture", "commandes", "avenant", "offre-notes", "commande-ecrire"}
OWN = {
    "commandes/": "commandes",
    "commandes/ecrire/": "commande-ecrire",
    "avenant/": "avenant",
    "signature/": "signature",
    "signataire/": "signataire",
}


def _member(name: str) -> str:
    return f"/groupement/membres/{Member.objects.get(name=name).public_id}/"


def _each(visitor: Visitor, at: str, pages: dict[str, str], who: str) -> None:
    for path, name in pages.items():
        visitor.open(f"{at}{path}")
        themes = LIGHT_AND_DARK if name in DARK_TOO else LIGHT
        shot(visitor, f"{who}-{name}", BOTH if name in WIDE_TOO else PHONE, themes)


def test_of_a_member(enter: Callable[..., Visitor]) -> None:
    _each(enter("coordinator"), _member("Commune de Brive-sur-Loirette"), MEMBER, "coordinatrice")


def test_of_the_group(enter: Callable[..., Visitor]) -> None:
    _each(enter("coordinator"), "/groupement/", GROUP, "coordinatrice")


def test_of_a_meeting(enter: Callable[..., Visitor]) -> None:
    meeting = Meeting.objects.order_by("pk")[0]
    _each(enter("coordinator"), f"/groupement/reunions/{meeting.public_id}/", MEETING, "coordinatrice")


def test_of_an_offer(enter: Callable[..., Visitor]) -> None:
    offer = Offer.objects.order_by("pk")[0]
    _each(enter("coordinator"), f"/groupement/marche/offres/{offer.public_id}/", OFFER, "coordinatrice")


def test_of_an_order(enter: Callable[..., Visitor]) -> None:
    order = f"/groupement/commandes/{Order.objects.order_by('pk')[0].public_id}/"
    _each(enter("member"), _member("Commune de Valmarais"), OWN, "elue")
    _each(enter("member"), order, {"": "commande"}, "elue")
    _each(enter("contractor"), order, {"": "commande"}, "titulaire")
    _each(enter("contractor"), "/groupement/", {"commandes/": "commandes", "marche/": "marche"}, "titulaire")
