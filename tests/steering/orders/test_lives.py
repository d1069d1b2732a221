"""Whole lives of a member's orders: every sum, VAT, what is due and what is closed, to the cent, against `ledger`.

Orders, complements, amendments, rates of VAT, deductions, invoices, credit notes in any split, renewal, withdrawal or
an early end. Nothing is printed: the files are left out, all else is what the contractor does.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.documents.facturx import Facturx
from eprimo.foundation.documents.invoicing import Invoice as Document
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import Market, Member, Withdrawal
from eprimo.steering.consortium.readings import Outcome
from eprimo.steering.orders.actions.deductions import deduction_write
from eprimo.steering.orders.actions.invoices import drafted, drafted_credit, keep, left_of
from eprimo.steering.orders.deductions import with_left
from eprimo.steering.orders.invoices_due import due_of
from eprimo.steering.orders.invoices_enums import DeductionKind
from eprimo.steering.orders.invoices_errors import WrongCredit, WrongDeduction
from eprimo.steering.orders.models import Deduction, Invoice, Order
from eprimo.steering.prices.amendments import price_amend, vat_change
from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.models import PriceLine, PriceSchedule, PriceTerms
from tests.sizes import drawn
from tests.steering.consortium.group import Made
from tests.steering.orders.billed import acknowledged
from tests.steering.orders.ledger import Contract, Form, Ledger, Line, by_rate, reduced, taxed, year_first

pytestmark = pytest.mark.django_db
START, MIDDLE, END = date(2026, 7, 19), date(2028, 7, 19), date(2030, 7, 19)
CODES = ("C1", "P1", "G1", "M1", "O1", "O2", "O3")
ONCE, OPTIONS = ("M1", "O2", "O3"), ("O1", "O2", "O3")
UNITS = dict(zip(CODES, (Unit.PUPIL, *[Unit.SCHOOL] * 3, Unit.MEMBER, Unit.MEMBER, Unit.SCHOOL), strict=True))


@drawn(12, 5000)
@given(st.integers(0, 10**9))
def test_every_life_of_an_order_comes_to_the_cent(made: Made, seed: int) -> None:
    """A number tells a whole life: what is red says which."""
    with transaction.atomic():
        Life(made, Random(seed)).run()
        transaction.set_rollback(True)


class Life:
    """One member, two schools, four years."""

    def __init__(self, made: Made, draw: Random) -> None:
        self.made, self.draw = made, draw
        self.market, self.member = (
            Market.objects.get(pk=made.market.pk),
            Member.objects.get(pk=made["valmarais"].pk),
        )
        self.manager, self.rep = made.cast.actor("coordinator"), made.cast.actor("member_rep")
        self.schools = [made.cast.tilleuls, made.cast.verne]
        self.ledger, self.orders = self._contract(), list[Order]()
        self.closes: date | None = None
        self.billed: dict[tuple[int, int], Invoice] = {}

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
        PriceSchedule.objects.filter(market=self.market).update(awarded_at=None)
        PriceTerms.objects.filter(market=self.market).update(**terms, minimum_ht=least)
        PriceLine.objects.filter(market=self.market).delete()
        PriceLine.objects.bulk_create(
            PriceLine(
                market=self.market, code=code, designation=code, unit=UNITS[code], is_option=code in OPTIONS,
                once=code in ONCE, vat_rate=rate[code], indicative_ht=price[code], contract_ht=price[code], order=place,
                from_accounts=100 if code == "G1" else 0, below_accounts=100 if code == "P1" else None,
            )
            for place, code in enumerate(CODES)
        )  # fmt: skip
        PriceSchedule.objects.filter(market=self.market).update(awarded_at=clock.now())
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
        found = [
            (day, lambda on, period=period, adds=adds: self.order(on, period, adds))
            for day, period, adds in days
        ]
        last = max(day for day, _, _ in days)
        if draw.random() < 0.3:
            day = last + timedelta(days=draw.randint(1, 700))
            if day < END:
                found.append((day, self.end_early if renewed else self.withdraw))
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
                found.append((day, lambda _on, year=year: self.amend(year)))
        if draw.random() < 0.3:
            day = date(2026, 12, 1) + timedelta(days=draw.randint(0, 1200))
            found.append((day, self.law))
        days = [date(2026, 10, 1) + timedelta(days=draw.randint(0, 1300)) for _ in range(draw.randint(0, 2))]
        return [*found, *((day, self.deduct) for day in days)]

    def _billing_days(self) -> list[date]:
        drawn_days = [START + timedelta(days=self.draw.randint(0, 1500)) for _ in range(3)]
        return [*(year_first(year) for year in range(4)), *drawn_days]

    # --- what happens --------------------------------------------------------------------------------------------

    def order(self, day: date, period: int, adds: bool) -> None:
        draw = self.draw
        first, after = (START, MIDDLE) if period == 1 else (MIDDLE, END)
        starts = first
        if adds:
            starts = min(day + timedelta(days=draw.choice((0, 0, 40))), after - timedelta(days=1))
        accounts = {
            one.pk: draw.choice((0, 1, draw.randint(1, 99), draw.randint(95, 130))) for one in self.schools
        }
        if not adds and not any(accounts.values()):
            accounts[self.schools[0].pk] = 1
        had = {code for one in self.ledger.forms if one.period == period for code in one.options}
        options = {code for code in OPTIONS if code not in had and draw.random() < 0.4}
        number = len(self.orders) + 1
        order = acknowledged(
            self.market, self.member, {one: accounts[one.pk] for one in self.schools}, number,
            period=period, starts_on=starts if adds else None, options=sorted(options),
        )  # fmt: skip
        self.orders.append(order)
        self.ledger.add(Form(period, day, starts, after, accounts, options))

    def amend(self, year: int) -> None:
        draw, day = self.draw, year_first(year)
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
        price_amend(
            actor=self.manager, market=self.market, effective_on=day, reference=f"Avenant {year}", **said
        )
        self.ledger.amended.append((day, after))

    def law(self, day: date) -> None:
        on, before = day + timedelta(days=1), Decimal("10.00")
        if before not in {Decimal(str(float(rate))) for rate in self.ledger.rates.values()}:
            return
        after = Decimal(self.draw.randint(1, 2500)) / 100
        if after == before:
            return
        vat_change(
            actor=self.manager,
            market=self.market,
            effective_on=on,
            before=before,
            after=after,
            reference="Loi",
        )
        self.ledger.laws.append((on, Fraction(before), Fraction(after)))

    def deduct(self, day: date) -> None:
        month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        for order in self.orders:
            kind = self.draw.choice(tuple(DeductionKind))
            amount = (
                Decimal(self.draw.choice((self.draw.randint(1, 5000), self.draw.randint(1, 400_000)))) / 100
            )
            try:
                deduction_write(
                    actor=self.rep, order=order, kind=kind, month=month, ground="Service fermé", amount=amount
                )
            except WrongDeduction:
                continue
            return

    def withdraw(self, day: date) -> None:
        Withdrawal.objects.create(
            member=self.member, posted_on=day, outcome=Outcome.ACCEPTED, answer="Accepté", effect_on=day,
            recorded_at=clock.now(),
        )  # fmt: skip
        self.closes = day

    def end_early(self, day: date) -> None:
        Market.objects.filter(pk=self.market.pk).update(ended_early_on=day, ended_early_why="Fin")
        self.market.refresh_from_db()
        self.closes = day

    # --- what is asked -------------------------------------------------------------------------------------------

    def bill(self, day: date) -> None:
        wanted = {
            (place, year)
            for place, form in enumerate(self.ledger.forms)
            for year in self.ledger.years(form)
            if (place, year) not in self.billed
            and self.ledger.is_due(place, year, day, self.closes)
            and self.ledger.lines(place, year, day)
        }
        places = {order.pk: place for place, order in enumerate(self.orders)}
        due = {(places[one.order.pk], one.year): one.net for one in due_of(self.market)}
        assert set(due) == wanted
        for key in sorted(wanted):
            lines = self.ledger.lines(*key, day)
            assert cents_of(due[key]) == sum(one.amount for one in lines)
            invoice = self.billed[key] = self.issue(key, lines)
            if self.draw.random() < 0.5 and self.credit(invoice, by_rate(lines)):
                del self.billed[key]

    def issue(self, key: tuple[int, int], lines: list[Line]) -> Invoice:
        reductions, penalties = self.pending(DeductionKind.REDUCTION), self.pending(DeductionKind.PENALTY)
        invoice = keep(drafted(self.orders[key[0]].pk, key[1]), unprinted)
        found = sorted(
            (one.code, one.school_id or 0, one.quantity, cents_of(one.ht), Fraction(one.vat_rate))
            for one in invoice.lines.all()
        )
        assert found == sorted(
            (one.code, one.school or 0, one.quantity, one.amount, one.rate) for one in lines
        )
        bases, rest = reduced(by_rate(lines), reductions)
        net, tax, total = taxed(bases)
        assert (cents_of(invoice.net), cents_of(invoice.tax), cents_of(invoice.total)) == (net, tax, total)
        assert cents_of(invoice.withheld) == min(penalties, total)
        assert self.pending(DeductionKind.REDUCTION) == rest
        assert self.pending(DeductionKind.PENALTY) == penalties - min(penalties, total)
        return invoice

    def pending(self, kind: DeductionKind) -> int:
        rows = with_left(Deduction.objects.filter(market=self.market, kind=kind, withdrawn_at=None))
        return sum(cents_of(one.left) for one in rows)  # type: ignore[attr-defined]

    def credit(self, invoice: Invoice, bases: dict[Fraction, int]) -> bool:
        """Given back bit by bit, at times to the end; whether it is closed."""
        given: list[Invoice] = []
        waiting = {kind: self.pending(kind) for kind in DeductionKind}
        taken = invoice.deductions.exists()
        for left_to_do in range(self.draw.randint(1, 4), -1, -1):
            left = dict(sorted(left_of(invoice).items()))
            whole = not left_to_do and self.draw.random() < 0.7
            part = left if whole else {place: self.draw.randint(0, number) for place, number in left.items()}
            if not any(part.values()):
                continue
            try:
                given.append(keep(drafted_credit(invoice, part, "Rendu"), unprinted))
            except WrongCredit:
                assert taken
                assert part != left
                continue
            self.telescopes(given)
        back = [sum(cents_of(getattr(one, name)) for one in given) for name in ("net", "tax", "total", "due")]
        asked = [cents_of(getattr(invoice, name)) for name in ("net", "tax", "total", "due")]
        assert all(some <= all_ for some, all_ in zip(back, asked, strict=True))
        invoice.refresh_from_db()
        assert invoice.closed_by_credit == (bool(given) and back[2] == asked[2])
        if not any(left_of(invoice).values()):
            assert back == asked
            assert invoice.closed_by_credit
            for kind, before in waiting.items():
                of_it = sum(cents_of(one.amount) for one in invoice.deductions.filter(deduction__kind=kind))
                assert self.pending(kind) == before + of_it
        assert sum(bases.values()) >= asked[0]
        return invoice.closed_by_credit

    def telescopes(self, given: list[Invoice]) -> None:
        """VAT of all credit notes together is that of all that they gave back."""
        sums: dict[Fraction, int] = {}
        for one in given:
            for line in one.lines.all():
                rate = Fraction(line.vat_rate)
                sums[rate] = sums.get(rate, 0) + cents_of(line.ht)
            for taken in one.deductions.exclude(vat_rate=None):
                sums[Fraction(taken.vat_rate or 0)] -= cents_of(taken.amount)
        assert sum(cents_of(one.tax) for one in given) == taxed(sums)[1]


def cents_of(amount: Decimal | Fraction) -> int:
    """Cents, half up: exact for what has two decimals."""
    return (Fraction(amount) * 100 + Fraction(1, 2)).__floor__()


def unprinted(_document: Document) -> Facturx:
    """No file: everything else of an invoice is kept."""
    return Facturx(b"%PDF", b"<a/>")
