"""Which order a member may write on a day, and for which days. Orders that bind hold the first day of the market: it is
in them, and changes no more [R063]."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from eprimo.steering.consortium.market_periods import count_of, over_on, second_from, start_holder, year_days
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import BINDING, OrderKind, OrderState
from eprimo.steering.orders.models import Order
from eprimo.steering.prices.terms import Share, Terms, begin_of, share_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP


@dataclass(frozen=True, slots=True)
class Plan:
    """A kind of order with its [first, after[ days. `years`: those of the market, from 0, that are begun then; `until`:
    the day that the convention writes."""

    kind: OrderKind
    period: int
    starts_on: date
    ends_on: date
    years: range
    until: date


def plan_on(market: Market, day: date, orders: Iterable[Order]) -> Plan | None:
    """The next order that a member may write on a day, given its `orders` that count; None while one that was sent is
    not acknowledged.

    The order of the second period is written from the day on which one may say that one leaves: the schools stay open
    from one period to the next."""
    mains: dict[str, list[Order]] = {}
    for one in orders:
        if one.state == OrderState.SENT:
            # It may still be cancelled: nothing is priced upon it.
            return None
        if one.state != OrderState.CANCELLED:
            mains.setdefault(one.kind, []).append(one)
    second = second_from(market)
    if day < second and OrderKind.FIRST not in mains:
        return plan(market, OrderKind.FIRST, 1, market.starts_on)
    if day >= market.withdrawal_from and OrderKind.SECOND not in mains:
        return plan(market, OrderKind.SECOND, 2, second)
    period = 1 if day < second and OrderKind.SECOND not in mains else 2
    main = mains[OrderKind.FIRST if period == 1 else OrderKind.SECOND]
    # Who is in the place of several members by law has the order of each.
    if all(one.state != OrderState.ACKNOWLEDGED for one in main):
        return None
    return plan(market, OrderKind.COMPLEMENT, period, max(day, first_day(market, period)))


def plan(market: Market, kind: OrderKind, period: int, starts_on: date) -> Plan:
    """The plan of an order of that kind that begins on that day."""
    ends_on = second_from(market) if period == 1 else over_on(market)
    years, until = years_of(market, starts_on, ends_on), written_end(market, period)
    return Plan(kind, period, starts_on, ends_on, years, until)


def plan_of(order: Order) -> Plan:
    """The period, kind and dates of an existing order."""
    years = years_of(order.market, order.starts_on, order.ends_on)
    until = written_end(order.market, order.period)
    return Plan(OrderKind(order.kind), order.period, order.starts_on, order.ends_on, years, until)


def first_day(market: Market, period: int) -> date:
    """The first day of a period of the market, 1 or 2."""
    return market.starts_on if period == 1 else second_from(market)


def written_end(market: Market, period: int) -> date:
    """The day on which the convention says that the period ends: what people read."""
    return market.second_period_on if period == 1 else market.convention_ends_on


def years_of(market: Market, starts_on: date, ends_on: date) -> range:
    """The years of the market, from 0, that are begun within [starts_on, ends_on[: a yearly price is owed for each."""
    days = [year_days(market, year) for year in range(count_of(market))]
    begun = [year for year, (first, after) in enumerate(days) if first < ends_on and starts_on < after]
    return range(begun[0], begun[-1] + 1) if begun else range(0)


def shares_of(market: Market, plan: Plan, sent_on: date, terms: Terms) -> list[tuple[int, Share | None]]:
    """(year, the share of it that is owed) for each year of an order that is sent on that day; share None: nothing."""
    if not plan.years:
        return []
    begin = begin_of(terms, sent_on, plan.starts_on, year_days(market, plan.years[0])[0])
    found = []
    for year in plan.years:
        first, after = year_days(market, year)
        found.append((year, share_of(terms, begin, first, after)))
    return found


@start_holder
def orders_hold(market: Market) -> str:
    """Why the first day of the market stays where it is; empty: no order binds anybody yet."""
    if not Order.objects.filter(market=market, state__in=BINDING).exists():
        return ""
    return (
        f"Des bons de commande sont envoyés pour la période qui commence le {day_month_year(market.starts_on)}{NBSP}: "
        "le début du marché ne se déplace plus (articles 7.1 et 8)."
    )
