"""Puts the papers of one payment together as one PDF, for who orders it and who pays it: the deliberation, the order
form, the service that was certified, the invoice (CGCT, D1617-19)."""

from dataclasses import dataclass

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.pdf_files import NotJoined, joined
from eprimo.foundation.printing.writings import Heading, Para, Table, Writing, pieces, writing_pdf
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.models import Deliberation, Member
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.enums import Answered
from eprimo.steering.orders.invoice.policies import can_answer_invoice
from eprimo.steering.orders.models import Invoice, InvoiceAnswer, InvoiceFile, OrderDocument
from eprimo.ui.french import day_month_year, euros, local_day
from eprimo.ui.plurals import NBSP


class NoPaymentFile(DomainError):
    """The papers of this payment cannot be put together; the sentence says which one lacks."""

    code = "no-payment-file"
    status = 422


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the file: what it is, of which day, its pages."""

    name: str
    said: str
    content: bytes


@transaction.atomic
def payment_file_make(*, actor: Actor, invoice: Invoice) -> bytes:
    """Make the PDF, for the member or who acts for it. Raises NoPaymentFile before the service was certified, and for a
    paper that is not there or cannot be read."""
    require(can_answer_invoice, actor, invoice)
    certified = invoice.answers.order_by("-pk").first()
    if certified is None or certified.answer != Answered.CERTIFIED:
        raise NoPaymentFile(f"Certifiez d’abord le service fait{NBSP}: c’est l’une des pièces du paiement.")
    if invoice.closed_by_credit:
        raise NoPaymentFile(f"Cette facture est rendue en entier{NBSP}: rien n’est à payer.")
    papers = papers_of(invoice)
    cover = writing_pdf(cover_of(invoice, certified, papers))
    try:
        content = joined([cover, *(one.content for one in papers)])
    except NotJoined as error:
        raise NoPaymentFile(_not_joined(error, papers)) from error
    audit(actor, "orders.payment_file.made", invoice.member, papers=len(papers), on_behalf=on_behalf(actor))
    return content


def papers_of(invoice: Invoice) -> list[Paper]:
    """The papers of a payment, in the order in which they came. Raises NoPaymentFile when the invoice itself has no
    pages."""
    found = _deliberations(invoice.member)
    document = OrderDocument.objects.filter(order=invoice.order).first()
    if document is not None:
        sent = f"envoyé le {day_month_year(document.made_at)}"
        found.append(Paper(f"Bon de commande {invoice.order.reference}", sent, bytes(document.content)))
        if document.scan:
            found.append(Paper("Bon signé, joint", sent, bytes(document.scan)))
    file = InvoiceFile.objects.filter(invoice=invoice).first()
    if file is None or not file.pdf:
        raise NoPaymentFile(
            f"La facture {invoice.reference} n’a été donnée qu’en XML{NBSP}: demandez au titulaire sa version en "
            "pages, ou joignez au paiement le fichier de la plateforme."
        )
    found.append(Paper(f"Facture {invoice.reference}", _dated(invoice), bytes(file.pdf)))
    rows = InvoiceFile.objects.filter(invoice__corrects=invoice).exclude(pdf=b"").select_related("invoice")
    return found + [
        Paper(f"Avoir {one.invoice.reference}", _dated(one.invoice), bytes(one.pdf))
        for one in rows.order_by("invoice__pk")
    ]


def _dated(invoice: Invoice) -> str:
    return f"du {day_month_year(invoice.issued_on)}"


def _deliberations(member: Member) -> list[Paper]:
    rows = Deliberation.objects.filter(member=member, replaced_at=None, undone_on=None).select_related(
        "piece"
    )
    return [
        Paper(
            f"Délibération {one.number}",
            f"{one.assembly}, {day_month_year(one.adopted_on)}",
            bytes(one.piece.content),
        )
        for one in rows
        if one.piece is not None
    ]


def cover_of(invoice: Invoice, certified: InvoiceAnswer, papers: list[Paper]) -> Writing:
    """The first page: what is paid, that the service was done, and which papers follow."""
    payment = getattr(invoice, "payment", None)
    day = day_month_year(local_day(certified.answered_at))
    facts = [
        ["Membre", f"{invoice.member.name}, SIRET {invoice.member.siret}"],
        ["Facture", f"{invoice.reference}, du {day_month_year(invoice.issued_on)}"],
        ["Période", f"du {day_month_year(invoice.first_day)} au {day_month_year(invoice.last_day)}"],
        *(
            [f"Avoir {one.reference}", f"{_dated(one)}, {euros(one.due)} TTC rendus"]
            for one in invoice.credits.order_by("pk")
        ),
        ["Net à payer", euros(invoice.due - sum(one.due for one in invoice.credits.all()))],
        ["Service fait", f"certifié dans e-primo le {day}"],
    ]
    if payment is not None and payment.slip:
        facts.append([wording_of(invoice.member.kind).slip, payment.slip])
    listed: list[list[str | None]] = [[one.name, one.said] for one in papers]
    return Writing(
        title=f"Pièces du paiement de la facture {invoice.reference}",
        sender=[invoice.member.name],
        parts=[
            Table(
                "Ce qui est payé", ["Quoi", "Ce qu’il en est"], [list(row) for row in facts], widths=(3, 8)
            ),
            Heading("Pièces qui suivent"),
            Table("Pièces", ["Pièce", "De quel jour"], listed, widths=(5, 5)),
            Para(pieces("Les fichiers d’origine, avec leurs empreintes, restent dans e-primo.")),
        ],
        foot=f"{invoice.member.name}, pièces réunies le {day_month_year(clock.today(ZONE))}.",
    )


def _not_joined(error: NotJoined, papers: list[Paper]) -> str:
    if error.place is None:
        return f"Ces pièces dépassent 24 Mo ensemble{NBSP}: prenez-les une à une sur leurs pages."
    # The first of them is our own cover.
    name = papers[error.place - 1].name if error.place else "La page de garde"
    return f"{name} ne se laisse pas réunir aux autres pièces{NBSP}: prenez-les une à une sur leurs pages."
