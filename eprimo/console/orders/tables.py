"""The lists of orders and of invoices as files: the columns of the page of who reads it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eprimo.console.orders.order_forms import STANDINGS
from eprimo.console.tables import Table
from eprimo.foundation.printing.cells import Cell
from eprimo.steering.consortium.models import Member
from eprimo.steering.orders.enums import Answered
from eprimo.steering.orders.invoice.late_interest import Late
from eprimo.steering.orders.invoice.payment_delay import pay_by
from eprimo.steering.orders.invoice.payments import Standing, standing_of
from eprimo.steering.orders.invoice.queries import label_of
from eprimo.steering.orders.models import Invoice
from eprimo.ui.french import local_day

# Of who reads what is asked, not only where it stands.
_AMOUNTS: dict[str, Callable[[Any], Cell]] = {
    "SIRET": lambda row: row.buyer_siret,
    "Bon de commande": lambda row: row.order.reference,
    "Comptes": lambda row: row.accounts,
    "HT": lambda row: float(row.net),
    "TVA": lambda row: float(row.tax),
    "TTC": lambda row: float(row.total),
}


def totals_table(today: date) -> Table[Any]:
    """Members with what they ordered and what they lack (rows of `totals_of`)."""
    standings = dict(STANDINGS)
    return Table(
        "Commandes",
        "commandes du groupement",
        {
            "Membre": lambda row: row.name,
            "Nature": lambda row: row.get_kind_display(),
            "Département": lambda row: row.department.name,
            "Besoin (annexe 2)": lambda row: row.need,
            "Comptes commandés": lambda row: row.ordered,
            "Comptes qui manquent": lambda row: row.missing if row.standing == "below" else None,
            "Commande": lambda row: standings[row.standing],
            "Envoyée le": lambda row: local_day(row.sent_at) if row.sent_at else None,
            "Jours de retard": lambda row: delay_of(row, today),
        },
    )


def delay_of(row: Member, today: date) -> int | None:
    """Days since the start of the market that a member in default lets pass; None: it is in none."""
    return (today - row.market.starts_on).days if row.standing == "default" else None  # type: ignore[attr-defined]


def invoices_table(rates: Mapping[date, Decimal], *, amounts: bool) -> Table[Any]:
    """Invoices with the interest that `rates` make; without `amounts`: what the coordinator reads, statuses only."""
    standings: dict[int, Standing] = {}

    def standing(row: Invoice) -> Standing:
        if row.pk not in standings:
            standings[row.pk] = standing_of(row, rates)
        return standings[row.pk]

    def late(row: Invoice, cell: Callable[[Late], Cell]) -> Cell:
        found = standing(row).late
        return None if found is None else cell(found)

    columns: dict[str, Callable[[Any], Cell]] = {
        "Membre": lambda row: row.member.name,
        "Numéro": lambda row: row.reference,
        "Nature": lambda row: row.get_kind_display(),
        "Année du marché": lambda row: row.year + 1,
        "Émise le": lambda row: row.issued_on,
        "À payer le": pay_by,
        "Délai interrompu le": lambda row: row.interrupted,
        "Dépôt": lambda row: label_of(row.deposit),
        "Réponse du membre": lambda row: Answered(row.answer).label if row.answer else "",
        "Mandatée le": lambda row: standing(row).ordered_on,
        "Bordereau et mandat": lambda row: said.slip if (said := standing(row).said) else "",
        "Payée le": lambda row: standing(row).paid_on,
        "Jours de retard": lambda row: late(row, lambda one: one.days),
        "Intérêts moratoires": lambda row: late(
            row, lambda one: None if one.interest is None else float(one.interest)
        ),
        "Indemnité de recouvrement": lambda row: late(row, lambda one: float(one.flat)),
    }
    return Table("Factures", "factures du groupement", columns | _AMOUNTS if amounts else columns)
