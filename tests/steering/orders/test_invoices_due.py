"""Which years are due to be invoiced."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions.due_passages import member_turn
from eprimo.steering.consortium.actions.exits import exclusion_record, market_end_early
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.errors import NotDue
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.queries import due_query
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.sheet import changed_since
from eprimo.steering.prices.amendments import price_amend, vat_change
from eprimo.steering.prices.models import PriceTerms
from eprimo.steering.prices.terms import Terms
from eprimo.ui.french import local_day
from tests.steering.consortium.group import PDF, Made
from tests.steering.orders.billed import acknowledged, bill
from tests.steering.orders.ordering import bind

pytestmark = pytest.mark.django_db


def test_r075_four_invoices_when_the_market_is_renewed(made: Made, order: Order) -> None:
    second = acknowledged(made.market, made["valmarais"], {made.cast.tilleuls: 90}, 2, period=2)
    with clock.frozen(datetime(2029, 7, 20, 9, tzinfo=UTC)):
        assert [(one.order.number, one.year) for one in due_of(made.market)] == [
            (1, 0),
            (1, 1),
            (2, 2),
            (2, 3),
        ]
        days = [bill(made, one, year) for one, year in ((order, 0), (order, 1), (second, 2), (second, 3))]
    assert [(one.first_day, one.last_day) for one in days] == [
        (date(2026 + year, 7, 19), date(2027 + year, 7, 18)) for year in range(4)
    ]


def due_at(made: Made, year: int, month: int, day: int) -> list[tuple[int | None, int]]:
    """(order, year) to invoice then: the list, and the count on the home is of as many."""
    with clock.frozen(datetime(year, month, day, 9, tzinfo=UTC)):
        found = [(one.order.number, one.year) for one in due_of(made.market)]
        counted = Market.objects.annotate(n=due_query(made.cast.actor("contractor"))).get().n
    assert counted == len(found)
    return found


def test_r032_no_year_is_due_that_begins_once_the_member_has_withdrawn(made: Made, order: Order) -> None:
    """Those that began before stay owed in full."""
    bind(made["valmarais"])
    second = acknowledged(made.market, made["valmarais"], {made.cast.tilleuls: 90}, 2, period=2)
    assert due_at(made, 2029, 7, 20) == [(1, 0), (1, 1), (2, 2), (2, 3)]
    with clock.frozen(datetime(2028, 6, 2, 9, tzinfo=UTC)):
        withdrawal_record(
            actor=made.cast.actor("coordinator"), member=made["valmarais"], posted_on=date(2028, 6, 1)
        )
    assert due_at(made, 2029, 7, 20) == [(1, 0), (1, 1)]
    with clock.frozen(datetime(2029, 7, 20, 9, tzinfo=UTC)):
        with pytest.raises(NotDue) as refused:
            bill(made, second, 2)
        assert bill(made, order, 1).last_day == date(2028, 7, 18)
    assert "articles 3 et 8" in refused.value.sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_r035_no_year_is_due_that_begins_once_the_member_was_excluded(made: Made, order: Order) -> None:
    bind(made["valmarais"])
    member_turn(Member.objects.get(pk=made["valmarais"].pk))
    exclusion_record(
        actor=made.cast.actor("coordinator"), member=made["valmarais"], court="Tribunal administratif de Nantes",
        case_number="26-1", decided_on=date(2026, 11, 2), effect_on=date(2027, 7, 19),
        file=GivenFile("jugement.pdf", PDF),
    )  # fmt: skip
    assert due_at(made, 2027, 7, 20) == [(1, 0)]


@pytest.mark.parametrize(("ended_on", "years"), [(date(2027, 7, 19), [0]), (date(2027, 7, 20), [0, 1])])
def test_r062_no_year_is_due_that_begins_once_the_market_has_ended(
    made: Made, order: Order, ended_on: date, years: list[int]
) -> None:
    """A year that is begun is owed in full."""
    by = made.cast.actor("coordinator")
    made.market = market_end_early(actor=by, market=made.market, ended_on=ended_on, why="Résiliation")
    assert due_at(made, 2027, 8, 1) == [(1, year) for year in years]


@pytest.mark.parametrize("state", [OrderState.SENT, OrderState.CANCELLED])
def test_an_order_that_is_not_acknowledged_has_no_invoice_due(made: Made, order: Order, state: str) -> None:
    cancelled = (
        {"cancelled_at": clock.now(), "cancel_reason": "Erreur"} if state == OrderState.CANCELLED else {}
    )
    Order.objects.filter(pk=order.pk).update(state=state, acknowledged_at=None, **cancelled)
    assert due_at(made, 2026, 11, 24) == []
    with pytest.raises(NotDue, match="Accusez d’abord réception"):
        bill(made, order)


def test_an_amendment_is_invoiced_from_its_year_on_and_vat_by_its_day(made: Made, order: Order) -> None:
    """205 accounts of 1.80 €: 369 € the second year as it was ordered; 1.86 by the index 1.035: 381.30 €."""
    by = made.cast.actor("coordinator")
    price_amend(
        actor=by,
        market=made.market,
        effective_on=date(2027, 7, 19),
        reference="Avenant 1",
        index=Decimal("1.035"),
    )
    vat_change(
        actor=by, market=made.market, effective_on=date(2027, 1, 1), before=Decimal(20), after=Decimal(21),
        reference="Loi",
    )  # fmt: skip
    assert [(one.year, one.sent_ht, one.ht) for one in changed_since(order)] == [
        (1, Decimal("369.00"), Decimal("381.30"))
    ]
    first = bill(made, order)
    assert (first.net, first.tax) == (Decimal("429.00"), Decimal("85.80"))
    with clock.frozen(datetime(2027, 3, 1, 9, tzinfo=UTC)):
        # Ordered within a year that has begun: at its prices, with the VAT of the day.
        more = acknowledged(
            made.market, made["valmarais"], {made.cast.tilleuls: 10}, 2, starts_on=date(2027, 3, 1)
        )
        late = bill(made, more)
        assert (late.net, late.tax) == (Decimal("18.00"), Decimal("3.78"))
    with clock.frozen(datetime(2027, 7, 19, 9, tzinfo=UTC)):
        assert [one.net for one in due_of(made.market)] == [Decimal("381.30"), Decimal("18.60")]
        # Terms that begin on the day on which an order was sent are its own; those of the day after are not.
        sent = local_day(Order.objects.get(pk=order.pk).sent_at)
        for day, net in ((sent, "500.00"), (sent + timedelta(days=1), "381.30")):
            with transaction.atomic():
                said = asdict(Terms(minimum_ht=Decimal(500)))
                PriceTerms.objects.create(market=made.market, effective_on=day, reference="N° 2", **said)
                assert due_of(made.market)[0].net == Decimal(net), day
                transaction.set_rollback(True)
        second = bill(made, order, 1)
    assert (second.net, second.tax, second.total) == (Decimal("381.30"), Decimal("80.07"), Decimal("461.37"))
    assert order.charges.get(year=1, quantity=85).unit_ht == Decimal("1.80")
