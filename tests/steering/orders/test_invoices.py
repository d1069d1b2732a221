"""Invoices of an order, from its charges to the credit note. Rules R040, R074 to R076 of the convention."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.printing.confined.invoices import parsed, xml_of
from eprimo.foundation.printing.en16931 import check
from eprimo.steering.consortium.enums import Succession
from eprimo.steering.consortium.models import Market, Member, Substitution
from eprimo.steering.orders.enums import Channel, Deposit
from eprimo.steering.orders.errors import (
    AlreadyInvoiced,
    FaultyStates,
    NotDue,
    ReferenceMissing,
    WrongAnswer,
    WrongCredit,
    WrongDeposit,
    WrongReference,
)
from eprimo.steering.orders.invoice.actions.invoices import (
    billing_write,
    invoice_credit,
    invoice_issue,
    seller_write,
)
from eprimo.steering.orders.invoice.actions.progress import (
    StateLine,
    deposit_record,
    deposits_import,
    invoice_certify,
    invoice_dispute,
)
from eprimo.steering.orders.invoice.confined.invoices import read
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.payment_delay import pay_by
from eprimo.steering.orders.invoice.queries import due_query, invoice_read
from eprimo.steering.orders.models import Billing, Invoice, InvoiceBook, Order, Seller
from eprimo.steering.prices.models import PriceSchedule
from tests.steering.consortium.group import Made, siren, siret
from tests.steering.orders.billed import SELLER, acknowledged, bill
from tests.steering.orders.test_orders import on
from tests.steering.prices.schedule import AWARDEE
from tests.steering.written import like

pytestmark = pytest.mark.django_db


def test_r075_an_invoice_is_addressed_to_the_member_itself_never_to_who_acts_for_it(made: Made) -> None:
    """Brive is represented by a managing body: « directement » is still the member."""
    order = acknowledged(made.market, made["brive"], {made.schools["brive"]: 60}, 1)
    invoice = bill(made, order)
    given = read(parsed(bytes(invoice.file.xml)))
    assert given.buyer.sirets == {invoice.buyer_siret} == {made["brive"].siret}
    assert made.body is not None
    assert given.buyer.sirets.isdisjoint({made.body.siret, AWARDEE.siret})
    assert given.orders == {order.reference}


def test_r075_who_came_in_the_place_of_a_member_by_law_owes_what_it_ordered(made: Made, order: Order) -> None:
    """Before the day it is the member's own; from that day on, the successor's, which reads and answers it."""
    first = bill(made, order)
    Member.objects.filter(pk=made["valmarais"].pk).update(replaced_on=date(2027, 1, 1))
    Substitution.objects.create(
        member=made["valmarais"], successor=made["cc"], kind=Succession.TRANSFER, effective_on=date(2027, 1, 1),
        act="2026-DRCL-114", act_on=date(2026, 10, 3), piece_sha256="0" * 64,
    )  # fmt: skip
    with clock.frozen(datetime(2027, 8, 2, 9, tzinfo=UTC)):
        second = bill(made, order, year=1)
        credit = invoice_credit(
            actor=made.cast.actor("contractor"),
            invoice=first,
            reason="Panne de mai",
            quantities={first.lines.get(code="C1", school=made.cast.tilleuls).position: 10},
        )
    assert second.member == made["cc"]
    given = read(parsed(bytes(second.file.xml)))
    assert given.buyer.sirets == {second.buyer_siret} == {made["cc"].siret}
    assert credit.buyer_siret == first.buyer_siret == made["valmarais"].siret


def test_r075_what_is_invoiced_is_what_was_ordered_school_by_school(made: Made, order: Order) -> None:
    invoice = bill(made, order)
    charges = order.charges.filter(year=0)
    assert invoice.net == charges.aggregate(n=Sum("ht"))["n"]
    counted = invoice.lines.filter(code="C1").aggregate(n=Sum("quantity"))["n"]
    assert counted == invoice.accounts == order.accounts == 205
    given = read(parsed(bytes(invoice.file.xml)))
    assert {one.uai for one in given.lines} == {made.cast.tilleuls.uai, made.cast.verne.uai}
    assert (given.first_day, given.last_day) == (date(2026, 7, 19), date(2027, 7, 18))


def test_r075_no_two_invoices_for_a_member_a_year_and_an_order(made: Made, order: Order) -> None:
    bill(made, order)
    with pytest.raises(AlreadyInvoiced):
        bill(made, order)
    with pytest.raises(NotDue):
        # Its second year has not begun.
        bill(made, order, 1)
    assert [one.year for one in due_of(made.market)] == []


def test_r040_the_coordinator_issues_and_answers_nothing(made: Made, order: Order) -> None:
    invoice = bill(made, order)
    for who in ("coordinator", "member_rep", "managing_body", "commission"):
        with pytest.raises(Forbidden):
            invoice_issue(actor=made.cast.actor(who), order=order, year=0)
    for who in ("coordinator", "contractor", "managing_body"):
        with pytest.raises(Forbidden):
            invoice_certify(actor=made.cast.actor(who), invoice=invoice)


def test_what_a_member_asks_on_its_invoices_is_awaited(made: Made, order: Order) -> None:
    rep = made.cast.actor("member_rep")
    asked = Billing(needs_engagement=True, needs_service=True)
    billing_write(actor=rep, member=made["valmarais"], said=asked)
    with pytest.raises(ReferenceMissing, match="reference-missing"):
        bill(made, order)
    assert "numéro d’engagement et le code service" in due_of(made.market)[0].held
    assert InvoiceBook.objects.filter(last_invoice__gt=0).count() == 0
    billing_write(actor=rep, member=made["valmarais"], said=like(asked, engagement="EJ-77", service="SCOL"))
    given = read(parsed(bytes(bill(made, order).file.xml)))
    assert (given.engagement, given.service) == ("EJ-77", "SCOL")
    assert given.orders == {"EJ-77", order.reference}
    with pytest.raises(WrongReference):
        billing_write(actor=rep, member=made["valmarais"], said=Billing(engagement="EJ-1"))
    with pytest.raises(Forbidden):
        billing_write(actor=made.cast.actor("contractor"), member=made["valmarais"], said=asked)


def test_an_ogec_is_not_in_chorus_pro(made: Made) -> None:
    order = acknowledged(made.market, made["ogec"], {made.schools["sainte_anne"]: 98}, 1)
    invoice = bill(made, order)
    assert invoice.channel == Channel.PLATFORM
    assert b">S1<" in bytes(invoice.file.xml)
    contractor = made.cast.actor("contractor")
    with pytest.raises(WrongDeposit):
        deposit_record(actor=contractor, invoice=invoice, state=Deposit.DONE, on=date(2026, 11, 24))
    deposit_record(actor=contractor, invoice=invoice, state=Deposit.SENT, on=invoice.issued_on)


def test_numbers_follow_one_another_and_nothing_issued_changes(made: Made, order: Order) -> None:
    other = acknowledged(made.market, made["brive"], {made.schools["brive"]: 60}, 2)
    first, second = bill(made, order), bill(made, other)
    assert [first.reference, second.reference] == ["FAC-00001", "FAC-00002"]
    kept = first.file
    assert kept.sha256 == hashlib.sha256(bytes(kept.pdf)).hexdigest()
    assert xml_of(bytes(kept.pdf)) == bytes(kept.xml)
    for statement in (
        "UPDATE orders_invoice SET net = 1, total = 1 + tax",
        "DELETE FROM orders_invoiceline",
        "UPDATE orders_invoicefile SET xml = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_credit_note_never_gives_back_more_than_what_was_asked(made: Made, order: Order) -> None:
    contractor, invoice = made.cast.actor("contractor"), bill(made, order)
    line = invoice.lines.get(code="C1", school=made.cast.tilleuls)
    first = invoice_credit(
        actor=contractor, invoice=invoice, quantities={line.position: 80}, reason="École fermée en septembre"
    )
    assert (first.reference, first.net) == ("AV-00001", 80 * Decimal("1.80"))
    tree = parsed(bytes(first.file.xml))
    assert read(tree).kind == "381"
    assert b"FAC-00001" in bytes(first.file.xml)
    check(tree)
    for quantities in ({line.position: 6}, {line.position: -1}, {99: 1}, {}, {line.position: 0}):
        with pytest.raises(WrongCredit):
            invoice_credit(actor=contractor, invoice=invoice, quantities=quantities, reason="Encore")
    with pytest.raises(DomainError):
        invoice_credit(actor=contractor, invoice=invoice, quantities={line.position: 5}, reason="  ")
    with pytest.raises(WrongCredit):
        invoice_credit(actor=contractor, invoice=first, quantities={1: 1}, reason="Avoir d’un avoir")
    invoice_credit(actor=contractor, invoice=invoice, quantities={line.position: 5}, reason="Le reste")


def test_an_invoice_that_is_given_back_whole_is_replaced_and_one_that_is_not_is_not(
    made: Made, order: Order
) -> None:
    contractor, wrong = made.cast.actor("contractor"), bill(made, order)
    whole = {one.position: one.quantity for one in wrong.lines.all()}
    [part, *rest] = whole

    def back(places: list[int]) -> None:
        said = {place: whole[place] for place in places}
        invoice_credit(actor=contractor, invoice=wrong, quantities=said, reason="Mauvais destinataire")

    def due() -> list[int]:
        found = [one.year for one in due_of(made.market)]
        assert Market.objects.annotate(n=due_query(contractor)).get().n == len(found)
        return found

    back([part])
    assert due() == []
    with pytest.raises(AlreadyInvoiced):
        bill(made, order)
    # Nor does the database let it be closed before its time.
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.filter(pk=wrong.pk).update(closed_by_credit=True)
    back(rest)
    assert due() == [0]
    assert list(Invoice.objects.filter(closed_by_credit=True)) == [wrong]
    again = bill(made, order)
    assert (again.reference, again.total, due()) == ("FAC-00002", wrong.total, [])
    with pytest.raises(AlreadyInvoiced):
        bill(made, order)
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.filter(pk=wrong.pk).update(closed_by_credit=False)


def test_a_member_disputes_then_certifies_once(made: Made, order: Order) -> None:
    rep, invoice = made.cast.actor("member_rep"), bill(made, order)
    invoice_dispute(actor=rep, invoice=invoice, reason="Deux écoles pour une")
    with pytest.raises(WrongAnswer):
        invoice_dispute(actor=rep, invoice=invoice, reason="Encore")
    invoice_certify(actor=rep, invoice=invoice)
    with pytest.raises(WrongAnswer):
        invoice_certify(actor=rep, invoice=invoice)
    with pytest.raises(WrongAnswer):
        invoice_dispute(actor=rep, invoice=invoice, reason="Trop tard")


def test_thirty_days_run_from_the_day_it_reached_its_receiver(made: Made, order: Order) -> None:
    contractor, invoice = made.cast.actor("contractor"), bill(made, order)
    assert pay_by(invoice_read(contractor, invoice.public_id)) == date(2026, 12, 24)
    with clock.frozen(datetime(2026, 12, 10, 9, tzinfo=UTC)):
        deposit_record(actor=contractor, invoice=invoice, state=Deposit.AVAILABLE, on=date(2026, 11, 27))
        assert pay_by(invoice_read(contractor, invoice.public_id)) == date(2026, 12, 27)
        for on in (date(2026, 12, 11), date(2026, 11, 1)):
            with pytest.raises(WrongDeposit):
                deposit_record(actor=contractor, invoice=invoice, state=Deposit.DONE, on=on)


def test_a_file_of_states_is_taken_whole_or_not_at_all(made: Made, order: Order) -> None:
    contractor, invoice = made.cast.actor("contractor"), bill(made, order)
    day = invoice.issued_on
    right = StateLine(2, "FAC-00001", "IN_INTEGRE", day)
    with pytest.raises(FaultyStates) as refused:
        deposits_import(
            actor=contractor,
            market=made.market,
            lines=[
                right,
                StateLine(3, "FAC-00009", "IN_INTEGRE", day),
                StateLine(4, "FAC-00001", "PERDUE", None),
            ],
        )
    assert [line for line, _ in refused.value.faults] == [3, 4]
    assert not invoice.deposits.exists()
    assert deposits_import(actor=contractor, market=made.market, lines=[right]) == 1
    assert deposits_import(actor=contractor, market=made.market, lines=[right]) == 0


def test_the_seller_of_an_invoice_is_who_the_market_was_awarded_to(made: Made, order: Order) -> None:
    """Whatever its own row says; and nothing is sold before the award names somebody."""
    Seller.objects.update(name="Une autre entreprise", siret=siret(siren("99900071")))
    said = bytes(bill(made, order).file.xml).decode()
    assert AWARDEE.siret in said
    assert "Une autre entreprise" not in said
    PriceSchedule.objects.update(contractor="", contractor_siret="")
    for act in (
        lambda: seller_write(actor=made.cast.actor("contractor"), market=made.market, said=SELLER),
        lambda: bill(made, order, 1),
    ):
        with pytest.raises(DomainError, match="à qui le marché est attribué"), on(2027, 9, 1):
            act()
