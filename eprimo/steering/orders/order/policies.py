"""Who reads, writes, sends and acknowledges orders: the « orders » row of the rights page."""

from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.policies import can_keep_market, can_read_file, files_visible_to
from eprimo.steering.consortium.signers import mandate_to_sign, right_held, right_of_signatory
from eprimo.steering.orders.enums import WRITTEN, OrderWay
from eprimo.steering.orders.models import Order

_ACTING = frozenset({Role.MEMBER_REP, Role.MANAGING_BODY})


def orders_visible_to(actor: Actor) -> Q:
    """The orders that the actor reads, as a filter: those of the members that one acts for; to the contractor, what was
    sent to it. The coordinator « reads totals and delays » and no order [C 4.2]."""
    if actor.role in _ACTING:
        return Q(member__in=Member.objects.filter(files_visible_to(actor)))
    if actor.role == Role.CONTRACTOR:
        return ~Q(state__in=WRITTEN) & Q(market__notified_on__lte=clock.today(actor.time_zone))
    return Q(pk__in=[])


@policy("orders.order.read")
def can_read_order(actor: Actor, order: Order) -> bool:
    """Whether the actor reads this order: `orders_visible_to` for one row."""
    if actor.role == Role.CONTRACTOR:
        notified = order.market.notified_on
        return not order.is_written and notified is not None and notified <= clock.today(actor.time_zone)
    return can_read_orders.allows(actor, order.member)


@policy("orders.member.read")
def can_read_orders(actor: Actor, member: Member) -> bool:
    """Whether the actor reads all orders of a member: it is the member, or acts for it."""
    return actor.role in _ACTING and can_read_file.allows(actor, member)


@policy("orders.order.write")
def can_write_order(actor: Actor, member: Member) -> bool:
    """Whether the actor writes orders and deductions of the member: « member_rep write (no level = write), sign;
    managing_body »; never the coordinator [C 4.2]."""
    return can_read_orders.allows(actor, member)


@policy("orders.order.bind", strong=Strength.STRONG)
def can_bind_order(actor: Actor, member: Member) -> bool:
    """Whether the actor binds the member: « bind an order (sign, send): only the member's signatory in force:
    member_rep sign, own session, strong; managing_body if its file says so »."""
    signs = right_held(actor, member) or mandate_to_sign(actor, member)
    return signs is not None and can_write_order.allows(actor, member)


def can_cancel_order(actor: Actor, order: Order) -> bool:
    """Whether the actor cancels the order: « what the signatory signed, the signatory alone cancels, until it is
    acknowledged ». A form that was signed by hand is cancelled by who writes where nobody signs for the member in
    e-primo: there is no other way to it."""
    if not can_write_order.allows(actor, order.member):
        return False
    if order.way == OrderWay.JOINED and not signs_in_eprimo(order.member):
        return True
    return order.way == "" or can_bind_order.allows(actor, order.member)


def signs_in_eprimo(member: Member) -> bool:
    """Whether somebody signs for the member from an own account: its signatory, or its provider."""
    provider = (
        member.representations.in_force(clock.now()).filter(may_sign=True).exclude(acknowledged_at=None)
    )
    return right_of_signatory(member) is not None or provider.exists()


@policy("orders.order.acknowledge")
def can_acknowledge(actor: Actor, order: Order) -> bool:
    """Whether the actor acknowledges the order: « contractor, own: read, acknowledge »."""
    return actor.role == Role.CONTRACTOR and can_read_order.allows(actor, order)


@policy("orders.totals.read")
def can_read_totals(actor: Actor) -> bool:
    """Whether the actor reads sums and statuses only: « coordinator: read totals and delays », and of invoices « read
    status, no bank data », which never go through it [C 4.2]."""
    return actor.role == Role.COORDINATOR


@policy("orders.book.keep")
def can_keep_book(actor: Actor) -> bool:
    """Whether the actor keeps the settings of orders: after how many days a member without order is in default, the
    rates by which late payments bear interest, the certificates by which electronic signatures are trusted."""
    return can_keep_market.allows(actor)


@policy("orders.coverage.keep")
def can_keep_coverage(actor: Actor) -> bool:
    """Whether the actor writes the base of coverage: « coverage figures: coordinator: write »."""
    return can_keep_market.allows(actor)
