"""What may be invoiced now: years that have begun, of orders that the contractor acknowledged."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Sum

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.billing import is_begun, is_owed, lacking, years_begun
from eprimo.steering.orders.closing import leaving
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.models import STANDING, Billing, Invoice, Order, OrderCharge


@dataclass(frozen=True, slots=True)
class Due:
    """A year of an order to invoice, before VAT. `held`: why not yet; empty: it may be issued."""

    order: Order
    year: int
    net: Decimal
    held: str

    @property
    def years(self) -> int:
        """As people count them."""
        return self.year + 1


def due_of(market: Market) -> list[Due]:
    """By number of order, then by year. As many statements whatever their number."""
    today = clock.today("Europe/Paris")
    begun = years_begun(market, today)
    done = Invoice.objects.filter(STANDING, order=OuterRef("order"), year=OuterRef("year"))
    sums = (
        OrderCharge.objects.filter(order__market=market, order__state=OrderState.ACKNOWLEDGED, year__lt=begun)
        .filter(~Exists(done))
        .values("order", "year")
        .annotate(net=Sum("ht"))
        .order_by(F("order__number"), "year")
    )
    rows = [(row["order"], row["year"], row["net"]) for row in sums]
    orders = Order.objects.select_related("member", "market").in_bulk({order for order, _, _ in rows})
    leaves = leaving()
    asked = {
        one.member_id: one
        for one in Billing.objects.filter(member__in=[o.member_id for o in orders.values()])
    }
    return [
        Due(orders[order], year, net, lacking(asked.get(orders[order].member_id)))
        for order, year, net in rows
        if is_begun(market, orders[order], year, today)
        and is_owed(market, orders[order], year, leaves.get(orders[order].member_id))
    ]  # fmt: skip
