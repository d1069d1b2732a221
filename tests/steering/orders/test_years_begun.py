"""A year of the market may be invoiced from its first day, and not the day before; also of a complement."""

from datetime import UTC, date, datetime

import pytest

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.errors import NotDue
from eprimo.steering.orders.invoice.actions.invoices import invoice_issue
from eprimo.steering.orders.invoice.billing import years_begun
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.queries import due_query
from tests.cast import Cast
from tests.steering.consortium.group import group_of, manager
from tests.steering.orders.billed import acknowledged, notified

pytestmark = pytest.mark.django_db


def test_a_year_may_be_invoiced_from_its_first_day(cast: Cast) -> None:
    """The market begins on 19 July 2026."""
    by = manager(cast)
    made = group_of(cast, by)
    notified(made, by)
    order = acknowledged(made.market, made["valmarais"], {cast.tilleuls: 85}, 1)
    contractor = cast.actor("contractor")
    invoice_issue(actor=contractor, order=order, year=0)
    with clock.frozen(datetime(2027, 7, 18, 9, tzinfo=UTC)):
        assert due_of(made.market) == []
        with pytest.raises(NotDue):
            invoice_issue(actor=contractor, order=order, year=1)
    with clock.frozen(datetime(2027, 7, 19, 9, tzinfo=UTC)):
        assert [one.year for one in due_of(made.market)] == [1]
        assert invoice_issue(actor=contractor, order=order, year=1).first_day == date(2027, 7, 19)
    days = (date(2026, 7, 18), date(2026, 7, 19), date(2027, 7, 18), date(2027, 7, 19), date(2035, 1, 1))
    assert [years_begun(made.market, day) for day in days] == [0, 1, 1, 2, 4]


def test_a_complement_that_starts_later_is_invoiced_from_its_first_day(cast: Cast) -> None:
    """Its year of the market is begun for long; the list, the count of the home and the act agree."""
    made = group_of(cast, by := manager(cast))
    notified(made, by)
    later = acknowledged(made.market, made["valmarais"], {cast.tilleuls: 10}, 1, starts_on=date(2027, 3, 1))
    contractor = cast.actor("contractor")

    def due() -> list[int]:
        found = [one.year for one in due_of(made.market)]
        assert Market.objects.annotate(n=due_query(contractor)).get().n == len(found)
        return found

    with clock.frozen(datetime(2027, 2, 28, 9, tzinfo=UTC)):
        assert due() == []
        with pytest.raises(NotDue, match=r"commence le 1er\smars\s2027"):
            invoice_issue(actor=contractor, order=later, year=0)
    with clock.frozen(datetime(2027, 3, 1, 9, tzinfo=UTC)):
        assert due() == [0]
        assert invoice_issue(actor=contractor, order=later, year=0).issued_on == date(2027, 3, 1)
        assert due() == []
