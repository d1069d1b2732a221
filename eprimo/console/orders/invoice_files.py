"""The list of invoices as a file: the columns of the page of who reads it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from eprimo.foundation.printing.cells import Cell, csv_bytes, ods_bytes
from eprimo.steering.orders.enums import Answered
from eprimo.steering.orders.invoice.payment_delay import pay_by
from eprimo.steering.orders.invoice.payments import standing_of
from eprimo.steering.orders.invoice.queries import label_of
from eprimo.steering.orders.models import Invoice

_STATUS = (
    "Membre",
    "Numéro",
    "Nature",
    "Année du marché",
    "Émise le",
    "À payer le",
    "Délai interrompu le",
    "Dépôt",
    "Réponse du membre",
    "Mandatée le",
    "Bordereau et mandat",
    "Payée le",
    "Jours de retard",
    "Intérêts moratoires",
    "Indemnité de recouvrement",
)
_AMOUNTS = ("SIRET", "Bon de commande", "Comptes", "HT", "TVA", "TTC")


def file_of(rows: Iterable[Invoice], kind: str, rates: Mapping[date, Decimal], *, amounts: bool) -> bytes:
    """CSV or ODS; without `amounts`: what the coordinator reads, statuses only."""
    columns = (*_STATUS, *_AMOUNTS) if amounts else _STATUS
    lines = (_status(row) + _payment(row, rates) + (_amounts(row) if amounts else ()) for row in rows)
    return ods_bytes("Factures", columns, lines) if kind == "ods" else csv_bytes(columns, lines)


def _status(row: Invoice) -> tuple[Cell, ...]:
    answer = row.answer  # type: ignore[attr-defined]
    return (
        row.member.name, row.reference, row.get_kind_display(), row.year + 1, row.issued_on, pay_by(row),
        row.interrupted,  # type: ignore[attr-defined]
        label_of(row.deposit), Answered(answer).label if answer else "",  # type: ignore[attr-defined]
    )  # fmt: skip


def _payment(row: Invoice, rates: Mapping[date, Decimal]) -> tuple[Cell, ...]:
    found = standing_of(row, rates)
    late = found.late
    interest = None if late is None or late.interest is None else float(late.interest)
    return (
        found.ordered_on, found.said.slip if found.said else "", found.paid_on, late.days if late else None, interest,
        float(late.flat) if late else None,
    )  # fmt: skip


def _amounts(row: Invoice) -> tuple[Cell, ...]:
    return (
        row.buyer_siret, row.order.reference, row.accounts, float(row.net), float(row.tax), float(row.total),
    )  # fmt: skip
