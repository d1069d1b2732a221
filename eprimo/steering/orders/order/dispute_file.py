"""Puts the file of a dispute together as one PDF: what it is about, its steps, and their papers behind; for who reads
the order, the order form too."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.printing.pdf_files import NotJoined, joined
from eprimo.foundation.printing.writings import Heading, Para, Part, Table, Writing, plain, writing_pdf
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.enums import COURT_NAME
from eprimo.steering.orders.invoice.payment_file import Paper
from eprimo.steering.orders.models import Dispute, DisputeStep, OrderDocument
from eprimo.steering.orders.order.disputes import require_reading, stage_label
from eprimo.steering.orders.order.policies import can_read_order
from eprimo.steering.prices.queries import awarded_to
from eprimo.ui.french import day_month_year, euros, local_day
from eprimo.ui.plurals import NBSP


class NoDisputeFile(DomainError):
    """The papers of a dispute cannot be put together; the sentence says which one."""

    code = "no-dispute-file"
    status = 422


@transaction.atomic
def dispute_file_make(*, actor: Actor, dispute: Dispute) -> bytes:
    """Make the PDF of a dispute that was read `with_stage`. Raises NoDisputeFile when a paper cannot be joined, or all
    are too heavy."""
    require_reading(actor, dispute)
    steps = list(dispute.steps.select_related("paper").order_by("on", "pk"))
    papers = papers_of(actor, dispute, steps)
    try:
        content = joined([
            writing_pdf(cover_of(dispute, steps, papers)), *(one.content for one in papers)
        ])  # fmt: skip
    except NotJoined as error:
        raise NoDisputeFile(_not_joined(error, papers)) from error
    audit(
        actor, "orders.dispute.printed", dispute.member, number=dispute.number, papers=len(papers),
        on_behalf=on_behalf(actor),
    )  # fmt: skip
    return content


def papers_of(actor: Actor, dispute: Dispute, steps: list[DisputeStep]) -> list[Paper]:
    """The order form, then the papers of the steps, in their order."""
    found = []
    order = dispute.order
    if order is not None and can_read_order(actor, order):
        document = OrderDocument.objects.filter(order=order).first()
        if document is not None:
            sent = day_month_year(document.made_at)
            found.append(Paper(f"Bon de commande {order.reference}", sent, bytes(document.content)))
            if document.scan:
                found.append(Paper("Bon signé, joint", sent, bytes(document.scan)))
    for step in steps:
        if hasattr(step, "paper"):
            words = f"{step.get_kind_display()}, {step.paper.name}"
            found.append(Paper(words, day_month_year(step.on), bytes(step.paper.content)))
    return found


def cover_of(dispute: Dispute, steps: list[DisputeStep], papers: list[Paper]) -> Writing:
    """The first pages: what is asked, of whom, what happened, and which papers follow."""
    parts: list[Part] = [
        Table("Le litige", ["Quoi", "Ce qu’il en est"], _facts(dispute), widths=(3, 8)),
        Heading("Les faits"),
        *(Para(plain(line)) for line in dispute.facts.splitlines() if line.strip()),
        Heading("Ce qui est demandé"),
        *(Para(plain(line)) for line in dispute.demand.splitlines() if line.strip()),
        Heading("Ce qui s’est passé"),
    ]
    told: list[list[str | None]] = [
        [day_month_year(one.on), one.get_kind_display(), _told(one)] for one in steps
    ]
    if told:
        parts.append(Table("Étapes", ["Le", "Étape", "Ce qui est noté"], told, widths=(3, 4, 8)))
    else:
        parts.append(Para(plain("Aucune étape n’est notée.")))
    listed: list[list[str | None]] = [
        [str(number), one.name, one.said] for number, one in enumerate(papers, 1)
    ]
    if listed:
        parts += [
            Heading("Pièces qui suivent"),
            Table("Pièces", ["Nº", "Pièce", "De quel jour"], listed, widths=(1, 8, 4)),
        ]
    return Writing(
        title=f"{dispute.reference}{NBSP}: {dispute.subject}",
        sender=[dispute.member.name if dispute.is_on_order else "Coordination du groupement de commandes"],
        parts=parts,
        foot=f"{dispute.reference}, {dispute.member.name}, dossier réuni le {day_month_year(clock.today(ZONE))}.",
    )


def parties_of(dispute: Dispute) -> tuple[str, str]:
    """(who complains, of whom)."""
    if dispute.is_on_order:
        return dispute.member.name, awarded_to(dispute.market)[0] or "Le titulaire du marché"
    return "La coordination du groupement", dispute.member.name


def _facts(dispute: Dispute) -> list[list[str | None]]:
    who, of_whom = parties_of(dispute)
    rows: list[list[str | None]] = [
        ["Qui demande", who],
        ["À qui", of_whom],
        ["Nature", dispute.get_kind_display()],
    ]
    if dispute.order is not None:
        rows.append(["Bon de commande", dispute.order.reference])
    rows += [
        ["Faits du", day_month_year(dispute.since_on)],
        ["Ouvert le", day_month_year(local_day(dispute.opened_at))],
    ]
    if dispute.amount is not None:
        rows.append(["Somme demandée", euros(dispute.amount)])
    rows += [
        ["Juge compétent", f"{COURT_NAME}, à l’exclusion de tout autre (convention, article 9)"],
        ["État", stage_label(dispute)],
    ]
    if dispute.closed_on is not None:
        rows.append(["Clos le", day_month_year(dispute.closed_on)])
    return rows


def _told(step: DisputeStep) -> str:
    case = f"Affaire nº{NBSP}{step.case_number}. " if step.case_number else ""
    return f"{case}{step.words}".strip() or "Voir la pièce"


def _not_joined(error: NotJoined, papers: list[Paper]) -> str:
    if error.place is None:
        return f"Ces pièces dépassent 24 Mo ensemble{NBSP}: prenez-les une à une sur la page."
    # The first of them is our own cover.
    name = papers[error.place - 1].name if error.place else "La page de garde"
    return f"{name} ne se laisse pas réunir aux autres pièces{NBSP}: prenez-les une à une sur la page."
