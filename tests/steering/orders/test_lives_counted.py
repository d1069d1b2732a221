"""Whole lives of a member's orders as they are counted, without a database: what orders, invoices, deductions and
credit notes come to, by the product's own functions, against `ledger`. What is refused, locked and kept is of
`test_lives`."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing import invoicing
from eprimo.steering.consortium.enums import EndReading
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import DeductionKind, OrderKind
from eprimo.steering.orders.invoice import billing
from eprimo.steering.orders.invoice.billing import Drawn
from eprimo.steering.orders.invoice.deductions import Take, penalties, reductions
from eprimo.steering.orders.models import Deduction, InvoiceLine, Order, OrderCharge, OrderLine
from eprimo.steering.orders.order.charges import Before, charges
from eprimo.steering.orders.order.periods import plan, plan_of, shares_of
from eprimo.steering.orders.order.price_changes import at_year
from eprimo.steering.prices.cost import Price, SchoolQuantity, cents
from eprimo.steering.prices.tariffs import NewPrice, NewRate, Tariffs
from eprimo.steering.prices.terms import Terms
from tests.sizes import drawn
from tests.steering.orders.ledger import Form, Line, by_rate, reduced, taxed, year_first
from tests.steering.orders.lives import (
    CODES,
    END,
    MIDDLE,
    ONCE,
    OPTIONS,
    START,
    UNITS,
    Life,
    cents_of,
    rows_of,
)

SCHOOLS = (1, 2)
PARTY = invoicing.Party(name="Valmarais", siret="21440999600015")


@drawn(100, 5000)
@given(st.integers(0, 10**9))
def test_every_life_of_an_order_is_counted_to_the_cent(seed: int) -> None:
    """A number tells a whole life: what is red says which."""
    CountedLife(Random(seed)).run()


@dataclass
class Sent:
    """An order that was sent, with what it owes of each year and the terms that it was counted by."""

    order: Order
    lines: list[OrderLine]
    owed: dict[int, list[OrderCharge]]
    terms: Terms
    years: set[int] = field(default_factory=set)


class CountedLife(Life):
    """In memory: rows that nobody saves."""

    def __init__(self, draw: Random) -> None:
        self.market = Market(starts_on=START, period_months=24, end_reading=EndReading.OPEN)
        assert (self.market.second_period_on, self.market.ends_on) == (MIDDLE, END)
        self.left: date | None = None
        self.orders: list[Sent] = []
        self.deductions: list[Deduction] = []
        super().__init__(draw, SCHOOLS)

    def contract(self, price: dict[str, Decimal], rate: dict[str, Decimal], terms: dict[str, Any]) -> None:
        self.terms = Terms(**terms)
        self.lines = [
            Price(
                code, code, UNITS[code], price[code], rate[code], code in OPTIONS, code in ONCE,
                100 if code == "G1" else 0, 100 if code == "P1" else None,
            )
            for code in CODES
        ]  # fmt: skip
        self.prices: list[NewPrice] = []
        self.rates: list[NewRate] = []

    @property
    def tariffs(self) -> Tariffs:
        return Tariffs(
            self.lines,
            sorted(self.prices, key=lambda one: one.on),
            sorted(self.rates, key=lambda one: one.on),
        )

    def order(self, form: Form, adds: bool) -> None:
        kind = OrderKind.COMPLEMENT if adds else (OrderKind.FIRST if form.period == 1 else OrderKind.SECOND)
        planned = plan(self.market, kind, form.period, form.starts)
        assert (planned.starts_on, planned.ends_on) == (form.starts, form.ends)
        order = Order(
            pk=len(self.orders) + 1, market=self.market, kind=kind, period=form.period, starts_on=form.starts,
            ends_on=form.ends, options=sorted(form.options), sent_at=clock.now(),
        )  # fmt: skip
        today = form.sent
        firsts = {year: year_first(year) for year in plan_of(order).years}
        prices = {year: self.tariffs.on(first, max(first, today)) for year, first in firsts.items()}
        years = charges(
            prices, _quantities(form.accounts), form.options, self.before(form.period),
            shares_of(self.market, planned, today, self.terms), self.terms,
        )  # fmt: skip
        owed = {
            year.year: [
                OrderCharge(
                    order=order, year=year.year, position=place, code=one.code, designation=one.designation,
                    school_id=one.school, quantity=one.quantity, unit_ht=one.unit_ht, vat_rate=one.vat_rate, ht=one.ht,
                    parts=one.share.parts, whole=one.share.whole, first_on=one.share.first, last_on=one.share.last,
                    less_code=one.less,
                )
                for place, one in enumerate(year.lines)
            ]
            for year in years
        }  # fmt: skip
        lines = [OrderLine(order=order, school_id=pk, accounts=count) for pk, count in form.accounts.items()]
        self.orders.append(Sent(order, lines, owed, self.terms))

    def before(self, period: int) -> Before:
        """What was ordered until now."""
        sums: dict[int, int] = {}
        ever: set[int] = set()
        options: set[str] = set()
        set_up: set[tuple[str, int | None]] = set()
        for one in self.orders:
            ever |= {line.school_id for line in one.lines if line.accounts}
            known = (charge for rows in one.owed.values() for charge in rows)
            set_up |= {(charge.code, charge.school_id) for charge in known if charge.code in {"O2", "O3"}}
            if one.order.period == period:
                options |= set(one.order.options)
                for line in one.lines:
                    if line.accounts:
                        sums[line.school_id] = sums.get(line.school_id, 0) + line.accounts
        return Before(frozenset(ever), _quantities(sums), frozenset(options), frozenset(set_up))

    def amend(
        self, day: date, *, index: Decimal | None = None, prices: dict[str, Decimal] | None = None
    ) -> None:
        if index is not None:
            prices = {one.code: cents(one.ht * index) for one in self.tariffs.on(day, day)}
        self.prices += [NewPrice(day, code, ht) for code, ht in (prices or {}).items()]

    def law(self, on: date, before: Decimal, after: Decimal) -> None:
        self.rates.append(NewRate(on, before, after))

    def deduct(self, place: int, kind: DeductionKind, month: date, amount: Decimal) -> bool:
        order = self.orders[place].order
        after = (month + timedelta(days=32)).replace(day=1)
        same = [
            one for one in self.deductions if (one.order_id, one.kind, one.month) == (order.pk, kind, month)
        ]
        if same or after <= order.starts_on or month >= order.ends_on:
            return False
        made = Deduction(
            pk=len(self.deductions) + 1, order_id=order.pk, kind=kind, month=month, ground="Service fermé",
            amount=amount,
        )  # fmt: skip
        made.left = amount  # type: ignore[attr-defined]
        self.deductions.append(made)
        return True

    def withdraw(self, day: date) -> None:
        self.left = day

    def end_early(self, day: date) -> None:
        self.market.ended_early_on = day

    # --- what is asked -------------------------------------------------------------------------------------------

    def bill(self, day: date) -> None:
        billed = {(place, year) for place, one in enumerate(self.orders) for year in one.years}
        due = {
            (place, year)
            for place, one in enumerate(self.orders)
            for year, owed in one.owed.items()
            if owed and year not in one.years
            and billing.is_begun(self.market, one.order, year, day)
            and billing.is_owed(self.market, one.order, year, self.left)
        }  # fmt: skip
        assert due == self.wanted(day, billed)
        for place, year in sorted(due):
            lines, takes = self.issue(place, year, day)
            if not (self.draw.random() < 0.5 and self.credit(lines, takes)):
                self.orders[place].years.add(year)

    def issue(self, place: int, year: int, day: date) -> tuple[list[Drawn], list[Take]]:
        one, wanted = self.orders[place], self.ledger.lines(place, year, day)
        priced = at_year(self.market, one.owed[year], year, self.tariffs, one.terms, day)
        lines = billing.drawn(priced, one.lines)
        found = sorted(
            (each.code, each.school or 0, each.quantity, cents_of(each.ht), Fraction(each.vat_rate))
            for each in lines
        )
        assert found == rows_of(wanted)
        takes = reductions(self.waiting(), billing.bases_of(lines))
        takes += penalties(self.waiting(), _document(lines, takes).total)
        self.check(_document(lines, takes), wanted)
        for take in takes:
            self.deductions[take.deduction - 1].left -= take.amount  # type: ignore[attr-defined]
        return lines, takes

    def check(self, made: invoicing.Invoice, wanted: list[Line]) -> None:
        bases, _ = reduced(by_rate(wanted), self.left_of(DeductionKind.REDUCTION))
        net, tax, total = taxed(bases)
        withheld = min(sum(self.left_of(DeductionKind.PENALTY)), total)
        assert [cents_of(one) for one in (made.net, made.tax, made.total, made.withheld, made.due)] == [
            net, tax, total, withheld, total - withheld,
        ]  # fmt: skip

    def waiting(self) -> list[Deduction]:
        return [one for one in self.deductions if one.left > 0]  # type: ignore[attr-defined]

    def left_of(self, kind: DeductionKind) -> list[int]:
        return [cents_of(one.left) for one in self.waiting() if one.kind == kind]  # type: ignore[attr-defined]

    def credit(self, lines: list[Drawn], takes: list[Take]) -> bool:
        """Given back bit by bit, whole at once where a deduction was taken; whether nothing is asked any more."""
        asked = _document(lines, takes)
        rows = [_row(place, one) for place, one in enumerate(lines, 1)]
        left = {one.position: one.quantity for one in rows}
        bases: dict[Decimal, Decimal] = {}
        given: list[invoicing.Invoice] = []
        for more in range(0 if takes else self.draw.randint(1, 4), -1, -1):
            whole = bool(takes) or (not more and self.draw.random() < 0.7)
            part = dict(left) if whole else {place: self.draw.randint(0, n) for place, n in left.items()}
            back = [
                billing.taken(one, part[one.position], one.quantity - left[one.position])
                for one in rows
                if part[one.position]
            ]
            if not back:
                continue
            given.append(_document(back, takes, earlier=dict(bases)))
            off = [(one.rate, one.amount) for one in takes if one.rate is not None]
            for rate, ht in billing.bases_of(back, off).items():
                bases[rate] = bases.get(rate, Decimal(0)) + ht
            left = {place: number - part[place] for place, number in left.items()}
            # VAT of all credit notes together is that of all that they gave back.
            sums = {Fraction(rate): cents_of(ht) for rate, ht in bases.items()}
            assert sum(cents_of(one.tax) for one in given) == taxed(sums)[1]
        for name in ("net", "tax", "total", "due"):
            total = sum(cents_of(getattr(one, name)) for one in given)
            assert total <= cents_of(getattr(asked, name))
            if not any(left.values()):
                assert total == cents_of(getattr(asked, name))
        if any(left.values()):
            return sum(cents_of(one.total) for one in given) == cents_of(asked.total)
        for take in takes:
            self.deductions[take.deduction - 1].left += take.amount  # type: ignore[attr-defined]
        return True


def _quantities(accounts: dict[int, int]) -> list[SchoolQuantity]:
    return [SchoolQuantity(school, number) for school, number in sorted(accounts.items())]


def _row(place: int, one: Drawn) -> InvoiceLine:
    return InvoiceLine(
        pk=place, position=place, code=one.code, designation=one.designation, school_id=one.school,
        quantity=one.quantity, unit_ht=one.unit_ht, vat_rate=one.vat_rate, sum_ht=one.ht, parts=one.part.parts,
        whole=one.part.whole, first_on=one.part.first, last_on=one.part.last,
    )  # fmt: skip


def _document(
    lines: list[Drawn], takes: list[Take], earlier: dict[Decimal, Decimal] | None = None
) -> invoicing.Invoice:
    """What it comes to; `earlier`: of a credit note, what others gave back before it."""
    preceding = None if earlier is None else invoicing.Preceding(number="FAC-00001", issued_on=START)
    return invoicing.Invoice(
        number="FAC-00001", issued_on=START, due_on=None, seller=PARTY, buyer=PARTY,
        lines=[one.document for one in lines], first_day=START, last_day=END, order="1",
        kind=invoicing.Kind.INVOICE if earlier is None else invoicing.Kind.CREDIT, preceding=preceding,
        earlier=earlier or {}, **billing.deducted(takes),
    )  # fmt: skip
