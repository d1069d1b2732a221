"""Lives of a member's orders as they are drawn: orders, complements, amendments, rates of VAT, deductions, invoices,
credit notes in any split, renewal, withdrawal or an early end. What happens then is of who inherits: kept in the
database (`test_lives`), or counted alone (`test_lives_counted`)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

from eprimo.foundation.kernel import clock
from eprimo.steering.orders.enums import DeductionKind
from eprimo.steering.prices.enums import Unit
from tests.steering.orders.ledger import Contract, Form, Ledger, Line, year_first

START, MIDDLE, END = date(2026, 7, 19), date(2028, 7, 19), date(2030, 7, 19)
CODES = ("C1", "P1", "G1", "M1", "O1", "O2", "O3")
ONCE, OPTIONS = ("M1", "O2", "O3"), ("O1", "O2", "O3")
UNITS = dict(zip(CODES, (Unit.PUPIL, *[Unit.SCHOOL] * 3, Unit.MEMBER, Unit.MEMBER, Unit.SCHOOL), strict=True))


class Life(ABC):
    """One member, two schools (`schools`: their numbers), four years."""

    def __init__(self, draw: Random, schools: Sequence[int]) -> None:
        self.draw, self.schools = draw, schools
        self.closes: date | None = None
        self.ledger = self._contract()

    def run(self) -> None:
        acts = self._forms() + self._changes() + [(day, self.bill) for day in self._billing_days()]
        for day, act in sorted(acts, key=lambda one: one[0]):
            with clock.frozen(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
                act(day)

    # --- what is drawn -------------------------------------------------------------------------------------------

    def _contract(self) -> Ledger:
        """Prices, rates and terms, of the schedule and of the ledger."""
        draw = self.draw
        price = {code: Decimal(draw.randint(100, 9999)) / 100 for code in CODES}
        price["G1"] = price["P1"] + Decimal(draw.randint(1, 5000)) / 100
        rate = {code: draw.choice((Decimal("20.00"), Decimal("10.00"), Decimal("5.50"))) for code in CODES}
        least = draw.choice((None, None, Decimal(draw.randint(1, 40000)) / 100))
        terms = {
            "begins": draw.choice(("order", "school", "entry")), "part": draw.choice(("day", "month", "year")),
            "bands": draw.choice(("now", "next", "first")), "rounding": draw.choice(("near", "down")),
        }  # fmt: skip
        self.contract(price, rate, {**terms, "minimum_ht": least})
        contract = Contract(
            terms["begins"], terms["part"], terms["bands"], terms["rounding"] == "down",
            None if least is None else int(least * 100),
        )  # fmt: skip
        return Ledger(
            contract, {code: Fraction(one) for code, one in price.items()},
            {code: Fraction(one) for code, one in rate.items()},
        )  # fmt: skip

    def _forms(self) -> list[tuple[date, Callable[[date], None]]]:
        draw = self.draw
        sent = date(2026, 5, 18) + timedelta(days=draw.randint(0, 420))
        days = [(sent, 1, False), *self._more(max(sent, START), MIDDLE, 1)]
        renewed = draw.random() < 0.6
        if renewed:
            again = date(2028, 5, 25) + timedelta(days=draw.randint(0, 300))
            days += [(again, 2, False), *self._more(max(again, MIDDLE), END, 2)]
        found: list[tuple[date, Callable[[date], None]]] = [
            (day, partial(self._order, period, adds)) for day, period, adds in days
        ]
        last = max(day for day, _, _ in days)
        if draw.random() < 0.3:
            day = last + timedelta(days=draw.randint(1, 700))
            if day < END:
                found.append((day, self._end_early if renewed else self._withdraw))
        return found

    def _more(self, first: date, after: date, period: int) -> list[tuple[date, int, bool]]:
        """Complements, a day or more after one another."""
        found, day = [], first
        for _ in range(self.draw.randint(0, 2)):
            day += timedelta(days=self.draw.randint(1, 300))
            if day < after:
                found.append((day, period, True))
        return found

    def _changes(self) -> list[tuple[date, Callable[[date], None]]]:
        draw = self.draw
        found: list[tuple[date, Callable[[date], None]]] = []
        for year in range(1, 4):
            if draw.random() < 0.4:
                day = year_first(year) - timedelta(days=draw.randint(1, 200))
                found.append((day, partial(self._amend, year)))
        if draw.random() < 0.3:
            day = date(2026, 12, 1) + timedelta(days=draw.randint(0, 1200))
            found.append((day, self._law))
        days = [date(2026, 10, 1) + timedelta(days=draw.randint(0, 1300)) for _ in range(draw.randint(0, 2))]
        return [*found, *((day, self._deduct) for day in days)]

    def _billing_days(self) -> list[date]:
        drawn_days = [START + timedelta(days=self.draw.randint(0, 1500)) for _ in range(3)]
        return [*(year_first(year) for year in range(4)), *drawn_days]

    def _order(self, period: int, adds: bool, day: date) -> None:
        draw = self.draw
        first, after = (START, MIDDLE) if period == 1 else (MIDDLE, END)
        starts = first
        if adds:
            starts = min(day + timedelta(days=draw.choice((0, 0, 40))), after - timedelta(days=1))
        accounts = {
            one: draw.choice((0, 1, draw.randint(1, 99), draw.randint(95, 130))) for one in self.schools
        }
        if not adds and not any(accounts.values()):
            accounts[self.schools[0]] = 1
        had = {code for one in self.ledger.forms if one.period == period for code in one.options}
        options = {code for code in OPTIONS if code not in had and draw.random() < 0.4}
        form = Form(period, day, starts, after, accounts, options)
        self.order(form, adds)
        self.ledger.add(form)

    def _amend(self, year: int, _day: date) -> None:
        draw, begins = self.draw, year_first(year)
        before = {code: self.ledger.price(code, year) for code in CODES}
        if draw.random() < 0.5:
            index = Decimal(draw.randint(900_000, 1_200_000)) / 1_000_000
            said: dict[str, Any] = {"index": index}
            after = {code: Fraction(cents_of(one * Fraction(index)), 100) for code, one in before.items()}
            if after == before:
                return
        else:
            prices = {code: Decimal(draw.randint(100, 9999)) / 100 for code in ("C1", "O1", "M1")}
            if all(Fraction(one) == before[code] for code, one in prices.items()):
                return
            said, after = {"prices": prices}, {code: Fraction(one) for code, one in prices.items()}
        self.amend(begins, **said)
        self.ledger.amended.append((begins, after))

    def _law(self, day: date) -> None:
        on, before = day + timedelta(days=1), Decimal("10.00")
        if before not in {Decimal(str(float(rate))) for rate in self.ledger.rates.values()}:
            return
        after = Decimal(self.draw.randint(1, 2500)) / 100
        if after == before:
            return
        self.law(on, before, after)
        self.ledger.laws.append((on, Fraction(before), Fraction(after)))

    def _deduct(self, day: date) -> None:
        month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        for place in range(len(self.ledger.forms)):
            kind = self.draw.choice(tuple(DeductionKind))
            amount = (
                Decimal(self.draw.choice((self.draw.randint(1, 5000), self.draw.randint(1, 400_000)))) / 100
            )
            if self.deduct(place, kind, month, amount):
                return

    def _withdraw(self, day: date) -> None:
        self.closes = day
        self.withdraw(day)

    def _end_early(self, day: date) -> None:
        self.closes = day
        self.end_early(day)

    def wanted(self, day: date, billed: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """(order, year) to invoice on that day, by the ledger."""
        return {
            (place, year)
            for place, form in enumerate(self.ledger.forms)
            for year in self.ledger.years(form)
            if (place, year) not in billed
            and self.ledger.is_due(place, year, day, self.closes)
            and self.ledger.lines(place, year, day)
        }

    # --- what happens --------------------------------------------------------------------------------------------

    @abstractmethod
    def contract(self, price: dict[str, Decimal], rate: dict[str, Decimal], terms: dict[str, Any]) -> None:
        """The market was awarded at these prices."""

    @abstractmethod
    def order(self, form: Form, adds: bool) -> None:
        """An order of a whole period, or a complement (`adds`), is sent and acknowledged today."""

    @abstractmethod
    def amend(
        self, day: date, *, index: Decimal | None = None, prices: dict[str, Decimal] | None = None
    ) -> None:
        """Prices of the years that begin from that day on."""

    @abstractmethod
    def law(self, on: date, before: Decimal, after: Decimal) -> None:
        """A rate of VAT takes the place of another one."""

    @abstractmethod
    def deduct(self, place: int, kind: DeductionKind, month: date, amount: Decimal) -> bool:
        """A deduction on that order; whether it is written: not for a month that is not of the order."""

    @abstractmethod
    def withdraw(self, day: date) -> None:
        """The member is out from that day on."""

    @abstractmethod
    def end_early(self, day: date) -> None:
        """The market ends on that day."""

    @abstractmethod
    def bill(self, day: date) -> None:
        """All that is due is invoiced, and at times given back."""


def cents_of(amount: Decimal | Fraction) -> int:
    """Cents, half up: exact for what has two decimals."""
    return (Fraction(amount) * 100 + Fraction(1, 2)).__floor__()


def rows_of(lines: Iterable[Line]) -> list[tuple[Any, ...]]:
    """What is compared of the lines of an invoice."""
    return sorted((one.code, one.school or 0, one.quantity, one.amount, one.rate) for one in lines)
