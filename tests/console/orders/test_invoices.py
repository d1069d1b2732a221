"""Invoices on their pages: who reads what, and the way from « à émettre » to « service fait »."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from eprimo.foundation.documents.confined.invoices import xml_of
from eprimo.steering.orders.actions.invoices import invoice_issue
from eprimo.steering.orders.actions.invoices_runs import runs_work
from eprimo.steering.orders.models import BankChange, Billing, Invoice, InvoiceDeposit, Order, Seller
from tests.steering.consortium.group import Made
from tests.steering.orders.billed import IBAN
from tests.steering.prices.schedule import AWARDEE

pytestmark = pytest.mark.django_db


@pytest.fixture
def contractor(made: Made, sign_in: Any) -> Client:
    return sign_in(made.cast.contractor)


def bill(made: Made, order: Order) -> Invoice:
    return invoice_issue(actor=made.cast.actor("contractor"), order=order, year=0)


def page(client: Client, route: str, *args: Any, status: int = 200, **query: str) -> str:
    response = client.get(reverse(f"orders:{route}", args=args), query)
    assert response.status_code == status
    return response.content.decode().replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_the_contractor_says_who_it_is_then_issues_all(made: Made, order: Order, contractor: Client) -> None:
    Seller.objects.all().delete()
    shown = page(contractor, "invoices_due")
    assert "ne disent pas encore qui vous êtes" in shown
    assert "Émettre la facture" not in shown
    assert AWARDEE.siret in page(contractor, "seller")
    # A name, a SIRET or an account that is typed all the same changes nothing.
    typed = {"city": "Nantes", "name": "Une autre", "siret": "1" * 14, "iban": "FR1420041010050500013M02606"}
    assert contractor.post(reverse("orders:seller"), typed).status_code == 302
    assert (Seller.objects.get().siret, Seller.objects.get().iban) == (AWARDEE.siret, "")
    assert contractor.post(reverse("orders:bank"), {"iban": "FR12"}).status_code == 422
    assert (
        contractor.post(reverse("orders:bank"), {"iban": "FR14 2004 1010 0505 0001 3M02 606"}).status_code
        == 302
    )
    shown = page(contractor, "seller")
    assert "une autre personne du titulaire le confirme" in shown
    assert "Confirmer ce compte" not in shown
    change = BankChange.objects.get(confirmed_at=None)
    address = reverse("orders:bank_answer", args=[change.public_id, "confirmer"])
    assert contractor.post(address).status_code == 403
    assert "Émettre la facture" in page(contractor, "invoices_due")
    answer = contractor.post(reverse("orders:invoices_issue_all"))
    assert "0 sur 1" in contractor.get(answer["Location"]).content.decode()
    while runs_work():
        pass
    assert "L’émission est terminée" in contractor.get(answer["Location"]).content.decode()
    assert "FAC-00001" in page(contractor, "invoices")
    assert "Tout ce qui est dû est facturé" in page(contractor, "invoices_due")


def test_what_a_member_has_not_given_is_said_where_it_holds_back(
    made: Made, order: Order, contractor: Client
) -> None:
    Billing.objects.create(member=made["valmarais"], needs_engagement=True)
    shown = page(contractor, "invoices_due")
    assert "En attente du membre" in shown
    assert "numéro d’engagement" in shown
    url = reverse("orders:invoice_issue", args=[order.public_id])
    assert contractor.post(url, {"annee": "9"}).status_code == 404
    assert "ne l’a pas encore donné" in contractor.post(url, {"annee": "0"}, follow=True).content.decode()
    assert not Invoice.objects.exists()


def test_the_member_reads_downloads_disputes_and_certifies(made: Made, order: Order, sign_in: Any) -> None:
    invoice = bill(made, order)
    client = sign_in(made.cast.member_rep)
    assert "FAC-00001" in page(client, "invoices")
    shown = page(client, "invoice", invoice.public_id)
    assert "Certifier le service fait" in shown
    assert "Émettre un avoir" not in shown
    got = client.get(reverse("orders:invoice_file", args=[invoice.public_id, "pdf"]))
    assert xml_of(got.content) == bytes(invoice.file.xml)
    dispute = reverse("orders:dispute", args=[invoice.public_id])
    assert client.post(dispute, {"reason": ""}).status_code == 422
    assert client.post(dispute, {"reason": "Une école de trop"}).status_code == 302
    assert "Une école de trop" in page(client, "invoice", invoice.public_id)
    client.post(reverse("orders:certify", args=[invoice.public_id]))
    assert "Service fait certifié" in page(client, "invoice", invoice.public_id)
    assert "FAC-00001" in page(client, "invoices", etat="service-fait")
    assert "ne répond à ces choix" in page(client, "invoices", etat="contestee")


def test_the_coordinator_reads_statuses_and_nothing_of_money(made: Made, order: Order, sign_in: Any) -> None:
    Billing.objects.create(member=made["valmarais"], needs_engagement=True, engagement="EJ-SECRET")
    invoice = bill(made, order)
    client = sign_in(made.cast.coordinator)
    shown = page(client, "invoices")
    assert "FAC-00001" in shown
    for hidden in ("€", "EJ-SECRET", IBAN[:8], "SIRET"):
        assert hidden not in shown
    for route in ("invoice", "dispute", "credit", "deposit"):
        page(client, route, invoice.public_id, status=404)
    answer = client.post(reverse("orders:invoices_file"), {"format": "csv"})
    assert "FAC-00001" in answer.content.decode()
    assert str(invoice.total).replace(".", ",") not in answer.content.decode()
    page(client, "billing", made["valmarais"].public_id, status=404)


def test_a_member_says_what_its_invoices_bear(made: Made, sign_in: Any) -> None:
    client = sign_in(made.cast.member_rep)
    url = reverse("orders:billing", args=[made["valmarais"].public_id])
    assert client.post(url, {"engagement": "EJ-1"}).status_code == 422
    assert client.post(url, {"needs_engagement": "on", "engagement": "EJ-1"}).status_code == 302
    assert Billing.objects.get().engagement == "EJ-1"
    page(client, "billing", made["brive"].public_id, status=404)


def test_a_credit_note_and_states_by_hand_and_by_file(made: Made, order: Order, contractor: Client) -> None:
    invoice = bill(made, order)
    url = reverse("orders:credit", args=[invoice.public_id])
    assert contractor.post(url, {"reason": "Erreur", "q_1": "9999"}).status_code == 422
    answer = contractor.post(url, {"reason": "Erreur", "q_1": "1"}, follow=True)
    assert "AV-00001" in answer.content.decode()
    deposit = reverse("orders:deposit", args=[invoice.public_id])
    day = invoice.issued_on.isoformat()
    assert contractor.post(deposit, {"state": "IN_RECU", "on": day}).status_code == 302
    file = SimpleUploadedFile("etats.csv", f"Facture;État;Date\r\nFAC-00001;IN_INTEGRE;{day}\r\n".encode())
    assert contractor.post(reverse("orders:invoices_states"), {"file": file}).status_code == 302
    assert InvoiceDeposit.objects.count() == 2
    wrong = SimpleUploadedFile("etats.csv", b"Facture;\xc3\x89tat;Date\nFAC-9;PERDUE;demain\n")
    answer = contractor.post(reverse("orders:invoices_states"), {"file": wrong})
    assert answer.status_code == 422
    assert "Ligne 2" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Intégré" in page(contractor, "invoice", invoice.public_id)


def test_an_invoice_that_is_given_says_all_that_differs(made: Made, order: Order, contractor: Client) -> None:
    assert contractor.get(reverse("orders:invoice_take_in")).status_code == 200
    file = SimpleUploadedFile("facture.pdf", b"%PDF-1.7 cut")
    answer = contractor.post(reverse("orders:invoice_take_in"), {"file": file})
    assert answer.status_code == 422
    assert "abîmé" in answer.content.decode()


def test_empty_lists_say_what_comes(made: Made, contractor: Client, sign_in: Any) -> None:
    assert "Aucune facture émise" in page(contractor, "invoices")
    assert "Tout ce qui est dû est facturé" in page(contractor, "invoices_due")
    client = sign_in(made.cast.member_rep)
    assert "Aucune facture pour le moment" in page(client, "invoices")
    assert "n’a encore rien facturé" in page(sign_in(made.cast.coordinator), "invoices")


def test_the_homes_lead_to_the_invoices(made: Made, order: Order, contractor: Client, sign_in: Any) -> None:
    """The contractor has no menu of the group: its home is the way."""

    def home(client: Client) -> str:
        return client.get(reverse("home:home")).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert "1 facture" in home(contractor)
    assert reverse("orders:invoices_due") in home(contractor)
    client = sign_in(made.cast.member_rep)
    assert "Service fait à certifier" not in home(client)
    bill(made, order)
    assert "Service fait à certifier" in home(client)
    assert reverse("orders:invoices") in home(sign_in(made.cast.contractor))
    assert "Rien à émettre" in home(sign_in(made.cast.contractor))
