"""The maximum of the framework agreement: how much of it is ordered, and the order that would pass it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import BINDING
from eprimo.steering.orders.errors import PastMaximum
from eprimo.steering.orders.models import Order, OrderCharge
from eprimo.steering.orders.order.periods import plan_of
from eprimo.steering.prices.cost import YearCost
from eprimo.steering.prices.queries import schedule_of
from eprimo.ui.french import euros
from eprimo.ui.plurals import NBSP

# From so much of it on, the coordinator is told.
_NEAR = 80


@dataclass(frozen=True, slots=True)
class Gauge:
    """What binding orders take of the maximum: euros before VAT, or accounts of one year each."""

    most: Decimal
    used: Decimal
    in_euros: bool

    @property
    def percent(self) -> int:
        return int(100 * self.used / self.most)

    @property
    def is_near(self) -> bool:
        return 100 * self.used >= _NEAR * self.most

    def words(self, amount: Decimal) -> str:
        if self.in_euros:
            return f"{euros(amount)} HT"
        figures = f"{int(amount):_}".replace("_", NBSP)
        return f"{figures} compte{'s' if amount > 1 else ''} par an"

    @property
    def most_words(self) -> str:
        return self.words(self.most)

    @property
    def used_words(self) -> str:
        return self.words(self.used)


def gauge_of(market: Market) -> Gauge | None:
    """How much of the maximum binding orders take; None: no maximum was written. What nobody signed is not in it."""
    schedule = schedule_of(market)
    if schedule is None or (schedule.most_ht is None and schedule.most_accounts is None):
        return None
    if schedule.most_ht is not None:
        binding = OrderCharge.objects.filter(order__market=market, order__state__in=BINDING)
        return Gauge(schedule.most_ht, binding.aggregate(n=Sum("ht"))["n"] or Decimal(0), in_euros=True)
    rows = Order.objects.filter(market=market, state__in=BINDING).select_related("market")
    used = sum(one.accounts * len(plan_of(one).years) for one in rows)
    return Gauge(Decimal(schedule.most_accounts or 0), Decimal(used), in_euros=False)


def check_maximum(order: Order, years: Sequence[YearCost]) -> None:
    """Raise PastMaximum with what is too much, for an order that costs these years. The caller holds the book of the
    market: no other order is sent meanwhile."""
    gauge = gauge_of(order.market)
    if gauge is None:
        return
    accounts = Decimal(order.accounts * len(plan_of(order).years))
    more = sum((year.ht for year in years), Decimal(0)) if gauge.in_euros else accounts
    over = gauge.used + more - gauge.most
    if over > 0:
        raise PastMaximum(
            f"Le marché a un maximum de {gauge.most_words}, fixé à sa publication (article R2162-4 du code de la "
            f"commande publique){NBSP}: {gauge.used_words} sont commandés, ce bon en demande {gauge.words(more)}. "
            f"C’est {gauge.words(over)} de trop{NBSP}: il n’est pas envoyé. Prévenez la coordination."
        )
