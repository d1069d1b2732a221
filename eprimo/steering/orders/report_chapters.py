"""The chapters of the yearly report about orders, invoices and coverage: sums of all members together, and none where
so few ordered that one of them could be told."""

from decimal import Decimal

from django.db.models import Count, Q, Sum

from eprimo.steering.consortium.models import Market
from eprimo.steering.governance.chapters import FEWEST_MEMBERS, Chapter, Fact, Period
from eprimo.steering.governance.group_chapters import instants_of
from eprimo.steering.orders.entitlement.coverage import Figure, coverage_of
from eprimo.steering.orders.enums import BINDING, InvoiceKind
from eprimo.steering.orders.models import Invoice, Order
from eprimo.steering.statistics.wording import spaced
from eprimo.ui.french import day_month_year, euros

_FEW = f"moins de {FEWEST_MEMBERS} membres\N{NO-BREAK SPACE}: non dit"


def _orders(market: Market, period: Period) -> list[Fact]:
    begins, end = instants_of(period)
    rows = Order.objects.filter(market=market, state__in=BINDING, sent_at__gte=begins, sent_at__lt=end)
    found = rows.aggregate(n=Count("pk"), members=Count("member", distinct=True), accounts=Sum("accounts"))
    billed = Invoice.objects.filter(market=market, issued_on__gte=period.first, issued_on__lte=period.last)
    sums = billed.aggregate(
        n=Count("pk", filter=Q(kind=InvoiceKind.INVOICE)), members=Count("member", distinct=True),
        owed=Sum("total", filter=Q(kind=InvoiceKind.INVOICE)), back=Sum("total", filter=Q(kind=InvoiceKind.CREDIT)),
    )  # fmt: skip
    facts = [("Bons de commande envoyés", spaced(found["n"]))]
    if found["n"]:
        accounts = spaced(found["accounts"] or 0) if found["members"] >= FEWEST_MEMBERS else _FEW
        facts.append(("Comptes commandés", accounts))
    facts.append(("Factures émises", spaced(sums["n"])))
    if sums["n"]:
        total = Decimal(sums["owed"] or 0) - Decimal(sums["back"] or 0)
        facts.append(
            (
                "Montant facturé, avoirs déduits (TTC)",
                euros(total) if sums["members"] >= FEWEST_MEMBERS else _FEW,
            )
        )
    return facts


def _coverage(market: Market, _period: Period) -> list[Fact]:
    found = coverage_of(market)
    facts = [("Calculée le", day_month_year(found.day))]
    return facts + [(one.words, _words(one)) for one in (*found.engaged, *found.opened)]


def _words(figure: Figure) -> str:
    if figure.all is None:
        return spaced(figure.some)
    words = f"{spaced(figure.some)} sur {spaced(figure.all)}"
    return words if figure.percent is None else f"{words} ({figure.percent}\N{NO-BREAK SPACE}%)"


CHAPTERS = (
    Chapter("orders", "Les commandes et les factures", _orders, order=30),
    Chapter("coverage", "La couverture de l’académie", _coverage, order=40),
)
