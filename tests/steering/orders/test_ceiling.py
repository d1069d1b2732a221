"""The maximum of the framework agreement: « sending refused beyond », in value and in quantity, and the gauge."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from eprimo.steering.orders.errors import PastMaximum
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.actions.dispatch import order_cancel, order_send
from eprimo.steering.orders.order.actions.drafts import order_propose
from eprimo.steering.orders.order.ceiling import gauge_of
from eprimo.steering.prices.actions import maximum_write
from eprimo.steering.prices.errors import Published, WrongLine
from eprimo.steering.prices.models import PriceSchedule
from tests.cast import Cast
from tests.steering.consortium.group import Made, group_of
from tests.steering.orders.ordering import saved, sent

pytestmark = pytest.mark.django_db


def at_most(**said: Any) -> None:
    PriceSchedule.objects.update(**{"most_ht": None, "most_accounts": None} | said)


@pytest.mark.parametrize(
    ("just", "short"),
    # 140 accounts for two years; 312.00 € the first year, 252.00 € the second.
    [({"most_accounts": 280}, {"most_accounts": 279}), ({"most_ht": Decimal(564)}, {"most_ht": Decimal("563.99")})],
)  # fmt: skip
def test_an_order_past_the_maximum_is_refused_by_one_account_and_by_one_cent(
    group: Made, just: dict[str, Any], short: dict[str, Any]
) -> None:
    at_most(**short)
    draft = saved(group, {"tilleuls": 100, "lettered": 40})
    by = group.cast.actor("member_rep")
    with pytest.raises(PastMaximum, match=r"R2162-4.*(1.compte par an|0,01.€ HT) de trop"):
        order_propose(actor=by, order=draft)
    at_most(**just)
    order = order_propose(actor=by, order=draft)
    # Lower again, as if others had been sent meanwhile: looked at under the lock of the number.
    at_most(**short)
    with pytest.raises(PastMaximum):
        order_send(actor=by, order=order)
    assert Order.objects.get().number is None
    at_most(**just)
    assert order_send(actor=by, order=order).number == 1
    gauge = gauge_of(group.market)
    assert gauge is not None
    assert (gauge.used, gauge.percent) == (gauge.most, 100)


def test_what_is_not_signed_or_was_cancelled_is_not_in_the_gauge(group: Made) -> None:
    at_most(most_accounts=300)
    by = group.cast.actor("member_rep")
    order_propose(actor=by, order=saved(group, {"tilleuls": 140}))
    assert gauge_of(group.market).used == 0  # type: ignore[union-attr]
    order = order_send(actor=by, order=Order.objects.get())
    assert gauge_of(group.market).used == 280  # type: ignore[union-attr]
    order_cancel(actor=by, order=order, reason="À refaire")
    assert gauge_of(group.market).used == 0  # type: ignore[union-attr]


def test_a_complement_counts_what_it_adds_for_the_years_that_are_begun(
    group: Made, known_order: Order
) -> None:
    at_most(most_accounts=281)
    with pytest.raises(PastMaximum, match=r"demande 2.comptes par an.*1.compte par an de trop"):
        sent(group, {"tilleuls": 1})


def test_the_coordinator_is_told_from_eighty_percent_on(group: Made, sent_order: Order, sign_in: Any) -> None:
    client = sign_in(group.cast.people["coordinator"])
    for most, near in ((351, False), (350, True)):
        at_most(most_accounts=most)
        page = client.get(reverse("orders:orders")).content.decode()
        assert ("Le maximum du marché approche" in page) is near
        assert "du marché" in page
        assert "280" in page


def test_it_is_written_once_in_value_or_quantity_until_the_publication(cast: Cast) -> None:
    made = group_of(cast)
    by, market = cast.actor("coordinator"), made.market
    for said in (
        {},
        {"most_ht": Decimal(1), "most_accounts": 1},
        {"most_accounts": 0},
        {"most_ht": Decimal(-1)},
    ):
        with pytest.raises(WrongLine):
            maximum_write(actor=by, market=market, **said)
    assert maximum_write(actor=by, market=market, most_accounts=1000).most_accounts == 1000
    assert maximum_write(actor=by, market=market, most_ht=Decimal(90_000)).most_accounts is None
    type(market).objects.update(published_on="2026-02-02")
    with pytest.raises(Published, match="R2162-4"):
        maximum_write(actor=by, market=market, most_ht=Decimal(100_000))
