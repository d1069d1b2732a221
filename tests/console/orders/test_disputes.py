"""The pages of disputes."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from eprimo.steering.orders.models import Dispute, Order
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made, manager
from tests.steering.orders.ordering import bind

pytestmark = pytest.mark.django_db
TODAY = NOW.date().isoformat()
COMPLAINT = {
    "subject": "Messagerie arrêtée", "since_on": TODAY, "facts": "Trois jours.", "demand": "La remise en service.",
    "amount": "1 250,50",
}  # fmt: skip


def text(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_a_member_goes_from_its_order_to_a_closed_file_and_the_contractor_reads_it(
    made: Made, order: Order, sign_in: Any
) -> None:

    def member() -> Any:
        return sign_in(made.cast.member_rep)

    def contractor() -> Any:
        return sign_in(made.cast.contractor)

    index = reverse("orders:disputes")
    assert "Aucun litige en cours" in text(member(), index)
    assert "ouvrez son dossier depuis le bon" in text(member(), index)
    start = reverse("orders:dispute_start", args=[order.public_id])
    assert start in text(member(), reverse("orders:order", args=[order.public_id]))
    assert start not in text(contractor(), reverse("orders:order", args=[order.public_id]))
    answer = member().post(start, COMPLAINT | {"facts": ""})
    assert answer.status_code == 422
    assert member().post(start, COMPLAINT).status_code == 302
    dispute = Dispute.objects.get()
    at = reverse("orders:dispute_page", args=[dispute.public_id])
    assert "Commencez par chercher un accord" in text(member(), at)
    step = reverse("orders:dispute_step", args=[dispute.public_id])
    said = {"kind": "claim", "on": TODAY, "words": "Requête"}
    refused = member().post(step, said)
    assert refused.status_code == 422
    assert "Cherchez d’abord un accord" in refused.content.decode()
    letter = SimpleUploadedFile("lettre.pdf", PDF, "application/pdf")
    assert member().post(step, said | {"kind": "notice", "file": letter}).status_code == 302
    shown = text(contractor(), at)
    paper = reverse("orders:dispute_paper", args=[dispute.steps.get().paper.public_id])
    for words in ("Règlement amiable", "Mise en demeure", "1 250,50 €", "La remise en service", paper):
        assert words in shown, words
    for words in ("Noter une étape", "Clore le dossier", "Retirer"):
        assert words in text(member(), at), words
        assert words not in shown, words
    assert contractor().get(paper).content == PDF
    printed = contractor().post(reverse("orders:dispute_print", args=[dispute.public_id]))
    assert len(PdfReader(io.BytesIO(printed.content)).pages) == 2
    assert "1 litige en cours" in text(contractor(), "/")
    assert "1 litige en cours" in text(member(), "/")
    close = reverse("orders:dispute_close", args=[dispute.public_id])
    end = {"outcome": "settled", "on": TODAY, "words": "Un avoir de 1 000 €"}
    assert "Notez d’abord la décision" in member().post(close, end | {"outcome": "upheld"}).content.decode()
    assert member().post(close, end).status_code == 302
    shown = text(member(), at)
    for words in ("Dossier clos", "Accord amiable", "Rouvrir le dossier"):
        assert words in shown, words
    assert "Noter une étape" not in shown
    assert "Messagerie arrêtée" in text(contractor(), index, etat="clos")
    assert "litige en cours" not in text(contractor(), "/")
    assert "Messagerie arrêtée" in text(member(), reverse("orders:order", args=[order.public_id]))


def test_the_coordinator_opens_that_of_a_member_that_does_not_carry_out_the_convention(
    made: Made, sign_in: Any
) -> None:
    manager(made.cast)
    bind(made["valmarais"])
    client = sign_in(made.cast.coordinator)
    charge = reverse("orders:dispute_charge", args=[made["valmarais"].public_id])
    assert charge in text(client, reverse("consortium:member", args=[made["valmarais"].public_id]))
    assert client.post(charge, COMPLAINT | {"amount": ""}).status_code == 302
    dispute = Dispute.objects.get()
    at = reverse("orders:dispute_page", args=[dispute.public_id])
    exclude = reverse("consortium:exclude", args=[made["valmarais"].public_id])
    assert exclude not in text(client, at)
    for kind in ("notice", "claim", "judgement"):
        dispute.steps.create(kind=kind, on=NOW.date(), words="Voir la pièce")
    assert exclude in text(client, at)
    member = sign_in(made.cast.member_rep)
    assert "Non-exécution de la convention" in text(member, at)
    assert exclude not in text(member, at)
    assert sign_in(made.cast.contractor).get(at).status_code == 404


def test_the_list_asks_as_much_whatever_its_length(made: Made, order: Order, sign_in: Any) -> None:
    contractor = sign_in(made.cast.contractor)

    def asked(rows: int) -> int:
        Dispute.objects.bulk_create(
            Dispute(market=made.market, member=order.member, order=order, kind="order", number=number, subject="Panne",
                    since_on=NOW.date(), facts="Faits", demand="Demande")
            for number in range(Dispute.objects.count() + 1, rows + 1)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            text(contractor, reverse("orders:disputes"))
        return len(queries)

    asked(3)
    assert asked(3) == asked(30)
