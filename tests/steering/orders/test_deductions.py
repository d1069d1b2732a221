"""Penalties and reductions: written on an order, contested, taken off the next invoice, given back with it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.printing.en16931 import check
from eprimo.foundation.printing.invoicing import Allowance
from eprimo.steering.consortium.enums import Succession
from eprimo.steering.consortium.models import Member, Substitution
from eprimo.steering.orders.enums import DeductionKind
from eprimo.steering.orders.errors import Differs, WrongCredit, WrongDeduction
from eprimo.steering.orders.invoice.actions.deductions import (
    deduction_contest,
    deduction_withdraw,
    deduction_write,
)
from eprimo.steering.orders.invoice.actions.invoices import invoice_credit
from eprimo.steering.orders.invoice.deductions import pending, waiting_by_member, with_left
from eprimo.steering.orders.models import Deduction, Order
from tests.steering.consortium.group import Made
from tests.steering.orders.billed import bill
from tests.steering.orders.test_invoices_import import given, theirs

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
REDUCTION, PENALTY = DeductionKind.REDUCTION, DeductionKind.PENALTY


def deduct(made: Made, order: Order, amount: str, kind: DeductionKind = REDUCTION, **more: Any) -> Deduction:
    said: dict[str, Any] = {"month": OCTOBER, "ground": "Service fermé trois jours"} | more
    return deduction_write(
        actor=made.cast.actor("member_rep"), order=order, kind=kind, amount=Decimal(amount), **said
    )


def left() -> list[str]:
    return [str(one.left) for one in with_left(Deduction.objects.all()).order_by("pk")]  # type: ignore[attr-defined]


def test_the_next_invoice_takes_them_off_and_its_file_keeps_the_standard(made: Made, order: Order) -> None:
    """205 accounts of 1.80 € and two schools of 30: 429 €. Less 29 before VAT: 400, 80 of VAT; less a penalty of 50."""
    deduct(made, order, "29")
    deduct(made, order, "50", PENALTY)
    invoice = bill(made, order)
    assert (invoice.net, invoice.tax, invoice.total, invoice.due) == (
        Decimal(400), Decimal(80), Decimal(480), Decimal(430),
    )  # fmt: skip
    xml = bytes(invoice.file.xml).decode()
    for words in (
        "<ram:AllowanceTotalAmount>29.00<", "<ram:TotalPrepaidAmount>50.00<", "<ram:DuePayableAmount>430.00<",
        "Réfaction, octobre 2026 : Service fermé trois jours",
    ):  # fmt: skip
        assert words in xml.replace("\N{NO-BREAK SPACE}", " ")
    check(etree.fromstring(xml.encode()))
    assert left() == ["0.00", "0.00"]
    with pytest.raises(WrongDeduction, match=f"La facture {invoice.reference} l’a déjà déduite"):
        deduction_withdraw(
            actor=made.cast.actor("member_rep"), deduction=Deduction.objects.all()[0], reason="Erreur"
        )


def test_what_is_more_than_an_invoice_waits_for_the_next_one(made: Made, order: Order) -> None:
    deduct(made, order, "500")
    first = bill(made, order)
    assert (first.net, first.total, left()) == (Decimal(0), Decimal(0), ["71.00"])
    with clock.frozen(datetime(2027, 7, 19, 9, tzinfo=UTC)):
        second = bill(made, order, 1)
    # 369 € the second year, less 71.
    assert (second.net, left()) == (Decimal(298), ["0.00"])


def test_a_credit_after_a_deduction_gives_back_no_more_than_was_asked(made: Made, order: Order) -> None:
    """429 € less 400: a credit of 185 accounts would give back 333."""
    deduct(made, order, "400")
    invoice, contractor = bill(made, order), made.cast.actor("contractor")
    places = {line.position: line.quantity for line in invoice.lines.all()}
    big = max(places, key=lambda place: places[place])

    def credit(quantities: dict[int, int]) -> Any:
        return invoice_credit(actor=contractor, invoice=invoice, quantities=quantities, reason="Rendu")

    with pytest.raises(WrongCredit, match=r"Une déduction est prise sur cette facture.*34,80.*TTC"):
        credit({big: 100})
    assert invoice.credits.count() == 0
    small = credit({big: 5})
    assert (small.net, small.total) == (Decimal(9), Decimal("10.80"))
    last = credit(places | {big: places[big] - 5})
    assert (last.net, last.total) == (Decimal(20), Decimal(24))
    invoice.refresh_from_db()
    assert invoice.closed_by_credit
    assert left() == ["400.00"]
    # Its year is invoiced anew, and takes it off again.
    assert bill(made, order).net == Decimal(29)


def test_a_penalty_is_given_back_with_the_last_of_the_invoice(made: Made, order: Order) -> None:
    deduct(made, order, "60", PENALTY)
    invoice = bill(made, order)
    places = {line.position: line.quantity for line in invoice.lines.all()}
    credit = invoice_credit(
        actor=made.cast.actor("contractor"), invoice=invoice, quantities=places, reason="Mauvais destinataire"
    )
    assert (credit.total, credit.withheld, credit.due) == (invoice.total, Decimal(60), invoice.due)
    assert left() == ["60.00"]


def test_the_contractor_contests_once_and_the_member_withdraws(made: Made, order: Order) -> None:
    one, contractor = deduct(made, order, "29"), made.cast.actor("contractor")
    deduction_contest(actor=contractor, deduction=one, reason="Panne du réseau de la commune")
    with pytest.raises(WrongDeduction, match="déjà contesté"):
        deduction_contest(actor=contractor, deduction=one, reason="Encore")
    rep = made.cast.actor("member_rep")
    deduction_withdraw(actor=rep, deduction=one, reason="Le réseau, en effet")
    with pytest.raises(WrongDeduction, match="déjà retirée"):
        deduction_withdraw(actor=rep, deduction=one, reason="Encore")
    with pytest.raises(WrongDeduction, match="plus rien à contester"):
        deduction_contest(actor=contractor, deduction=one, reason="Encore")
    assert bill(made, order).net == Decimal(429)
    for act in (
        lambda: deduction_contest(actor=rep, deduction=one, reason="Moi"),
        lambda: deduction_withdraw(actor=contractor, deduction=one, reason="Moi"),
        lambda: deduction_write(
            actor=contractor, order=order, kind=REDUCTION, month=OCTOBER, ground="Moi", amount=Decimal(1)
        ),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"month": date(2026, 11, 1)}, "n’est pas fini.*jamais avant"),
        ({"month": date(2026, 6, 1)}, "ce mois n’y est pas"),
        ({"amount": "0"}, "plus grand que zéro"),
        ({"amount": "1.005"}, "euros et centimes"),
        ({"amount": "NaN"}, "plus grand que zéro"),
        ({"month": date(2026, 9, 15)}, "déjà écrite sur ce bon pour septembre"),
    ],
)  # fmt: skip
def test_what_is_no_deduction_is_refused(made: Made, order: Order, said: dict[str, Any], words: str) -> None:
    deduct(made, order, "1", month=date(2026, 9, 1))
    with pytest.raises(WrongDeduction, match=words):
        deduct(made, order, said.pop("amount", "5"), **said)
    assert Deduction.objects.count() == 1


def test_a_file_of_the_contractor_bears_the_reduction_and_no_other(made: Made, order: Order) -> None:
    plain = theirs(order)
    deduct(made, order, "29")
    with pytest.raises(Differs) as refused:
        given(made, plain)
    assert any("Elle doit déduire 29,00\N{NO-BREAK SPACE}€ HT" in one for one in refused.value.faults)
    allowance = Allowance(reason="Réfaction", amount=Decimal(29))
    more = Allowance(reason="Réfaction", amount=Decimal(30))
    with pytest.raises(Differs) as refused:
        given(made, theirs(order, allowances=[more]))
    assert any("dont 1,00\N{NO-BREAK SPACE}€ qu’aucune réfaction" in one for one in refused.value.faults)
    taken = given(made, theirs(order, allowances=[allowance]))
    assert (taken.net, taken.total, left()) == (Decimal(400), Decimal(480), ["0.00"])


def test_who_came_in_the_place_of_a_member_by_law_sees_what_waits_from_that_day_on(
    made: Made, order: Order
) -> None:
    """On the orders of both; before the day nothing of it is taken off an invoice of the successor's own."""
    deduct(made, order, "29")
    old, new = made["valmarais"], made["cc"]
    Member.objects.filter(pk=old.pk).update(replaced_on=date(2027, 1, 1))
    Substitution.objects.create(
        member=old, successor=new, kind=Succession.TRANSFER, effective_on=date(2027, 1, 1), act="2026-DRCL-114",
        act_on=date(2026, 10, 3), piece_sha256="0" * 64,
    )  # fmt: skip
    assert waiting_by_member(made.market, date(2026, 12, 31)) == {old.pk: Decimal(29)}
    assert waiting_by_member(made.market, date(2027, 1, 1)) == {old.pk: Decimal(29), new.pk: Decimal(29)}
    assert [len(pending(new, day)) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [0, 1]
