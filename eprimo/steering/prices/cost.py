"""What quantities cost at the prices of a schedule. Pure: no database, no clock; money in cents, half up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.terms import WHOLE, Share
from eprimo.ui.french import euros

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
# Of a market renewed once: 24 months, then 24.
YEARS = 4


@dataclass(frozen=True, slots=True)
class Price:
    """A line of a schedule, with one price before VAT."""

    code: str
    designation: str
    unit: str
    ht: Decimal
    vat_rate: Decimal
    is_option: bool = False
    once: bool = False
    from_accounts: int = 0
    below_accounts: int | None = None

    def is_for(self, accounts: int) -> bool:
        """Whether a school of so many accounts is in the band of this line."""
        return self.from_accounts <= accounts and (
            self.below_accounts is None or accounts < self.below_accounts
        )


@dataclass(frozen=True, slots=True)
class SchoolQuantity:
    """What a school takes. Without account it is not opened and costs nothing. `classes` None: not known."""

    school: int
    accounts: int
    classes: int | None = None


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a member takes; `options` are codes."""

    schools: Sequence[SchoolQuantity]
    options: Collection[str] = ()

    @property
    def opened(self) -> list[SchoolQuantity]:
        return [one for one in self.schools if one.accounts > 0]


@dataclass(frozen=True, slots=True)
class CostLine:
    """A quantity times a price, for a share of the year; `school` None: of the member as a whole. `sum_ht`: what it
    comes to where the contract rounds it, or as it was sent. `less`: the code of the smaller size of which the price is
    taken off; empty: none."""

    code: str
    designation: str
    school: int | None
    quantity: int
    unit_ht: Decimal
    vat_rate: Decimal
    share: Share = WHOLE
    sum_ht: Decimal | None = None
    less: str = ""

    @property
    def ht(self) -> Decimal:
        return self.sum_ht if self.sum_ht is not None else cents(self.exact)

    @property
    def exact(self) -> Decimal:
        """The sum before it is rounded."""
        return self.unit_ht * self.quantity * self.share.parts / self.share.whole

    @property
    def calculation(self) -> str:
        """How the line is counted, in words: « 100 × 1,80 € × 294 jours sur 365 »."""
        return calculation(self.quantity, self.unit_ht, self.share)

    @property
    def vat(self) -> Decimal:
        """The VAT of this line alone: that of a year is of its sums, see `YearCost`."""
        return vat_of(self.ht, self.vat_rate)

    @property
    def ttc(self) -> Decimal:
        return self.ht + self.vat


@dataclass(frozen=True, slots=True)
class YearCost:
    """What one year of the market costs, counted from 0. `unknown`: codes of lines that could not be counted (classes
    not known)."""

    year: int
    lines: list[CostLine]
    unknown: tuple[str, ...] = field(default=())

    @property
    def ht(self) -> Decimal:
        return sum((line.ht for line in self.lines), Decimal("0.00"))

    @property
    def ht_by_rate(self) -> dict[Decimal, Decimal]:
        sums: dict[Decimal, Decimal] = {}
        for line in self.lines:
            sums[line.vat_rate] = sums.get(line.vat_rate, Decimal("0.00")) + line.ht
        return dict(sorted(sums.items(), reverse=True))

    @property
    def vat(self) -> Decimal:
        """The VAT, rounded once for each rate, as an invoice counts it (EN 16931, BR-CO-17): not the sum of the
        lines'."""
        return sum((vat_of(ht, rate) for rate, ht in self.ht_by_rate.items()), Decimal("0.00"))

    @property
    def ttc(self) -> Decimal:
        return self.ht + self.vat


def calculation(quantity: int, unit_ht: Decimal, share: Share) -> str:
    """How a line is counted, as people write it."""
    words = f"{quantity} × {euros(unit_ht)}"
    return f"{words} × {share.words}" if share.is_partial else words


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def vat_of(ht: Decimal, rate: Decimal) -> Decimal:
    return cents(ht * rate / _HUNDRED)


def cost_of_year(prices: Iterable[Price], quantities: Quantities, year: int) -> YearCost:
    """The cost of one year; set-up in year 0 only, options when they are taken."""
    lines: list[CostLine] = []
    unknown: list[str] = []
    for price in prices:
        if (price.once and year) or (price.is_option and price.code not in quantities.options):
            continue
        counted = _counted(price, quantities)
        if any(number is None for _, number in counted):
            unknown.append(price.code)
        lines += [
            CostLine(price.code, price.designation, school, number, price.ht, price.vat_rate)
            for school, number in counted
            if number
        ]
    return YearCost(year, lines, tuple(unknown))


def cost_of(prices: Iterable[Price], quantities: Quantities, years: int = YEARS) -> list[YearCost]:
    """The cost of each of the first `years` years."""
    known = list(prices)
    return [cost_of_year(known, quantities, year) for year in range(years)]


def holes_of(prices: Iterable[Price]) -> list[tuple[int, int | None]]:
    """Sizes of schools, [from, below[, that no yearly price is for where others have one: such a school owes none."""
    sizes = [one for one in prices if one.unit == Unit.SCHOOL and not one.once and not one.is_option]
    found: list[tuple[int, int | None]] = []
    at: int | None = 1
    for one in sorted(sizes, key=lambda size: size.from_accounts):
        if at is not None and one.from_accounts > at:
            found.append((at, one.from_accounts))
        at = None if at is None or one.below_accounts is None else max(at, one.below_accounts)
    return [*found, (at, None)] if sizes and at is not None else found


def at_prices(prices: Iterable[Price], offered: Mapping[str, Decimal]) -> list[Price]:
    """The same lines at other prices, by code, as an offer gives them."""
    return [replace(price, ht=offered.get(price.code, price.ht)) for price in prices]


def _counted(price: Price, quantities: Quantities) -> list[tuple[int | None, int | None]]:
    """(school or None, how many) that a price is owed for: nothing at all for a member that opens no school."""
    opened = quantities.opened
    if price.unit == Unit.MEMBER:
        return [(None, 1)] if opened else []
    if price.unit == Unit.SCHOOL:
        return [(one.school, 1) for one in opened if price.is_for(one.accounts)]
    if price.unit == Unit.CLASS:
        return [(one.school, one.classes) for one in opened]
    return [(one.school, one.accounts) for one in opened]
