"""What an order costs, year by year of the market. Pure: no database.

An order for a period bears all prices of its schools. A complement bears the accounts that it adds, for each year that
is begun; prices of a school or of a class for schools that had none yet in the period; options that it adds, for
everything that is ordered then. Set-up is owed once, the first time that a school is ordered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from eprimo.steering.prices.cost import CostLine, Price, Quantities, SchoolQuantity, YearCost, cost_of_year
from eprimo.steering.prices.enums import Unit


@dataclass(frozen=True, slots=True)
class Before:
    """What the member ordered earlier: schools at any time, and within the same period with its options."""

    ever: frozenset[int] = frozenset()
    period: Sequence[SchoolQuantity] = field(default=())
    options: frozenset[str] = frozenset()

    @property
    def opened(self) -> frozenset[int]:
        return frozenset(one.school for one in self.period if one.accounts > 0)


def charges(
    prices: Iterable[Price],
    schools: Sequence[SchoolQuantity],
    options: Iterable[str],
    before: Before,
    years: range,
) -> list[YearCost]:
    """`years`: those of the market that the order is for; set-up falls in the first of them."""
    known, taken = list(prices), frozenset(options)
    found = []
    for year in years:
        lines: list[CostLine] = []
        unknown: list[str] = []
        for price in known:
            counted = _counted(price, schools, taken, before)
            if counted is None or (price.once and year != years[0]):
                continue
            one = cost_of_year([price], Quantities(counted, {price.code}), 0)
            lines += one.lines
            unknown += one.unknown
        found.append(YearCost(year, lines, tuple(unknown)))
    return found


def _counted(
    price: Price, schools: Sequence[SchoolQuantity], taken: frozenset[str], before: Before
) -> list[SchoolQuantity] | None:
    """The quantities that this price multiplies; None: it is not owed."""
    added = list(schools)
    if price.is_option and price.code not in taken | before.options:
        return None
    if price.is_option and price.code not in before.options:
        # New to the member: for all that is ordered then.
        return _together(before.period, added)
    if price.unit == Unit.MEMBER and (before.opened or (price.once and before.ever)):
        return None
    if price.once:
        return [one for one in added if one.school not in before.ever]
    if price.unit in {Unit.SCHOOL, Unit.CLASS}:
        return [one for one in added if one.school not in before.opened]
    return added


def _together(earlier: Sequence[SchoolQuantity], added: Sequence[SchoolQuantity]) -> list[SchoolQuantity]:
    sums: dict[int, SchoolQuantity] = {}
    for one in (*earlier, *added):
        known = sums.get(one.school)
        accounts = one.accounts + (known.accounts if known else 0)
        sums[one.school] = SchoolQuantity(one.school, accounts, one.classes)
    return list(sums.values())
