"""What a member says of a payment, and what a late one costs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.orders.enums import Deposit
from eprimo.steering.orders.errors import WrongPayment, WrongRate
from eprimo.steering.orders.invoice.actions.invoices import invoice_credit
from eprimo.steering.orders.invoice.actions.payments import (
    payment_say,
    payment_take_back,
    rate_note,
    rate_remove,
)
from eprimo.steering.orders.invoice.actions.progress import (
    StateLine,
    deposit_record,
    deposits_import,
    invoice_certify,
    invoice_dispute,
)
from eprimo.steering.orders.invoice.late_interest import late_of
from eprimo.steering.orders.invoice.payment_delay import pay_by
from eprimo.steering.orders.invoice.payments import Standing, rates_known, rates_missing, standing_of
from eprimo.steering.orders.invoice.queries import InvoiceFilter, invoice_read, invoices_of
from eprimo.steering.orders.models import Invoice, InvoicePayment, Order
from tests.steering.consortium.group import Made, manager
from tests.steering.orders.billed import acknowledged, bill

pytestmark = pytest.mark.django_db
# Issued on 24 November 2026: to be paid by 24 December.
ISSUED, LAST = date(2026, 11, 24), date(2026, 12, 24)


def at(year: int, month: int, day: int) -> Any:
    return clock.frozen(datetime(year, month, day, 9, tzinfo=UTC))


def standing(made: Made, invoice: Invoice) -> Standing:
    return standing_of(invoice_read(made.cast.actor("member_rep"), invoice.public_id), rates_known())


def pay(made: Made, invoice: Invoice, ordered_on: date, **more: Any) -> InvoicePayment:
    return payment_say(actor=made.cast.actor("member_rep"), invoice=invoice, ordered_on=ordered_on, **more)


@pytest.mark.parametrize(
    ("paid", "days", "interest"),
    [
        # « Avant la fin du 24 » is late from the 25th. 10.15 % of 1000 €: 0.27808 a day.
        (date(2026, 12, 24), 0, None), (date(2026, 12, 25), 1, "0.28"), (date(2027, 1, 24), 31, "8.62"),
        (date(2027, 12, 24), 365, "101.50"),
    ],
)  # fmt: skip
def test_interest_runs_from_the_day_after_the_last_one(paid: date, days: int, interest: str | None) -> None:
    rates = {date(2026, 7, 1): Decimal("2.15"), date(2027, 1, 1): Decimal(9)}
    late = late_of(Decimal(1000), LAST, paid, date(2030, 1, 1), rates)
    if not days:
        assert late is None
        return
    assert late is not None
    assert (late.days, str(late.interest), late.is_over) == (days, interest, True)
    assert late.owed == (late.interest or 0) + 40


def test_its_rate_is_that_of_the_half_year_in_which_it_begins_to_run() -> None:
    """Of 31 December: it runs from 1 January on. A rate that nobody noted is not guessed."""
    rates = {date(2026, 7, 1): Decimal("2.15"), date(2027, 1, 1): Decimal(3)}
    one = late_of(Decimal(1000), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1), rates)
    assert one is not None
    assert (one.half_from, one.rate) == (date(2027, 1, 1), Decimal(11))
    unknown = late_of(Decimal(1000), date(2027, 6, 30), None, date(2027, 7, 2), rates)
    assert unknown is not None
    assert (unknown.half_from, unknown.rate, unknown.interest, unknown.owed) == (
        date(2027, 7, 1),
        None,
        None,
        None,
    )
    assert late_of(Decimal(0), LAST, None, date(2027, 7, 2), rates) is None


@pytest.mark.parametrize(
    ("back", "paid", "spans", "interest"),
    [
        # Of 1000 €, due by 24 December, at 10.15 %.
        ([(date(2027, 2, 1), 300)], date(2027, 1, 24), [(1000, 31)], "8.62"),
        ([(date(2026, 12, 20), 300)], date(2027, 1, 24), [(700, 31)], "6.03"),
        ([(date(2026, 12, 25), 300)], date(2027, 1, 24), [(700, 31)], "6.03"),
        (
            [(date(2027, 1, 4), 300), (date(2027, 1, 9), 100)],
            date(2027, 1, 24), [(1000, 10), (700, 5), (600, 16)], "6.42",
        ),
        # Of the day of the payment itself: that day it is less.
        ([(date(2027, 1, 24), 1000)], date(2027, 1, 24), [(1000, 30)], "8.34"),
        ([(date(2026, 12, 1), 1000)], date(2027, 1, 24), None, None),
    ],
)  # fmt: skip
def test_a_credit_note_lowers_what_is_due_from_its_own_day_on(
    back: list[tuple[date, int]], paid: date, spans: list[tuple[Decimal, int]] | None, interest: str | None
) -> None:
    """What ran before that day stays owed: of right, day by day."""
    given = [(on, Decimal(amount)) for on, amount in back]
    late = late_of(Decimal(1000), LAST, paid, date(2030, 1, 1), {date(2026, 7, 1): Decimal("2.15")}, given)
    if spans is None:
        assert late is None
        return
    assert late is not None
    assert [(one.principal, one.days) for one in late.spans] == spans
    assert str(late.interest) == interest


def test_a_credit_note_after_a_late_payment_changes_nothing_of_what_it_cost(made: Made, order: Order) -> None:
    """Nor does all of it: it was paid late. One that was given back before anybody paid it never was owed."""
    invoice, contractor = bill(made, order), made.cast.actor("contractor")
    rate_note(actor=manager(made.cast), half_from=date(2026, 7, 1), percent=Decimal("2.15"), source="Inventé")
    late = InvoiceFilter(state="retard")
    with at(2027, 1, 10):
        owed = standing(made, invoice).late
        assert owed is not None
        assert owed.days == 17
        back = {line.position: line.quantity for line in invoice.lines.all()}
        with transaction.atomic():
            invoice_credit(actor=contractor, invoice=invoice, quantities=back, reason="Rendue")
            assert standing(made, invoice).late is None
            assert list(invoices_of(contractor, made.market, late)) == []
            transaction.set_rollback(True)
        pay(made, invoice, date(2026, 12, 20), paid_on=date(2027, 1, 5))
        before = standing(made, invoice).late
        assert before is not None
        for share in ({1: 10}, {place: left - 10 * (place == 1) for place, left in back.items()}):
            invoice_credit(actor=contractor, invoice=invoice, quantities=share, reason="Rendue")
            assert standing(made, invoice).late == before
        assert list(invoices_of(contractor, made.market, late)) == [invoice]


@pytest.mark.parametrize(
    ("states", "ordered", "interrupted", "last"),
    [
        # Received on the day of its date: to be paid by 24 December.
        ([], None, None, LAST),
        ([("SUSPENDUE", 10)], None, 10, None),
        ([("SUSPENDUE", 10), ("COMPLETEE", 20)], None, 10, date(2027, 1, 19)),
        ([("SUSPENDUE", 10), ("MISE_A_DISPOSITION", 12), ("SERVICE_FAIT", 20)], None, 10, date(2027, 1, 11)),
        ([("SUSPENDUE", 10), ("COMPLETEE", 10)], None, 10, date(2027, 1, 9)),
        # Rejected, it does not go on; once only; not after the last day, nor after it was ordered.
        ([("SUSPENDUE", 10), ("REJETEE", 12)], None, 10, None),
        ([("SUSPENDUE", 10), ("COMPLETEE", 20), ("SUSPENDUE", 22)], None, 10, date(2027, 1, 19)),
        ([("SUSPENDUE", 24)], None, 24, None), ([("SUSPENDUE", 25)], None, None, LAST),
        ([("SUSPENDUE", 10)], 9, None, LAST), ([("SUSPENDUE", 10)], 10, 10, None),
        ([("MANDATEE", 9), ("SUSPENDUE", 10)], None, None, LAST),
    ],
)  # fmt: skip
def test_a_suspended_invoice_is_not_late_and_has_thirty_new_days_once_complete(
    made: Made,
    order: Order,
    states: list[tuple[str, int]],
    ordered: int | None,
    interrupted: int | None,
    last: date | None,
) -> None:
    invoice, contractor = bill(made, order), made.cast.actor("contractor")
    with at(2027, 1, 20):
        deposit_record(actor=contractor, invoice=invoice, state=Deposit.AVAILABLE, on=ISSUED)
        for state, day in states:
            deposit_record(actor=contractor, invoice=invoice, state=Deposit(state), on=date(2026, 12, day))
        if ordered:
            pay(made, invoice, date(2026, 12, ordered))
        found: Any = invoice_read(contractor, invoice.public_id)
        assert (found.interrupted and found.interrupted.day, pay_by(found)) == (interrupted, last)
        known = standing(made, invoice).late
        assert (known is not None) == (last is not None)
        assert bool(invoices_of(contractor, made.market, InvoiceFilter(state="retard"))) == bool(known)


def test_a_member_says_when_it_ordered_and_paid_and_chorus_confirms(made: Made, order: Order) -> None:
    invoice, contractor = bill(made, order), made.cast.actor("contractor")
    rate_note(actor=manager(made.cast), half_from=date(2026, 7, 1), percent=Decimal("2.15"), source="Inventé")
    with at(2027, 1, 10):
        pay(made, invoice, date(2026, 12, 20), slip="58 / 412")
        now = standing(made, invoice)
        assert (now.ordered_on, now.paid_on) == (date(2026, 12, 20), None)
        assert now.late is not None
        assert (now.late.days, now.late.is_over) == (17, False)
        pay(made, invoice, date(2026, 12, 20), slip="58 / 412", paid_on=date(2027, 1, 5))
        deposit_record(actor=contractor, invoice=invoice, state=Deposit.ORDERED, on=date(2026, 12, 21))
        deposit_record(actor=contractor, invoice=invoice, state=Deposit.PAID, on=date(2027, 1, 6))
        now = standing(made, invoice)
        assert (now.paid_on, now.channel_on, now.channel_ordered_on) == (
            date(2027, 1, 5), date(2027, 1, 6), date(2026, 12, 21),
        )  # fmt: skip
        assert now.differs
        assert now.late is not None
        assert (now.late.days, now.late.is_over) == (12, True)
        late = InvoiceFilter(state="retard")
        assert list(invoices_of(contractor, made.market, late)) == [invoice]
        assert list(invoices_of(contractor, made.market, InvoiceFilter(state="payee"))) == [invoice]
        payment_take_back(actor=made.cast.actor("member_rep"), invoice=invoice)
        assert standing(made, invoice).paid_on == date(2027, 1, 6)
        pay(made, invoice, date(2026, 12, 20), paid_on=date(2026, 12, 24))
        assert standing(made, invoice).late is None
        assert list(invoices_of(contractor, made.market, late)) == []
    acts = ["orders.invoice.ordered", "orders.invoice.paid", "orders.invoice.unpaid", "orders.invoice.paid"]
    said = AuditLine.objects.filter(act__in=set(acts)).order_by("pk").values_list("act", flat=True)
    assert list(said) == acts


def test_a_payment_before_its_invoice_or_to_come_is_refused(made: Made, order: Order) -> None:
    invoice = bill(made, order)
    with at(2026, 12, 10):
        for more, words in (
            ({"ordered_on": date(2026, 11, 23)}, r"La facture est du 24.novembre.2026.*ne vient pas avant"),
            ({"ordered_on": date(2026, 12, 11)}, "pas encore venue"),
            ({"ordered_on": ISSUED, "paid_on": date(2026, 12, 11)}, "pas encore venue"),
            ({"ordered_on": date(2026, 12, 5), "paid_on": date(2026, 12, 4)}, "n’est pas payée avant"),
        ):
            said: dict[str, Any] = dict(more)
            with pytest.raises(WrongPayment, match=words):
                pay(made, invoice, **said)
        for stranger in ("contractor", "coordinator", "managing_body"):
            with pytest.raises(Forbidden):
                payment_say(actor=made.cast.actor(stranger), invoice=invoice, ordered_on=ISSUED)
    assert not InvoicePayment.objects.exists()


def second(made: Made) -> Invoice:
    """Another invoice of the same member."""
    accounts = {made.cast.verne: 5}
    return bill(made, acknowledged(made.market, made["valmarais"], accounts, 2, starts_on=date(2026, 11, 1)))


def test_the_same_bordereau_twice_in_a_year_is_refused(made: Made, order: Order) -> None:
    invoice, other = bill(made, order), second(made)
    with at(2026, 12, 10):
        pay(made, invoice, date(2026, 12, 1), slip=" 58 /  412 ")
        with pytest.raises(WrongPayment, match=f"58 / 412 de 2026 paie déjà la facture {invoice.reference}"):
            pay(made, other, date(2026, 12, 2), slip="58 / 412")
        assert not InvoicePayment.objects.filter(invoice=other).exists()
        pay(made, other, date(2026, 12, 2), slip="58 / 413")
    with at(2027, 1, 10):
        # The accounts of another year count anew.
        pay(made, other, date(2027, 1, 4), slip="58 / 412")


def test_what_is_contested_given_back_or_a_credit_note_is_not_paid(made: Made, order: Order) -> None:
    rep, other = made.cast.actor("member_rep"), second(made)
    with at(2026, 12, 10):
        invoice_dispute(actor=rep, invoice=other, reason="Une école de trop")
        with pytest.raises(WrongPayment, match="contestée"):
            pay(made, other, date(2026, 12, 3))
        credit = invoice_credit(
            actor=made.cast.actor("contractor"), invoice=other, reason="Rendue",
            quantities={line.position: line.quantity for line in other.lines.all()},
        )  # fmt: skip
        invoice_certify(actor=rep, invoice=other)
        for wrong in (other, credit):
            with pytest.raises(WrongPayment):
                pay(made, wrong, date(2026, 12, 3))
    with pytest.raises(WrongPayment, match="Aucun paiement"):
        payment_take_back(actor=rep, invoice=credit)
    assert not InvoicePayment.objects.exists()


def test_two_rates_on_a_day_are_refused_and_a_rate_is_of_a_half_year(made: Made) -> None:
    by = manager(made.cast)

    def note(**said: Any) -> Any:
        known: dict[str, Any] = {
            "half_from": date(2026, 7, 1), "percent": Decimal("2.15"), "source": "Banque de France",
        }  # fmt: skip
        return rate_note(actor=by, **known | said)

    assert rates_missing(made.market) == [date(2026, 7, 1)]
    first = note()
    assert rates_missing(made.market) == []
    for said, words in (
        ({}, "le taux noté est déjà 2,15.*qu’un par semestre"),
        ({"half_from": date(2026, 7, 2)}, "premier jour d’un semestre"),
        ({"half_from": date(2027, 1, 1)}, "pas encore commencé"),
        ({"half_from": date(2026, 1, 1), "percent": Decimal(26)}, "va de 0 à 25"),
        ({"half_from": date(2026, 1, 1), "source": " "}, "d’où vient"),
    ):
        with pytest.raises(WrongRate, match=words):
            note(**said)
    rate_remove(actor=by, rate=first)
    assert rates_known() == {}
    with pytest.raises(Forbidden):
        rate_note(
            actor=made.cast.actor("contractor"), half_from=date(2026, 7, 1), percent=Decimal(2), source="x"
        )


def test_states_are_taken_by_their_labels_too(made: Made, order: Order) -> None:
    invoice = bill(made, order)
    said = ("Mise à disposition", "SERVICE FAIT", "mandatee", "Comptabilisée", "MISE_EN_PAIEMENT")
    lines = [StateLine(place, invoice.reference, words, ISSUED) for place, words in enumerate(said, 2)]
    assert deposits_import(actor=made.cast.actor("contractor"), market=made.market, lines=lines) == 5
    states = invoice.deposits.order_by("pk").values_list("state", flat=True)
    assert list(states) == [
        Deposit.AVAILABLE, Deposit.CERTIFIED, Deposit.ORDERED, Deposit.BOOKED, Deposit.PAID,
    ]  # fmt: skip
