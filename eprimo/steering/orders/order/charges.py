"""What an order costs, year by year of the market. Pure: no database.

An order for a period bears all prices of its schools. A complement bears the accounts that it adds, for each year that
is begun; prices of a school or of a class for schools that had none yet in the period; options that it adds, for
everything that is ordered then. Set-up is owed once, the first time that a school is ordered, and that of an option
the first time that the option is charged for it, whatever the period. What of a year is owed, and in which band a
school that grows is priced, the contract says (`Terms`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from eprimo.steering.prices.cost import CostLine, Price, Quantities, SchoolQuantity, YearCost, cost_of_year
from eprimo.steering.prices.enums import Bands, Unit
from eprimo.steering.prices.terms import MINIMUM, MINIMUM_WORDS, WHOLE, Share, Terms

_MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Before:
    """What the member ordered earlier: schools at any time, and within the same period with its options. `set_up`:
    options of which a price that is owed once was charged, at any time, with the school (None: the member)."""

    ever: frozenset[int] = frozenset()
    period: Sequence[SchoolQuantity] = field(default=())
    options: frozenset[str] = frozenset()
    set_up: frozenset[tuple[str, int | None]] = frozenset()

    @property
    def opened(self) -> frozenset[int]:
        return frozenset(one.school for one in self.period if one.accounts > 0)


def charges(
    prices: Iterable[Price] | Mapping[int, Sequence[Price]],
    schools: Sequence[SchoolQuantity],
    options: Iterable[str],
    before: Before,
    years: Sequence[tuple[int, Share | None]],
    terms: Terms,
) -> list[YearCost]:
    """What an order costs in each of its years. `prices`: the same for all years, or by year. `years`: those of the
    market that the order is for, with what the contract lets it owe of each; set-up falls in the first that owes
    anything."""
    taken = frozenset(options)
    if not isinstance(prices, Mapping):
        same = list(prices)
        prices = {year: same for year, _ in years}
    first = next((year for year, share in years if share is not None), None)
    found = []
    for year, share in years:
        known = prices[year]
        lines: list[CostLine] = []
        unknown: list[str] = []
        for price in known if share is not None else ():
            counted = _counted(price, schools, taken, before)
            if counted is not None and not (price.once and year != first):
                one = cost_of_year([price], Quantities(counted, {price.code}), 0)
                lines += one.lines
                unknown += one.unknown
            if year != first or terms.bands == Bands.AT_ONCE:
                lines += _crossing(price, known, schools, before, terms)
        lines = [_shared(line, known, share or WHOLE, terms) for line in lines]
        if not unknown:
            lines += minimum(lines, terms)
        found.append(YearCost(year, lines, tuple(unknown)))
    return found


def _shared(line: CostLine, prices: Sequence[Price], share: Share, terms: Terms) -> CostLine:
    """For that share of the year, rounded as the contract says; set-up is owed whole."""
    if any(price.once for price in prices if price.code == line.code):
        return line
    line = replace(line, share=share)
    return replace(line, sum_ht=terms.cents(line.exact))


def _crossing(
    price: Price,
    prices: Sequence[Price],
    schools: Sequence[SchoolQuantity],
    before: Before,
    terms: Terms,
) -> list[CostLine]:
    """What schools owe more that accounts are added to, where their total comes to the size of this price. A bigger
    size that costs less gives nothing back: what was ordered stays owed."""
    if terms.bands == Bands.FIRST or price.unit != Unit.SCHOOL or price.once or price.is_option:
        return []
    held = {one.school: one.accounts for one in before.period if one.accounts > 0}
    found = []
    for one in schools:
        was = held.get(one.school, 0)
        if not was or price.is_for(was) or not price.is_for(was + one.accounts):
            continue
        old = next((other for other in prices if _is_size(other) and other.is_for(was)), None)
        more = price.ht - (old.ht if old else Decimal(0))
        if more > 0:
            words = f"{price.designation}{f', moins la tranche {old.code}' if old else ''}"[:_MOST_WORDS]
            less = old.code if old else ""
            found.append(CostLine(price.code, words, one.school, 1, more, price.vat_rate, less=less))
    return found


def _is_size(price: Price) -> bool:
    return price.unit == Unit.SCHOOL and not price.once and not price.is_option


def minimum(lines: Sequence[CostLine], terms: Terms) -> list[CostLine]:
    """What tops a year up to the least that the contract asks, at the rate of most of it."""
    sums: dict[Decimal, Decimal] = {}
    for line in lines:
        sums[line.vat_rate] = sums.get(line.vat_rate, Decimal(0)) + line.ht
    owed = sum(sums.values(), Decimal(0))
    if not lines or terms.minimum_ht is None or owed >= terms.minimum_ht:
        return []
    rate = max(sums, key=lambda one: (sums[one], one))
    return [CostLine(MINIMUM, MINIMUM_WORDS, None, 1, terms.minimum_ht - owed, rate)]


def _counted(
    price: Price, schools: Sequence[SchoolQuantity], taken: frozenset[str], before: Before
) -> list[SchoolQuantity] | None:
    """The quantities that this price multiplies; None: it is not owed."""
    added = list(schools)
    if price.is_option and price.code not in taken | before.options:
        return None
    # An option that is new to the period is for all that is ordered then.
    is_new = price.is_option and price.code not in before.options
    if price.is_option and price.once:
        return _not_set_up(price, _together(before.period, added) if is_new else added, before)
    if is_new:
        return _together(before.period, added)
    if price.unit == Unit.MEMBER and (before.opened or (price.once and before.ever)):
        return None
    if price.once:
        return [one for one in added if one.school not in before.ever]
    if price.unit in {Unit.SCHOOL, Unit.CLASS}:
        return [one for one in added if one.school not in before.opened]
    return added


def _not_set_up(
    price: Price, schools: Sequence[SchoolQuantity], before: Before
) -> list[SchoolQuantity] | None:
    """Those for which this option was not charged yet; None: it was charged for the member as a whole."""
    if (price.code, None) in before.set_up:
        return None
    return [one for one in schools if (price.code, one.school) not in before.set_up]


def _together(earlier: Sequence[SchoolQuantity], added: Sequence[SchoolQuantity]) -> list[SchoolQuantity]:
    sums: dict[int, SchoolQuantity] = {}
    for one in (*earlier, *added):
        known = sums.get(one.school)
        accounts = one.accounts + (known.accounts if known else 0)
        sums[one.school] = SchoolQuantity(one.school, accounts, one.classes)
    return list(sums.values())
