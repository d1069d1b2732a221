"""Invoices on their pages: who reads what, and the way from « à émettre » to « service fait »."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.confined.invoices import xml_of
from eprimo.steering.consortium.actions.representation import representation_change
from eprimo.steering.consortium.enums import Mode
from eprimo.steering.orders.invoice.actions.invoices import invoice_issue
from eprimo.steering.orders.invoice.actions.runs import runs_work
from eprimo.steering.orders.models import (
    BankChange,
    Billing,
    Deduction,
    Dispute,
    Invoice,
    InvoiceDeposit,
    InvoicePayment,
    Order,
    Seller,
)
from tests.steering.consortium.group import Made, manager
from tests.steering.orders.billed import IBAN, acknowledged
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


def test_a_payment_is_noted_shown_late_to_all_and_exported(made: Made, order: Order, sign_in: Any) -> None:
    """Issued on 24 November 2026, to be paid by 24 December."""
    invoice, rep = bill(made, order), made.cast.member_rep
    with clock.frozen(datetime(2027, 1, 4, 9, tzinfo=UTC)):
        keeps = sign_in(made.cast.coordinator)
        assert "1er juillet 2026, 1er janvier 2027" in page(keeps, "rates")
        said = {"half_from": "2026-07-01", "percent": "2,15", "source": "Inventé"}
        assert keeps.post(reverse("orders:rates"), said).status_code == 302
        assert keeps.post(reverse("orders:rates"), said).status_code == 422
        member, url = sign_in(rep), reverse("orders:payment", args=[invoice.public_id])
        assert "En retard" in page(member, "invoice", invoice.public_id)
        assert member.post(url, {"ordered_on": "2026-11-23"}).status_code == 422
        assert (
            member.post(
                url, {"ordered_on": "2026-12-22", "paid_on": "2027-01-03", "slip": "58 / 412"}
            ).status_code
            == 302
        )
        for client in (member, sign_in(made.cast.contractor)):
            shown = page(client, "invoice", invoice.public_id)
            for words in (
                "Payée en retard",
                "10 jours",
                "Bordereau et mandat 58 / 412",
                "40,00 €",
                "10,15 %",
            ):
                assert words in shown
        listed = page(sign_in(made.cast.coordinator), "invoices", etat="retard")
        assert "10 jours de retard" in " ".join(listed.split())
        answer = keeps.post(reverse("orders:invoices_file"), {"format": "csv", "etat": "retard"})
        row = answer.content.decode().splitlines()[1]
        assert "58 / 412" in row
        assert ";10;" in row
        sign_in(rep).post(reverse("orders:payment_take_back", args=[invoice.public_id]))
        assert "Le membre n’a encore rien noté" in page(
            sign_in(made.cast.contractor), "invoice", invoice.public_id
        )


def test_a_deduction_goes_from_the_order_to_the_invoice(made: Made, order: Order, sign_in: Any) -> None:
    member = sign_in(made.cast.member_rep)
    assert "Écrire une déduction" in page(member, "order", order.public_id)
    said = {"kind": "penalty", "month": "2026-10-12", "amount": "50", "ground": "Service fermé trois jours"}
    url = reverse("orders:deduction", args=[order.public_id])
    assert member.post(url, said | {"amount": "0"}).status_code == 422
    assert member.post(url, said).status_code == 302
    one = Deduction.objects.get()
    contractor = sign_in(made.cast.contractor)
    assert "Service fermé trois jours" in page(contractor, "deductions")
    assert "déductions en attente : 50,00 €" in page(contractor, "invoices_due")
    contest = reverse("orders:deduction_contest", args=[one.public_id])
    assert "(50,00 €, BC-00001, Commune de Valmarais)" in page(contractor, "deduction_contest", one.public_id)
    assert contractor.post(contest, {"reason": "Panne du réseau"}).status_code == 302
    for client in (member, sign_in(made.cast.coordinator)):
        shown = page(client, "deductions")
        assert "Panne du réseau" in shown
        assert "50,00 €" in shown
    assert "Service fermé" not in page(sign_in(made.cast.managing_body), "deductions")
    invoice = bill(made, order)
    shown = page(sign_in(made.cast.member_rep), "invoice", invoice.public_id)
    assert "Net à payer" in shown
    assert "TVA à 20 %" in shown
    assert "déductions en attente" not in page(sign_in(made.cast.contractor), "invoices_due")
    assert "Pénalité, octobre 2026" in shown
    assert f"déduite de {invoice.reference}" in page(member, "deductions")


def test_a_representation_that_ended_is_said_and_changes_nothing(made: Made, sign_in: Any) -> None:
    """Pages of Brive stood open at its provider's while Brive took its acts back."""
    school = made.schools["brive"]
    order = acknowledged(made.market, made["brive"], {school: 80}, 1)
    invoice = bill(made, order)
    page(sign_in(made.cast.managing_body), "invoice", invoice.public_id)
    with clock.frozen(datetime(2026, 12, 3, 9, tzinfo=UTC)):
        representation_change(
            actor=manager(made.cast), member=made["brive"], mode=Mode.ALONE, starts=date(2026, 12, 3)
        )
    with clock.frozen(datetime(2026, 12, 4, 9, tzinfo=UTC)):
        provider = sign_in(made.cast.managing_body)
        acts: tuple[tuple[str, Any, dict[str, str]], ...] = (
            ("payment", invoice, {"ordered_on": "2026-12-03"}), ("certify", invoice, {}),
            ("dispute", invoice, {"reason": "Une école de trop"}),
            ("deduction", order, {"kind": "penalty", "month": "2026-10-01", "amount": "5", "ground": "Service fermé"}),
            ("dispute_start", order, {"subject": "Panne", "since_on": "2026-12-01", "facts": "-", "demand": "Avoir"}),
            ("write", made["brive"], {f"n_{school.uai}": "90", "do": "keep"}),
        )  # fmt: skip
        for route, on, typed in acts:
            answer = provider.post(reverse(f"orders:{route}", args=[on.public_id]), typed)
            assert answer.status_code == 404, route
            words = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
            assert "n’agit plus pour Commune de Brive-sur-Loirette depuis le 3 décembre 2026" in words, route
    assert (invoice.answers.count(), invoice.deposits.count(), Order.objects.count()) == (0, 0, 1)
    assert not InvoicePayment.objects.exists()
    assert not Deduction.objects.exists()
    assert not Dispute.objects.exists()


def test_the_list_of_deductions_asks_as_much_whatever_its_length(
    made: Made, order: Order, sign_in: Any
) -> None:
    contractor = sign_in(made.cast.contractor)

    def asked(rows: int) -> int:
        Deduction.objects.bulk_create(
            Deduction(market=made.market, member=order.member, order=order, kind="penalty", month="2026-10-01",
                      ground="Service fermé", amount=1)
            for _ in range(rows - Deduction.objects.count())
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page(contractor, "deductions")
        return len(queries)

    asked(3)
    assert asked(3) == asked(30)
