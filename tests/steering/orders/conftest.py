from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge
from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import Made, group_of, manager
from tests.steering.orders.billed import acknowledged, notified
from tests.steering.orders.ordering import ordering, sent


@lent
def group(cast: Cast) -> Made:
    """Members that may order, beside the cast."""
    return ordering(cast)


@lent
def sent_order(group: Made) -> Order:
    """All that Valmarais needs, for Les Tilleuls."""
    return sent(group, {"tilleuls": 140})


@lent
def known_order(group: Made, sent_order: Order) -> Order:
    """The same, acknowledged by the contractor."""
    return order_acknowledge(actor=group.cast.actor("contractor"), order=sent_order)


@lent
def made(cast: Cast) -> Made:
    by = manager(cast)
    group = group_of(cast, by)
    notified(group, by)
    return group


@lent
def order(made: Made) -> Order:
    return acknowledged(made.market, made["valmarais"], {made.cast.tilleuls: 85, made.cast.verne: 120}, 1)
