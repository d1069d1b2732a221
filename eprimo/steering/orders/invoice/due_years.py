"""Lists what may be invoiced now: years that have begun, of orders that the contractor acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, F, OuterRef

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.invoice.billing import is_begun, is_owed, lacking, years_begun
from eprimo.steering.orders.models import STANDING, Billing, Invoice, Order, OrderCharge
from eprimo.steering.orders.order.price_changes import at_year
from eprimo.steering.orders.order.succession import leaving
from eprimo.steering.prices.queries import tariffs_of, versions_of
from eprimo.steering.prices.terms import Terms
from eprimo.ui.french import local_day


@dataclass(frozen=True, slots=True)
class Due:
    """A year of an order to invoice, with its sum before VAT. `held`: why it may not be issued yet; empty: it may."""

    order: Order
    year: int
    net: Decimal
    held: str

    @property
    def years(self) -> int:
        """The number of the year as people count them, from 1."""
        return self.year + 1


def due_of(market: Market) -> list[Due]:
    """The years to invoice of a market, by number of order, then by year. As many statements whatever their number."""
    today = clock.today("Europe/Paris")
    begun = years_begun(market, today)
    done = Invoice.objects.filter(STANDING, order=OuterRef("order"), year=OuterRef("year"))
    charges = (
        OrderCharge.objects.filter(order__market=market, order__state=OrderState.ACKNOWLEDGED, year__lt=begun)
        .filter(~Exists(done))
        .order_by(F("order__number"), "year", "position")
    )
    by_year = [(key, list(rows)) for key, rows in groupby(charges, key=lambda one: (one.order_id, one.year))]
    orders = Order.objects.select_related("member", "market").in_bulk({order for (order, _), _ in by_year})
    nets = _nets(market, by_year, orders, today)
    leaves = leaving()
    asked = {
        one.member_id: one
        for one in Billing.objects.filter(member__in=[o.member_id for o in orders.values()])
    }
    return [
        Due(orders[order], year, nets[order, year], lacking(asked.get(orders[order].member_id)))
        for (order, year), _ in by_year
        if is_begun(market, orders[order], year, today)
        and is_owed(market, orders[order], year, leaves.get(orders[order].member_id))
    ]  # fmt: skip


def _nets(
    market: Market,
    by_year: Sequence[tuple[tuple[int, int], list[OrderCharge]]],
    orders: dict[int, Order],
    day: date,
) -> dict[tuple[int, int], Decimal]:
    """{(order, year): what it comes to on an invoice of that day, before VAT}."""
    tariffs, versions = tariffs_of(market), versions_of(market)

    def terms(order: Order) -> Terms:
        sent = local_day(order.sent_at) if order.sent_at else day
        known = [one for one in versions if one.effective_on is None or one.effective_on <= sent]
        return known[-1].terms if known else Terms()

    return {
        (order, year): sum(
            (one.ht for one in at_year(market, charges, year, tariffs, terms(orders[order]), day)), Decimal(0)
        )
        for (order, year), charges in by_year
    }
