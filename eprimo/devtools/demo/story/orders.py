"""What members order: before the market starts, then before its second period."""

from collections.abc import Collection
from datetime import date

from eprimo.devtools.demo.story.adhesion import JOININGS
from eprimo.devtools.demo.story.papers import paper
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.actions.signers import signer_ask, signer_confirm
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.needs import needs_of
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge, order_join, order_send
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.prices.actions import prices_award
from eprimo.steering.prices.models import PriceLine, PriceSchedule

_FACES = {one.key: one.face for one in JOININGS}


# Whose representative is the signatory, and signs in e-primo; others join what was signed by hand.
_SIGN = frozenset({"ogec", "epci"})


def _signer(day: date, key: str) -> Step:
    """The president asks to sign, with the act; the academy confirms."""

    def act(stage: Stage) -> None:
        if stage.signed(key):
            right = signer_ask(
                actor=stage.by(_FACES[key]), member=stage.member(key), act=paper("procès-verbal d’élection")
            )
            signer_confirm(actor=stage.by("academy"), right=right)

    return Step(day, act)


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
        order = Order.objects.filter(member=member, state=OrderState.PROPOSED).first()
        if order is None:
            order = _put_to_signature(actor, member, more, options)
        if key in _SIGN:
            order_send(actor=actor, order=order)
        else:
            file = paper(f"bon de commande signé {key}")
            order_join(actor=actor, order=order, file=file, signed_on=day, reference=order.form_reference)
        order_acknowledge(actor=stage.by("contractor"), order=Order.objects.get(pk=order.pk), seen=True)

    return Step(day, act)


def _put_to_signature(actor: Actor, member: Member, more: int = 0, options: Collection[str] = ()) -> Order:
    """Its need, `more` accounts in its first school."""
    accounts = {row.school_id: row.accounts or 0 for row in needs_of(member)}
    accounts[min(accounts)] += more
    order = order_save(actor=actor, member=member, accounts=accounts, options=options)
    return order_propose(actor=actor, order=order)


def _propose(day: date, key: str) -> Step:
    """An order waits for the signature."""

    def act(stage: Stage) -> None:
        if stage.signed(key):
            _put_to_signature(stage.by(_FACES[key]), stage.member(key))

    return Step(day, act)


STEPS = (
    Step(date(2026, 4, 30), _award),
    _order(date(2026, 5, 18), "valmarais", more=5, options=("O1",)),
    _order(date(2026, 6, 2), "brive"),
    _signer(date(2026, 6, 8), "ogec"),
    _order(date(2026, 6, 10), "ogec"),
    _signer(date(2026, 9, 25), "epci"),
    # In default by then: its order comes two months after the start.
    _order(date(2026, 9, 28), "epci"),
    _order(date(2028, 7, 3), "valmarais", options=("O1",)),
    _order(date(2028, 7, 6), "brive"),
    _propose(date(2028, 5, 22), "ogec"),
    _order(date(2028, 7, 10), "ogec"),
)
