"""What a late payment costs: days, interest at the rate of the European Central Bank and eight points, and 40 €. Pure.

Interest runs from the day after the last day to pay to the day of payment, both included (R2192-32), on what is due
with taxes. Its rate is that of the first day of the half-year in which it began to run (R2192-31), as long as it runs.
It is due of right, day by day (L2192-13): what is given back later does not take back what ran before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from eprimo.steering.prices.cost import cents

POINTS = Decimal(8)
# For the costs of recovery (D2192-35).
FLAT = Decimal(40)
_YEAR = 365
_JULY = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days in a row on which the same sum was due."""

    principal: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Late:
    """A late payment. `spans`: what was due, and how long, one at least; `half_from`: the half-year of which the rate
    is asked; `rate`: with the eight points, None: nobody noted it yet. `is_over`: it was paid, nothing runs any
    more."""

    spans: tuple[Span, ...]
    half_from: date
    rate: Decimal | None
    is_over: bool

    @property
    def days(self) -> int:
        return sum(one.days for one in self.spans)

    @property
    def interest(self) -> Decimal | None:
        """The interest to the cent; None while the rate is not known."""
        if self.rate is None:
            return None
        by_day = sum((one.principal * one.days for one in self.spans), Decimal(0))
        return cents(by_day * self.rate / (100 * _YEAR))

    @property
    def flat(self) -> Decimal:
        return FLAT

    @property
    def owed(self) -> Decimal | None:
        """Interest and 40 €; None while the rate is not known."""
        return None if self.interest is None else self.interest + FLAT


def late_of(
    due: Decimal,
    last_day: date,
    paid_on: date | None,
    today: date,
    rates: Mapping[date, Decimal],
    back: Iterable[tuple[date, Decimal]] = (),
) -> Late | None:
    """What a late payment costs; None: it is not late, or nothing was due after its last day. `rates`: of the bank, by
    the first day of their half-year; `back`: what credit notes gave back, by their day."""
    spans = _spans(due, last_day + _DAY, paid_on or today, back)
    if not spans:
        return None
    half = half_of(last_day + _DAY)
    rate = rates.get(half)
    return Late(spans, half, None if rate is None else rate + POINTS, paid_on is not None)


def _spans(due: Decimal, first: date, end: date, back: Iterable[tuple[date, Decimal]]) -> tuple[Span, ...]:
    """The spans from the first late day to the last one. A credit note lowers what is due from its own day on; what ran
    before that day stays owed."""
    found, start = [], first
    for day, amount in sorted(back):
        if start < min(day, end + _DAY):
            found.append(Span(due, (min(day, end + _DAY) - start).days))
            start = min(day, end + _DAY)
        due -= amount
    if start <= end:
        found.append(Span(due, (end - start).days + 1))
    return tuple(one for one in found if one.principal > 0)


def half_of(day: date) -> date:
    """The first day of the half-year of that day."""
    return date(day.year, _JULY if day.month >= _JULY else 1, 1)
