"""1,500 order forms with EPRIMO_DRILL=full, eight by default: written, proposed, sent with their PDF/A, one after
the other by a provider that acts for all. Started again, the run goes on where it stopped."""

from datetime import date
from time import perf_counter
from typing import Any

import pytest

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions.members import managing_body_add, seat_give
from eprimo.steering.consortium.models import Market, Member, Representation, Signatory
from eprimo.steering.orders.models import Order, OrderBook
from eprimo.steering.orders.order.actions.dispatch import order_send
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.orders.order.queries import TotalsFilter, totals_page, totals_sum
from eprimo.steering.orders.order.sheet import needs_by_school
from tests.cast import Cast
from tests.sizes import FULL, sized
from tests.steering.consortium.group import manager, siren, siret
from tests.steering.consortium.test_size import peopled
from tests.steering.orders.ordering import bind
from tests.steering.prices.schedule import awarded

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
ORDERS = sized(8, 1_500)
# « 1,500 order forms ≤ 3 min on 2 cores », and a page of totals: seconds, held to at full size, alone on the machine.
ALL, PAGE = 180, 0.3


def _acting(cast: Cast) -> Any:
    """Every member mandates one provider, and the market is notified."""
    by = manager(cast)
    peopled(cast)
    market = Market.objects.get()
    body = managing_body_add(actor=by, name="Prestataire inventé", siret=siret(siren("99900040")))
    seat_give(actor=by, mandate=Mandate.objects.get(person=cast.managing_body), managing_body=body)
    Representation.objects.update(
        managing_body=body, piece_sha256="0" * 64, may_sign=True, acknowledged_at=clock.now()
    )
    now = clock.now()
    Signatory.objects.bulk_create(
        Signatory(member=one, first_name="Jeanne", last_name="MAIRE", function="Maire", starts=now)
        for one in Member.objects.all()
    )
    bind(*Member.objects.all())
    awarded(by, market)
    Market.objects.update(published_on=date(2026, 2, 2), notified_on=date(2026, 4, 30))
    return cast.actor("managing_body")


def _order_all(by: Any, most: int) -> int:
    """Members that have no order yet: what a run that was stopped still has to do."""
    members = Member.objects.filter(orders=None).select_related("market").order_by("pk")[:most]
    for member in list(members):
        made = order_save(actor=by, member=member, accounts=needs_by_school(member))
        order_send(actor=by, order=order_propose(actor=by, order=made))
    return Order.objects.count()


def test_orders_of_all_members_in_bulk(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    by = _acting(cast)
    started = perf_counter()
    assert _order_all(by, ORDERS // 2) == ORDERS // 2
    assert _order_all(by, ORDERS - ORDERS // 2) == ORDERS
    spent = perf_counter() - started
    told = (
        f"\n{ORDERS} order forms, sent with their PDF/A: {spent:.1f} s, {1000 * spent / ORDERS:.0f} ms each"
    )
    assert sorted(Order.objects.values_list("number", flat=True)) == list(range(1, ORDERS + 1))
    assert OrderBook.objects.get().last_number == ORDERS
    assert not FULL or spent <= ALL
    coordinator, market = cast.actor("coordinator"), Market.objects.get()
    started = perf_counter()
    totals_page(coordinator, market, TotalsFilter(), after="", before="")
    sums = totals_sum(coordinator, market)
    spent = perf_counter() - started
    with capsys.disabled():
        print(f"{told}\ntotals and delays of {sums.members} members: {1000 * spent:.0f} ms")  # noqa: T201
    assert sums.ordered == ORDERS
    assert not FULL or spent <= PAGE
