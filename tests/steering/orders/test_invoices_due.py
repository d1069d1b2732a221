"""Which years are due to be invoiced."""

from datetime import UTC, date, datetime

import pytest

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions import (
    GivenFile,
    exclusion_record,
    market_end_early,
    member_turn,
    withdrawal_record,
)
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.invoices_due import due_of
from eprimo.steering.orders.invoices_errors import (
    NotDue,
)
from eprimo.steering.orders.invoices_queries import due_query
from eprimo.steering.orders.models import Order
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
