"""Totals and delays of orders as a file: the columns of the page."""

from collections.abc import Iterable
from datetime import date

from eprimo.console.orders.order_forms import STANDINGS
from eprimo.foundation.printing.cells import Cell, csv_bytes, ods_bytes
from eprimo.steering.consortium.models import Member
from eprimo.ui.french import local_day

COLUMNS = (
    "Membre",
    "Nature",
    "Département",
    "Besoin (annexe 2)",
    "Comptes commandés",
    "Comptes qui manquent",
    "Commande",
    "Envoyée le",
    "Jours de retard",
)


def file_of(rows: Iterable[Member], kind: str, today: date) -> bytes:
    """CSV or ODS."""
    lines = (_line(row, today) for row in rows)
    return ods_bytes("Commandes", COLUMNS, lines) if kind == "ods" else csv_bytes(COLUMNS, lines)


def delay_of(row: Member, today: date) -> int | None:
    """Days since the start of the market that a member in default lets pass; None: it is in none."""
    return (today - row.market.starts_on).days if row.standing == "default" else None  # type: ignore[attr-defined]


def _line(row: Member, today: date) -> tuple[Cell, ...]:
    standing, sent_at = dict(STANDINGS)[row.standing], row.sent_at  # type: ignore[attr-defined]
    return (
        row.name, row.get_kind_display(), row.department.name, row.need, row.ordered,  # type: ignore[attr-defined]
        row.missing if row.standing == "below" else None, standing,  # type: ignore[attr-defined]
        local_day(sent_at) if sent_at else None, delay_of(row, today),
    )  # fmt: skip
