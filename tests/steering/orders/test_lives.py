"""Whole lives of a member's orders as they are kept: every sum, VAT, what is due and what is closed, to the cent,
against `ledger`.

Nothing is printed: the files are left out, all else is what the contractor does. Many more lives are counted without
a database beside (`test_lives_counted`).
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.facturx import Facturx
from eprimo.foundation.printing.invoicing import Invoice as Document
from eprimo.steering.consortium.enums import Outcome
from eprimo.steering.consortium.models import Market, Member, Withdrawal
from eprimo.steering.orders.enums import DeductionKind
from eprimo.steering.orders.errors import WrongCredit, WrongDeduction
from eprimo.steering.orders.invoice.actions.deductions import deduction_write
from eprimo.steering.orders.invoice.actions.invoices import drafted, drafted_credit, keep, left_of
from eprimo.steering.orders.invoice.deductions import with_left
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.models import Deduction, Invoice, Order
from eprimo.steering.prices.amendments import price_amend, vat_change
from eprimo.steering.prices.models import PriceLine, PriceSchedule, PriceTerms
from tests.sizes import drawn
from tests.steering.consortium.group import Made
from tests.steering.orders.billed import acknowledged
from tests.steering.orders.ledger import Form, Line, by_rate, reduced, taxed
from tests.steering.orders.lives import CODES, ONCE, OPTIONS, UNITS, Life, cents_of, rows_of

pytestmark = pytest.mark.django_db


@drawn(12, 600)
@given(st.integers(0, 10**9))
def test_every_life_of_an_order_comes_to_the_cent(made: Made, seed: int) -> None:
    """A number tells a whole life: what is red says which."""
    with transaction.atomic():
        KeptLife(made, Random(seed)).run()
        transaction.set_rollback(True)


class KeptLife(Life):
    """In the database, by the acts of the coordinator, the contractor and the member."""

    def __init__(self, made: Made, draw: Random) -> None:
        self.market = Market.objects.get(pk=made.market.pk)
        self.member = Member.objects.get(pk=made["valmarais"].pk)
        self.manager, self.rep = made.cast.actor("coordinator"), made.cast.actor("member_rep")
        self.known = {one.pk: one for one in (made.cast.tilleuls, made.cast.verne)}
        self.orders = list[Order]()
        self.billed: dict[tuple[int, int], Invoice] = {}
        super().__init__(draw, list(self.known))

    def contract(self, price: dict[str, Decimal], rate: dict[str, Decimal], terms: dict[str, Any]) -> None:
        PriceSchedule.objects.filter(market=self.market).update(awarded_at=None)
        PriceTerms.objects.filter(market=self.market).update(**terms)
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

    def order(self, form: Form, adds: bool) -> None:
        made = acknowledged(
            self.market, self.member, {self.known[pk]: count for pk, count in form.accounts.items()},
            len(self.orders) + 1, period=form.period, starts_on=form.starts if adds else None,
            options=sorted(form.options),
        )  # fmt: skip
        self.orders.append(made)

    def amend(
        self, day: date, *, index: Decimal | None = None, prices: dict[str, Decimal] | None = None
    ) -> None:
        price_amend(
            actor=self.manager, market=self.market, effective_on=day, reference=f"Avenant {day}", index=index,
            prices=prices,
        )  # fmt: skip

    def law(self, on: date, before: Decimal, after: Decimal) -> None:
        vat_change(
            actor=self.manager,
            market=self.market,
            effective_on=on,
            before=before,
            after=after,
            reference="Loi",
        )

    def deduct(self, place: int, kind: DeductionKind, month: date, amount: Decimal) -> bool:
        try:
            deduction_write(
                actor=self.rep, order=self.orders[place], kind=kind, month=month, ground="Service fermé",
                amount=amount,
            )  # fmt: skip
        except WrongDeduction:
            return False
        return True

    def withdraw(self, day: date) -> None:
        Withdrawal.objects.create(
            member=self.member, posted_on=day, outcome=Outcome.ACCEPTED, answer="Accepté", effect_on=day,
            recorded_at=clock.now(),
        )  # fmt: skip

    def end_early(self, day: date) -> None:
        Market.objects.filter(pk=self.market.pk).update(ended_early_on=day, ended_early_why="Fin")
        self.market.refresh_from_db()

    def bill(self, day: date) -> None:
        places = {order.pk: place for place, order in enumerate(self.orders)}
        due = {(places[one.order.pk], one.year): one.net for one in due_of(self.market)}
        assert set(due) == self.wanted(day, self.billed)
        for key in sorted(due):
            lines = self.ledger.lines(*key, day)
            assert cents_of(due[key]) == sum(one.amount for one in lines)
            invoice = self.billed[key] = self.issue(key, lines)
            if self.draw.random() < 0.5 and self.credit(invoice, by_rate(lines)):
                del self.billed[key]

    def issue(self, key: tuple[int, int], lines: list[Line]) -> Invoice:
        reductions = self.waiting(DeductionKind.REDUCTION)
        penalties = self.pending(DeductionKind.PENALTY)
        invoice = keep(drafted(self.orders[key[0]].pk, key[1]), unprinted)
        found = sorted(
            (one.code, one.school_id or 0, one.quantity, cents_of(one.ht), Fraction(one.vat_rate))
            for one in invoice.lines.all()
        )
        assert found == rows_of(lines)
        bases, rest = reduced(by_rate(lines), reductions)
        net, tax, total = taxed(bases)
        assert (cents_of(invoice.net), cents_of(invoice.tax), cents_of(invoice.total)) == (net, tax, total)
        assert cents_of(invoice.withheld) == min(penalties, total)
        assert self.pending(DeductionKind.REDUCTION) == rest
        assert self.pending(DeductionKind.PENALTY) == penalties - min(penalties, total)
        return invoice

    def waiting(self, kind: DeductionKind) -> list[int]:
        """What is left of each, in the order in which they were written."""
        rows = with_left(Deduction.objects.filter(market=self.market, kind=kind, withdrawn_at=None))
        return [cents_of(one.left) for one in rows.order_by("written_at", "pk")]  # type: ignore[attr-defined]

    def pending(self, kind: DeductionKind) -> int:
        return sum(self.waiting(kind))

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


def unprinted(_document: Document) -> Facturx:
    """No file: everything else of an invoice is kept."""
    return Facturx(b"%PDF", b"<a/>")
