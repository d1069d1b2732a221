"""Invoices of the group, as the contractor, a member and the coordinator open them."""

from collections.abc import Callable
from datetime import date

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Mandate, School
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.actions.invoices import invoice_credit, seller_write
from eprimo.steering.orders.actions.invoices_life import deposit_record, invoice_dispute
from eprimo.steering.orders.actions.invoices_runs import run_ask, runs_work
from eprimo.steering.orders.invoices_enums import Deposit
from eprimo.steering.orders.models import Billing
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, shot
from tests.e2e.visitor import Visitor
from tests.steering.orders.billed import SELLER, ordered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_invoices(enter: Callable[..., Visitor]) -> None:
    """Orders of two members, one of which has not given the number that it asks for; an invoice of each kind of end."""
    market = Market.objects.get()
    Market.objects.update(published_on=date(2026, 2, 2), notified_on=date(2026, 4, 30))
    market.refresh_from_db()
    shot(enter("contractor", "/groupement/factures/"), "titulaire-factures-vide", (360,))
    contractor = for_person(Mandate.objects.get(role="contractor").person_id)
    valmarais, brive = (
        Member.objects.get(name__startswith=f"Commune de {name}") for name in ("Valmarais", "Brive")
    )
    seller_write(actor=contractor, market=market, said=SELLER)
    free = School.objects.exclude(claims__isnull=False).order_by("pk").first()
    schools = [claim.school for claim in valmarais.claims.in_force().select_related("school")]
    order = ordered(market, valmarais, schools, 1)
    ordered(market, brive, [free] if free else schools, 2)
    Billing.objects.create(member=brive, needs_engagement=True)
    shot(enter("contractor", "/groupement/factures/a-emettre/"), "titulaire-factures-a-emettre", BOTH)
    run = run_ask(actor=contractor, market=market)
    shot(enter("contractor", f"/groupement/factures/emission/{run.public_id}/"), "titulaire-emission", (360,))
    while runs_work():
        pass
    invoice = order.invoices.get()
    deposit_record(actor=contractor, invoice=invoice, state=Deposit.DONE, on=invoice.issued_on)
    member = for_person(Mandate.objects.get(role="member_rep", commune=valmarais.commune).person_id)
    invoice_dispute(
        actor=member, invoice=invoice, reason="L’école des Tilleuls n’a que 96 élèves depuis septembre."
    )
    invoice_credit(
        actor=contractor, invoice=invoice, quantities={1: 4}, reason="Quatre comptes de trop aux Tilleuls."
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
