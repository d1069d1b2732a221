"""The papers of one payment are one PDF, once the service was certified."""

import hashlib
import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.steering.consortium.actions.dossier import deliberation_record
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.models import Piece
from eprimo.steering.orders.invoice.actions.invoices import invoice_credit
from eprimo.steering.orders.invoice.actions.progress import invoice_certify
from eprimo.steering.orders.invoice.payment_file import NoPaymentFile, payment_file_make
from eprimo.steering.orders.models import Invoice, InvoiceFile, Order, OrderDocument
from eprimo.ui.french import euros
from tests.steering.consortium.group import PDF, Made
from tests.steering.orders.billed import bill

pytestmark = pytest.mark.django_db


def certified(made: Made, order: Order) -> Invoice:
    """An invoice of an order whose form was kept, by a deliberation that was given."""
    member, by = made["valmarais"], made.cast.actor("member_rep")
    deliberation_record(
        actor=by, member=member, number="2026-12", assembly="Conseil municipal", adopted_on=date(2026, 1, 12),
        file=GivenFile("d.pdf", PDF),
    )  # fmt: skip
    OrderDocument.objects.create(
        order=order, content=PDF, sha256=hashlib.sha256(PDF).hexdigest(), size=len(PDF), ends=clock.now()
    )
    return bill(made, order)


def test_deliberation_order_service_and_invoice_are_one_file(made: Made, order: Order, sign_in: Any) -> None:
    invoice, by = certified(made, order), made.cast.actor("member_rep")
    with pytest.raises(NoPaymentFile, match="service fait"):
        payment_file_make(actor=by, invoice=invoice)
    invoice_certify(actor=by, invoice=invoice)
    client, url = sign_in(made.cast.member_rep), reverse("orders:payment_file", args=[invoice.public_id])
    assert url in client.get(reverse("orders:invoice", args=[invoice.public_id])).content.decode()
    pages = PdfReader(io.BytesIO(client.post(url).content)).pages
    printed = len(PdfReader(io.BytesIO(bytes(InvoiceFile.objects.get(invoice=invoice).pdf))).pages)
    assert len(pages) == 1 + 1 + 1 + printed
    cover = " ".join(pages[0].extract_text().replace("\u00a0", " ").split())
    assert "certifié dans e-primo le 24 novembre 2026" in cover
    for words in ("Délibération 2026-12", order.reference, invoice.reference):
        assert words in cover
    with pytest.raises(Forbidden):
        payment_file_make(actor=made.cast.actor("contractor"), invoice=invoice)


def test_a_credit_note_is_taken_off_and_joined_and_nothing_is_paid_of_what_is_given_back(
    made: Made, order: Order
) -> None:
    invoice, by = certified(made, order), made.cast.actor("member_rep")
    invoice_certify(actor=by, invoice=invoice)

    def give_back(quantities: dict[int, int]) -> Invoice:
        contractor = made.cast.actor("contractor")
        return invoice_credit(
            actor=contractor, invoice=invoice, quantities=quantities, reason="Une école fermée"
        )

    credit = give_back({1: 10})
    pages = PdfReader(io.BytesIO(payment_file_make(actor=by, invoice=invoice))).pages
    cover = " ".join(pages[0].extract_text().replace("\u00a0", " ").split())
    assert f"Avoir {credit.reference}" in cover
    assert f"Net à payer {euros(invoice.due - credit.due)}".replace("\u00a0", " ") in cover
    give_back({line.position: line.quantity - 10 * (line.position == 1) for line in invoice.lines.all()})
    invoice.refresh_from_db()
    with pytest.raises(NoPaymentFile, match="rien n’est à payer"):
        payment_file_make(actor=by, invoice=invoice)


def test_a_paper_that_cannot_be_joined_is_named(made: Made, order: Order) -> None:
    invoice, by = certified(made, order), made.cast.actor("member_rep")
    invoice_certify(actor=by, invoice=invoice)
    Piece.objects.filter(member=invoice.member).update(content=b"%PDF-1.4 cut")
    with pytest.raises(NoPaymentFile, match="Délibération 2026-12 ne se laisse pas réunir"):
        payment_file_make(actor=by, invoice=invoice)
