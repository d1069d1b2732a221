"""What a late payment costs: days, interest at the rate of the European Central Bank and eight points, and 40 €. Pure.

Interest runs from the day after the last day to pay to the day of payment, both included (R2192-32), on what is due
with taxes. Its rate is that of the first day of the half-year in which it began to run (R2192-31), as long as it runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from eprimo.steering.prices.cost import cents

POINTS = Decimal(8)
# For the costs of recovery (D2192-35).
FLAT = Decimal(40)
_YEAR = 365
_JULY = 7


@dataclass(frozen=True, slots=True)
class Late:
    """`half_from`: of which half-year the rate is asked; `rate`: with the eight points, None: nobody noted it yet.
    `is_over`: it was paid, nothing runs any more."""

    days: int
    principal: Decimal
    half_from: date
    rate: Decimal | None
    is_over: bool

    @property
    def interest(self) -> Decimal | None:
        """To the cent; None while the rate is not known."""
        if self.rate is None:
            return None
        return cents(self.principal * self.rate * self.days / (100 * _YEAR))

    @property
    def flat(self) -> Decimal:
        return FLAT

    @property
    def owed(self) -> Decimal | None:
        """Interest and 40 €."""
        return None if self.interest is None else self.interest + FLAT


def late_of(
    principal: Decimal, last_day: date, paid_on: date | None, today: date, rates: Mapping[date, Decimal]
) -> Late | None:
    """`rates`: of the bank, by the first day of their half-year. None: it is not late, or nothing is due."""
    end = paid_on or today
    days = (end - last_day).days
    if days <= 0 or principal <= 0:
        return None
    half = half_of(last_day + timedelta(days=1))
    rate = rates.get(half)
    return Late(days, principal, half, None if rate is None else rate + POINTS, paid_on is not None)


def half_of(day: date) -> date:
    """The first day of its half-year."""
    return date(day.year, _JULY if day.month >= _JULY else 1, 1)
