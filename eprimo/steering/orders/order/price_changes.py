"""The charges of an order at the prices and the rates of VAT in force: what was sent never changes, what is invoiced of
a year follows the amendments of the contract that hold from its first day, and the law. Pure."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eprimo.steering.consortium.market_periods import year_days
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.models import OrderCharge
from eprimo.steering.orders.order.charges import minimum
from eprimo.steering.prices.cost import CostLine, Price, vat_of
from eprimo.steering.prices.tariffs import Tariffs
from eprimo.steering.prices.terms import MINIMUM, Terms


def repriced(charges: Sequence[OrderCharge], prices: Sequence[Price], terms: Terms) -> list[OrderCharge]:
    """The same charges at these prices, not saved. `terms`: those by which the order was counted. A line that the
    schedule does not know stays as it was sent; the minimum is topped up anew when another line changed."""
    known = {one.code: one for one in prices}
    sent = [one for one in charges if one.code != MINIMUM]
    now = [_at(one, known, terms) for one in sent]
    if all(one is before for one, before in zip(now, sent, strict=True)):
        return list(charges)
    lines = [one for one in now if one.unit_ht > 0]
    after = max(one.position for one in charges) + 1
    topped = minimum([_cost(one) for one in lines], terms)
    return lines + [_topped(charges[0], line, after) for line in topped]


def at_year(
    market: Market, charges: Sequence[OrderCharge], year: int, tariffs: Tariffs, terms: Terms, day: date
) -> list[OrderCharge]:
    """The charges of one `year` of an order as an invoice of that `day` asks them."""
    return repriced(charges, tariffs.on(year_days(market, year)[0], day), terms)


@dataclass(frozen=True, slots=True)
class Changed:
    """A year of an order that is invoiced otherwise than it was sent, before VAT and with it."""

    year: int
    sent_ht: Decimal
    ht: Decimal
    sent_ttc: Decimal
    ttc: Decimal


def changed_years(
    market: Market, charges: Sequence[OrderCharge], tariffs: Tariffs, terms: Terms, day: date
) -> list[Changed]:
    """The years of an order of which an amendment or the law changes the sums, as far as it is known on that day."""
    found = []
    for year in sorted({one.year for one in charges}):
        sent = [one for one in charges if one.year == year]
        now = at_year(market, sent, year, tariffs, terms, max(day, year_days(market, year)[0]))
        if _sums(now) != _sums(sent):
            (sent_ht, sent_ttc), (ht, ttc) = _sums(sent), _sums(now)
            found.append(Changed(year, sent_ht, ht, sent_ttc, ttc))
    return found


def _sums(charges: Sequence[OrderCharge]) -> tuple[Decimal, Decimal]:
    """(before VAT, with it), VAT rounded once for each rate."""
    bases: dict[Decimal, Decimal] = {}
    for one in charges:
        bases[one.vat_rate] = bases.get(one.vat_rate, Decimal(0)) + one.ht
    ht = sum(bases.values(), Decimal(0))
    return ht, ht + sum((vat_of(base, rate) for rate, base in bases.items()), Decimal(0))


def _at(charge: OrderCharge, known: Mapping[str, Price], terms: Terms) -> OrderCharge:
    price = known.get(charge.code)
    if price is None:
        return charge
    below = known.get(charge.less_code)
    # A size that no longer costs more than the smaller one gives nothing back.
    unit = max(price.ht - (below.ht if below else Decimal(0)), Decimal(0))
    if (unit, price.vat_rate) == (charge.unit_ht, charge.vat_rate):
        return charge
    made = copy(charge)
    made.vat_rate = price.vat_rate
    if unit != charge.unit_ht:
        made.unit_ht = unit
        made.ht = terms.cents(unit * charge.quantity * charge.parts / charge.whole)
    return made


def _cost(charge: OrderCharge) -> CostLine:
    return CostLine(
        charge.code, charge.designation, charge.school_id, charge.quantity, charge.unit_ht, charge.vat_rate,
        charge.part, charge.ht,
    )  # fmt: skip


def _topped(like: OrderCharge, line: CostLine, position: int) -> OrderCharge:
    return OrderCharge(
        order_id=like.order_id, year=like.year, position=position, code=line.code, designation=line.designation,
        unit="member", quantity=line.quantity, unit_ht=line.unit_ht, vat_rate=line.vat_rate, ht=line.ht,
    )  # fmt: skip
