"""What members order: before the market starts, then before its second period."""

from collections.abc import Collection
from datetime import date

from eprimo.devtools.demo.story.adhesion import JOININGS
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.consortium.needs import needs_of
from eprimo.steering.orders.actions import order_acknowledge, order_propose, order_save, order_send
from eprimo.steering.orders.models import Order
from eprimo.steering.prices.actions import prices_award
from eprimo.steering.prices.models import PriceLine, PriceSchedule

_FACES = {one.key: one.face for one in JOININGS}


def _award(stage: Stage) -> None:
    """The prices that were offered become those of the contract."""
    market = stage.market
    if PriceSchedule.objects.get(market=market).awarded_at is None:
        prices = {line.code: line.indicative_ht for line in PriceLine.objects.filter(market=market)}
        prices_award(actor=stage.by("coordinator"), market=market, prices=prices)


def _order(day: date, key: str, *, more: int = 0, options: Collection[str] = ()) -> Step:
    """A member orders its need, `more` accounts in its first school; the contractor acknowledges at once."""

    def act(stage: Stage) -> None:
        if not stage.signed(key):
            return
        member, actor = stage.member(key), stage.by(_FACES[key])
        accounts = {row.school_id: row.accounts or 0 for row in needs_of(member)}
        first = min(accounts)
        accounts[first] += more
        order = order_save(actor=actor, member=member, accounts=accounts, options=options)
        order_propose(actor=actor, order=order)
        order_send(actor=actor, order=order)
        order_acknowledge(actor=stage.by("contractor"), order=Order.objects.get(pk=order.pk))

    return Step(day, act)


STEPS = (
    Step(date(2026, 4, 30), _award),
    _order(date(2026, 5, 18), "valmarais", more=5, options=("O1",)),
    _order(date(2026, 6, 2), "brive"),
    _order(date(2026, 6, 10), "ogec"),
    # In default by then: its order comes two months after the start.
    _order(date(2026, 9, 28), "epci"),
    _order(date(2028, 7, 3), "valmarais", options=("O1",)),
    _order(date(2028, 7, 6), "brive"),
    _order(date(2028, 7, 10), "ogec"),
)
