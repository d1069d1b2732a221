"""The archive of everything that a member has in the group, which needs no e-primo to be read (reversibility): sheets,
and the files as they were given, sent or issued."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction

from eprimo.foundation.directory.models.links import DatedLink
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.cells import Cell, csv_bytes
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.models import Member, Need
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.invoice.payments import payments_of
from eprimo.steering.orders.models import (
    DisputePaper,
    DisputeStep,
    Invoice,
    InvoiceFile,
    OrderDocument,
    OrderLine,
    Takeaway,
)
from eprimo.steering.orders.order.policies import can_read_orders
from eprimo.ui.french import local_day

_UNSAFE = re.compile(r"[^\w .\-’']+")
_READ_ME = """Ce que le groupement de commandes garde de {name} (SIRET {siret}).

Les tableaux sont en CSV (UTF-8, point-virgule). Les fichiers sont tels qu’ils ont été donnés, envoyés ou émis.
Ce que les écoles et les familles ont écrit n’est pas ici : chacun en emporte une copie depuis « Mes données ».
"""


@transaction.atomic
def takeaway_make(*, actor: Actor, member: Member) -> bytes:
    """Make the archive, for the member and who acts for it; the audit trail says how many files it holds."""
    require(can_read_orders, actor, member)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("lisez-moi.txt", _READ_ME.format(name=member.name, siret=member.siret).encode())
        for name, columns, rows in _sheets(member):
            archive.writestr(f"{name}.csv", csv_bytes(columns, rows))
        for number, (folder, name, content) in enumerate(_files(member), 1):
            archive.writestr(f"{folder}/{number:03} {_UNSAFE.sub('_', name)}", content)
        held = len(archive.namelist())
    Takeaway.objects.update_or_create(member=member, defaults={"archive_on": clock.today(ZONE)})
    audit(actor, "orders.member.taken_away", member, files=held, on_behalf=on_behalf(actor))
    return out.getvalue()


type _Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]


def _sheets(member: Member) -> Iterator[_Sheet]:
    yield (
        "membre", ("Nom", "Nature", "SIRET", "Département", "Adresse électronique"),
        [(member.name, member.get_kind_display(), member.siret, member.department.name, member.email)],
    )  # fmt: skip
    yield (
        "dossier", ("Le", "État", "Raison"),
        [
            (one.effective_on, one.get_state_display(), one.get_reason_display())
            for one in member.passages.order_by("number")
        ],
    )  # fmt: skip
    yield (
        "signataires", ("Prénom", "Nom", "Fonction", "Du", "Au"),
        [
            (one.first_name, one.last_name, one.function, *_span(one))
            for one in member.signatories.order_by("starts")
        ],
    )  # fmt: skip
    yield (
        "écoles", ("UAI", "École", "Du", "Au"),
        [
            (one.school.uai, one.school.name, *_span(one))
            for one in member.claims.select_related("school").order_by("school__uai", "starts")
        ],
    )  # fmt: skip
    needs = Need.objects.filter(member=member).select_related("school").order_by("school__uai", "starts")
    yield (
        "besoins", ("UAI", "École", "Comptes", "Du", "Au"),
        [
            (one.school.uai, one.school.name, one.accounts, *_span(one))
            for one in needs
        ],
    )  # fmt: skip
    lines = OrderLine.objects.filter(order__member=member, order__number__isnull=False).select_related(
        "order"
    )
    yield (
        "commandes", ("Bon", "Du", "Au", "État", "UAI", "École", "Comptes"),
        [
            (
                one.order.reference, one.order.starts_on, one.order.ends_on, one.order.get_state_display(), one.uai,
                one.name, one.accounts,
            )
            for one in lines.order_by("order__number", "uai")
        ],
    )  # fmt: skip
    yield from _settled(member)
    yield from _disputed(member)
    yield (
        "factures", ("Facture", "Émise le", "Du", "Au", "HT", "TVA", "TTC"),
        [
            (one.reference, one.issued_on, one.first_day, one.last_day, str(one.net), str(one.tax), str(one.total))
            for one in Invoice.objects.filter(member=member).order_by("issued_on", "pk")
        ],
    )  # fmt: skip


def _settled(member: Member) -> Iterator[_Sheet]:
    """Sheets of what the member paid, and of what it took off."""
    yield (
        "paiements", ("Facture", "Mandatée le", "Bordereau et mandat", "Payée le"),
        [(one.invoice.reference, one.ordered_on, one.slip, one.paid_on) for one in payments_of(member)],
    )  # fmt: skip
    yield (
        "déductions", ("Bon", "Nature", "Mois", "Motif", "Montant", "Contestée", "Retirée"),
        [
            (
                one.order.reference, one.get_kind_display(), one.month, one.ground, str(one.amount), one.contest,
                one.withdrawal,
            )
            for one in member.deductions.select_related("order").order_by("written_at", "pk")
        ],
    )  # fmt: skip


def _disputed(member: Member) -> Iterator[_Sheet]:
    """Sheets of the member's disputes."""
    rows = member.disputes.select_related("order").order_by("number")
    yield (
        "litiges", ("Litige", "Nature", "Bon", "Objet", "Faits du", "Faits", "Demande", "Somme", "Issue", "Clos le"),
        [
            (
                one.number, one.get_kind_display(), one.order.reference if one.order else "", one.subject, one.since_on,
                one.facts, one.demand, "" if one.amount is None else str(one.amount), one.get_outcome_display(),
                one.closed_on,
            )
            for one in rows
        ],
    )  # fmt: skip
    steps = DisputeStep.objects.filter(dispute__member=member).select_related("dispute")
    yield (
        "étapes des litiges", ("Litige", "Le", "Étape", "Affaire", "Ce qui est noté"),
        [
            (one.dispute.number, one.on, one.get_kind_display(), one.case_number, one.words)
            for one in steps.order_by("dispute__number", "on", "pk")
        ],
    )  # fmt: skip


def _span(link: DatedLink) -> tuple[date, date | None]:
    return local_day(link.starts), local_day(link.ends) if link.ends else None


def _files(member: Member) -> Iterator[tuple[str, str, bytes]]:
    """Yield (folder, name, content) of each file, one in memory at a time."""
    for piece in member.pieces.order_by("received_at", "pk").iterator(chunk_size=4):
        yield "pièces", piece.name, bytes(piece.content)
    sent = (
        OrderDocument.objects.filter(order__member=member).select_related("order").order_by("order__number")
    )
    for document in sent.iterator(chunk_size=16):
        yield "commandes", f"{document.order.reference}.pdf", bytes(document.content)
        if document.scan:
            yield "commandes", f"{document.order.reference} signé.pdf", bytes(document.scan)
    issued = (
        InvoiceFile.objects.filter(invoice__member=member).select_related("invoice").order_by("invoice__pk")
    )
    for file in issued.iterator(chunk_size=16):
        if file.pdf:
            yield "factures", f"{file.invoice.reference}.pdf", bytes(file.pdf)
        yield "factures", f"{file.invoice.reference}.xml", bytes(file.xml)
    papers = DisputePaper.objects.filter(dispute__member=member).order_by("dispute__number", "step__on", "pk")
    for paper in papers.iterator(chunk_size=4):
        yield "litiges", paper.name, bytes(paper.content)
