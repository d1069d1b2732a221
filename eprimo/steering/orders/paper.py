"""The order form as PDF/A: a draft to look at, or the document that is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eprimo.foundation.documents.typeset import typeset
from eprimo.steering.orders.enums import OrderKind
from eprimo.steering.orders.models import Order, OrderLine
from eprimo.steering.orders.periods import written_end
from eprimo.steering.prices.cost import CostLine, YearCost
from eprimo.steering.prices.models import PriceLine
from eprimo.ui.french import day_month_year, euros
from eprimo.ui.plurals import counted

_NBSP = "\N{NO-BREAK SPACE}"
_COLUMNS = ["Code", "Désignation", "Quantité", "Prix HT", "Montant HT"]


def order_pdf(
    order: Order, lines: Sequence[OrderLine], years: Sequence[YearCost], *, number: str, at: datetime
) -> bytes:
    """`number`: the reference it bears; empty: a draft."""
    title = f"{order.get_kind_display()} {number}".strip()
    return typeset("order", _data(order, lines, years, number, at), title=title, made_at=at)


def _data(
    order: Order, lines: Sequence[OrderLine], years: Sequence[YearCost], number: str, at: datetime
) -> dict[str, Any]:
    market, member = order.market, order.member
    total = sum(line.accounts for line in lines)
    return {
        "group": "Groupement de commandes",
        "market": market.name,
        "draft": "" if number else f"Projet{_NBSP}: ce bon n’est ni signé ni envoyé.",
        "facts": _facts(order, number, at),
        "schools": {
            "columns": ["UAI", "École", "Besoin (annexe 2)", "Comptes commandés"], "widths": [2, 6, 2, 2],
            "numbers": [2, 3],
            "rows": [
                [line.uai, line.name, "–" if line.need is None else str(line.need), str(line.accounts)]
                for line in lines
            ],
            "total": ["", "Total", str(sum(line.need or 0 for line in lines)), str(total)],
        },
        "options": _options(order),
        "years": [_year(year) for year in years],
        "clauses": _clauses(order),
        "signed": _signed(order, number, at),
        "labels": {"schools": "Comptes par école", "options": "Options", "page": "page", "of": "sur"},
        "foot": f"{member.name}, {market.name}",
    }  # fmt: skip


def _facts(order: Order, number: str, at: datetime) -> list[tuple[str, str]]:
    member = order.member
    facts = [
        (f"Membre{_NBSP}:", f"{member.name}, SIRET {member.siret}"),
        (
            f"Pour la période{_NBSP}:",
            f"du {day_month_year(order.starts_on)} au {day_month_year(written_end(order.market, order.period))}",
        ),
    ]
    if number:
        facts.insert(0, (f"Numéro{_NBSP}:", f"{number}, du {day_month_year(at)}"))
    if order.managing_body is not None:
        facts.append(
            (f"Établi par{_NBSP}:", f"{order.managing_body.name}, au nom et pour le compte du membre")
        )
    return facts


def _options(order: Order) -> list[str]:
    rows = PriceLine.objects.filter(market=order.market, code__in=order.options).order_by("order", "code")
    return [f"{row.code}{_NBSP}: {row.designation}" for row in rows]


def _year(year: YearCost) -> dict[str, Any]:
    """Prices with their quantities added over the schools: the sums of a code in a year."""
    codes: dict[str, list[CostLine]] = {}
    for line in year.lines:
        codes.setdefault(line.code, []).append(line)
    rows = [
        [
            code, found[0].designation, str(sum(one.quantity for one in found)), euros(found[0].unit_ht),
            euros(sum((one.ht for one in found[1:]), found[0].ht)),
        ]
        for code, found in codes.items()
    ]  # fmt: skip
    unknown = f" Sans {', '.join(year.unknown)}{_NBSP}: classes non connues." if year.unknown else ""
    return {
        "title": f"Année {year.year + 1} du marché", "columns": _COLUMNS, "widths": [1, 5, 2, 2, 2],
        "numbers": [2, 3, 4], "rows": rows, "total": ["", "Total HT", "", "", euros(year.ht)],
        "empty": "Rien n’est dû pour cette année.",
        "sum": f"TVA {euros(year.vat)}, soit {euros(year.ttc)} TTC.{unknown}",
    }  # fmt: skip


def _clauses(order: Order) -> list[str]:
    first = (
        "Le membre est le titulaire de son propre marché\N{NO-BREAK SPACE}: il exécute ce bon et en règle les "
        "factures, qui lui sont adressées chaque année (articles 4 et 7.1 de la convention)."
    )
    floor = (
        "Pendant les 24 premiers mois, le nombre de comptes commandés n’est pas inférieur au besoin de l’annexe 2, "
        "toutes écoles ensemble (article 7.1)."
    )
    return [first, floor] if order.kind == OrderKind.FIRST else [first]


def _signed(order: Order, number: str, at: datetime) -> list[str]:
    one = order.signatory
    if one is None:
        return ["Signataire à nommer."]
    who = f"{one.civility} {one.full_name}".strip()
    if not number:
        return [f"Pour {order.member.name}, {who}, {one.function}.", "Date et signature\N{NO-BREAK SPACE}:"]
    behalf = f", par {order.managing_body.name} au nom du membre" if order.managing_body else ""
    accounts = counted(order.accounts, "compte")
    return [
        f"Signé pour {order.member.name} par {who}, {one.function}, le {day_month_year(at)}{behalf}.",
        f"Total commandé{_NBSP}: {accounts}.",
    ]
