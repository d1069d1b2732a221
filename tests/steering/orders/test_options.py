"""Options that are ordered once, and who cancels what was signed."""

import pytest

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import SigningRight
from eprimo.steering.orders.enums import OrderKind
from eprimo.steering.orders.errors import NotBinding, WrongQuantity
from eprimo.steering.orders.order.actions.dispatch import order_cancel
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.orders.order.periods import plan_on
from eprimo.steering.orders.order.sheet import cost_of_accounts, options_left
from eprimo.steering.orders.order.succession import orders_counted
from eprimo.steering.prices.models import PriceLine
from tests.steering.consortium.group import Made
from tests.steering.orders.ordering import in_force, joined, saved, sent
from tests.steering.orders.test_orders import on

pytestmark = pytest.mark.django_db


def test_who_signed_an_order_alone_cancels_it(group: Made) -> None:
    """A colleague of the signatory writes the member's orders: not cancel what was signed. Of Brive, whose form was
    signed by hand, nobody signs in e-primo."""
    order = sent(group, {"tilleuls": 140})
    SigningRight.objects.update(ended_at=clock.now())
    rep = group.cast.actor("member_rep")
    with pytest.raises(NotBinding, match="l’annule seul"):
        order_cancel(actor=rep, order=order, reason="Erreur")
    SigningRight.objects.update(ended_at=None)
    order_cancel(actor=group.cast.actor("member_rep"), order=order, reason="Erreur")
    body, school = group.cast.actor("managing_body"), group.schools["brive"]
    by_hand = order_save(actor=body, member=group["brive"], accounts={school.pk: 80})
    by_hand = joined(group, order_propose(actor=body, order=by_hand))
    order_cancel(actor=body, order=by_hand, reason="Erreur")


def test_an_option_is_not_ordered_twice(group: Made) -> None:
    """150 € a year, in force with the first order: a complement neither offers it nor takes it again."""
    in_force(group, {"tilleuls": 100, "lettered": 40}, options=["O1"])
    member = group["valmarais"]
    plan = plan_on(member.market, clock.today("Europe/Paris"), orders_counted(member))
    assert plan is not None
    assert options_left(member, plan) == []
    with pytest.raises(WrongQuantity, match="déjà commandée"):
        saved(group, {"tilleuls": 5}, options=["O1"])


def test_an_option_that_is_owed_once_is_charged_in_one_period(group: Made) -> None:
    """Of the member: the order of the second period takes it again, and owes nothing for it."""
    PriceLine.objects.filter(code="O1").update(once=True)
    first = in_force(group, {"tilleuls": 100, "lettered": 40}, options=["O1"])
    assert [row.year for row in first.charges.filter(code="O1")] == [0]
    with on(2028, 6, 1):
        member = group["valmarais"]
        plan = plan_on(member.market, clock.today("Europe/Paris"), orders_counted(member))
        assert plan is not None
        assert plan.kind == OrderKind.SECOND
        assert options_left(member, plan) == []
        [year, _] = cost_of_accounts(member, plan, {group.cast.tilleuls.pk: 90}, ["O1"])
        assert {line.code for line in year.lines} == {"C1"}
