"""Nine things that the coordinator of the group does and three of the contractor, each in four clicks at most from the
home, on a phone and on a desk: with the clerk's eleven (`test_ten_tasks.py`), more than twenty."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from eprimo.foundation.directory.models import Mandate
from eprimo.steering.orders.invoice.actions.invoices import seller_write
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.actions.dispatch import order_send
from eprimo.steering.orders.order.actions.drafts import order_propose
from eprimo.steering.tender.models import Consultation, Task
from eprimo.ui.plurals import NBSP
from tests.cast import Cast
from tests.e2e.conftest import Visit
from tests.e2e.test_ten_tasks import at, task
from tests.e2e.visitor import DESK, PHONE, Visitor
from tests.steering.consortium.group import Made, complete, group_of, signer
from tests.steering.orders.billed import SELLER, account
from tests.steering.orders.ordering import bind, notified, saved, signing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group(cast: Cast, _given_clock: None) -> Made:
    """On the last day to post: Valmarais is complete but for its letter, the others did not file."""
    at("2026-01-24")
    Mandate.objects.update(starts=datetime(2025, 9, 1, tzinfo=UTC), ends=None)
    made = group_of(cast, signer(cast))
    complete(made)
    return made


@pytest.mark.parametrize(
    "size", [pytest.param(DESK, marks=pytest.mark.whole, id="1280"), pytest.param(PHONE, id="360")]
)
def test_twelve_tasks_of_who_coordinates_and_of_the_contractor_in_four_clicks(
    visit: Visit, cast: Cast, group: Made, size: Any
) -> None:
    _gathers(visit(cast.coordinator, viewport=size), group)
    at("2026-06-01")
    _leads(visit(cast.coordinator, viewport=size), group)
    at("2026-09-01")
    _sells(visit(cast.people["contractor"], viewport=size), group)


def _gathers(coordinator: Visitor, group: Made) -> None:
    with task(coordinator, "1 remind who did not file"):
        coordinator.follow("Tout voir")
        coordinator.follow(f"3{NBSP}dossiers à faire déposer")
        coordinator.reads("Sans adresse")
    with task(coordinator, "2 sign the complete files"):
        coordinator.follow(f"Signer 1{NBSP}dossier complet")
        coordinator.follow("Signer les dossiers complets")
        coordinator.press("Signer ceux qui sont cochés")
        coordinator.reads("signé")
    with task(coordinator, "3 decide a point"):
        coordinator.follow(f"Décider de 10{NBSP}points")
        coordinator.follow("Décider Les écoles privées")
        coordinator.write("Décidé par", "Le rectorat")
        coordinator.press("Noter cette décision")
    with task(coordinator, "4 write the news"):
        coordinator.follow("Écrire une actualité")
        coordinator.follow("Écrire une actualité")
        coordinator.write("Titre", "Le marché est publié")
        coordinator.write("Texte", "Les offres arrivent jusqu’en mars.")
        coordinator.press("Garder le brouillon")
    with task(coordinator, "5 note a letter"):
        coordinator.follow("Groupement")
        coordinator.follow("Commune de Brive-sur-Loirette")
        coordinator.follow("Noter la lettre")
        coordinator.write("Numéro de suivi", "1A 234 567 8901 2")
        coordinator.write("Postée le", "2026-01-23")
        coordinator.press("Noter")


def _leads(coordinator: Visitor, group: Made) -> None:
    by = group.cast.actor("coordinator")
    notified(group, by)
    bind(group["brive"])
    consultation = Consultation.objects.create(market=group.market)
    for kind in ("collect", "dce", "publish", "report", "sign", "notify"):
        Task.objects.create(consultation=consultation, kind=kind, done_on=date(2026, 4, 30))
    with task(coordinator, "6 send the documents of the market"):
        coordinator.follow("Envoyer les documents d’exécution")
        coordinator.press("Envoyer")
        coordinator.reads("envoyé")
    with task(coordinator, "7 prepare a meeting"):
        coordinator.follow("Réunir le comité de pilotage")
        coordinator.follow("Préparer une réunion")
        coordinator.write("Objet", "Lancement")
        coordinator.write("Le", "2026-06-15", exact=True)
        coordinator.write("De", "14:00", exact=True)
        coordinator.write("À", "16:00", exact=True)
        coordinator.write("Lieu", "Salle Loire")
        coordinator.press("Préparer")
    with task(coordinator, "8 remind who ordered nothing"):
        coordinator.follow("Tout voir")
        coordinator.follow("Bons de commande")
        coordinator.press(f"Relancer 1{NBSP}membre")
        coordinator.reads(f"1{NBSP}membre relancé.")
    with task(coordinator, "9 write the number of pupils"):
        coordinator.follow("Tout voir")
        coordinator.follow("Ouvrir la couverture")
        coordinator.follow("Noter le nombre d’élèves")
        coordinator.write("Élèves", "190000")
        coordinator.write("Comptés le", "2026-05-31")
        coordinator.write("Source", "Le constat de rentrée")
        coordinator.press("Noter")


def _sells(contractor: Visitor, group: Made) -> None:
    member = group.cast.actor("member_rep")
    signing(group.cast, group["valmarais"])
    seller_write(actor=group.cast.actor("contractor"), market=group.market, said=SELLER)
    account(group.market)
    order_send(actor=member, order=order_propose(actor=member, order=saved(group, {"tilleuls": 90})))
    with task(contractor, "10 acknowledge an order"):
        contractor.follow(f"Accuser réception de 1{NBSP}bon")
        contractor.follow(Order.objects.get().reference)
        contractor.press("Accuser réception")
    with task(contractor, "11 issue an invoice"):
        contractor.follow(f"Émettre 1{NBSP}facture")
        contractor.taps += 1
        # The first one issues them all, by the worker.
        contractor.page.get_by_role("button", name="Émettre").last.click()
        contractor.arrive()
        contractor.reads("FAC-00001")
    with task(contractor, "12 note where its deposit stands"):
        contractor.follow(f"Déposer 1{NBSP}facture")
        contractor.follow("FAC-00001")
        contractor.follow("Noter un état")
        contractor.press("Noter")
