"""Invoices of the group, as the contractor, a member and the coordinator open them."""

from collections.abc import Callable

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Mandate
from eprimo.steering.consortium.models import Member
from eprimo.steering.orders.invoice.actions.invoices import invoice_credit
from eprimo.steering.orders.models import Invoice
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, shot
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_invoices(enter: Callable[..., Visitor]) -> None:
    """Those of the demo; one of them is disputed, then partly given back."""
    contractor = for_person(Mandate.objects.get(role="contractor").person_id)
    shot(enter("contractor", "/groupement/factures/a-emettre/"), "titulaire-factures-a-emettre", BOTH)
    valmarais = Member.objects.get(name="Commune de Valmarais")
    invoice = Invoice.objects.filter(member=valmarais, corrects=None).earliest("number")
    line = invoice.lines.earliest("position")
    invoice_credit(
        actor=contractor,
        invoice=invoice,
        quantities={line.position: 4},
        reason="Quatre comptes de trop aux Tilleuls.",
    )
    page = f"/groupement/factures/{invoice.public_id}/"
    shot(enter("contractor", "/groupement/factures/"), "titulaire-factures", BOTH)
    shot(enter("contractor", page), "titulaire-facture", BOTH)
    shot(enter("contractor", f"{page}avoir/"), "titulaire-avoir", (360,))
    shot(enter("contractor", f"{page}etat/"), "titulaire-etat-depot", (360,))
    shot(enter("contractor", "/groupement/factures/etats/"), "titulaire-etats-depots", (360,))
    shot(enter("contractor", "/groupement/factures/reprendre/"), "titulaire-facture-reprendre", (360,))
    shot(
        enter("contractor", "/groupement/factures/titulaire/"),
        "titulaire-ce-que-portent-les-factures",
        (360,),
    )
    shot(enter("member", "/groupement/factures/"), "elue-factures", BOTH)
    shot(enter("member", page), "elue-facture", BOTH, LIGHT_AND_DARK)
    shot(enter("member", f"{page}contester/"), "elue-facture-contester", (360,))
    shot(
        enter("member", f"/groupement/membres/{valmarais.public_id}/facturation/"), "elue-facturation", (360,)
    )
    shot(enter("coordinator", "/groupement/factures/"), "coordinatrice-factures", BOTH)
