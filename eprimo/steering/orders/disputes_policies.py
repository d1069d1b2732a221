"""Who reads and writes the file of a dispute: « the member on its own orders, read by coordinator and that contractor
». That of a member which does not carry out the convention is written by the coordinator, and read by this member."""

from django.db.models import Q

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.policies import can_keep_market, can_read_file, files_visible_to
from eprimo.steering.orders.disputes_enums import DisputeKind
from eprimo.steering.orders.invoices_policies import acts_for_members, can_bill, invoices_visible_to
from eprimo.steering.orders.models import Dispute
from eprimo.steering.orders.policies import can_read_orders, can_write_order


def disputes_visible_to(actor: Actor) -> Q:
    """On Dispute: to its parties and to the coordinator."""
    if actor.role == Role.COORDINATOR:
        return Q()
    if acts_for_members(actor):
        return Q(member__in=Member.objects.filter(files_visible_to(actor)))
    return Q(kind=DisputeKind.ORDER) & invoices_visible_to(actor)


def can_read_dispute(actor: Actor, dispute: Dispute) -> bool:
    """`disputes_visible_to`, for one."""
    if actor.role == Role.COORDINATOR:
        return True
    if actor.role == Role.CONTRACTOR:
        return dispute.is_on_order and can_bill.allows(actor, dispute.market)
    return can_read_orders.allows(actor, dispute.member)


def require_reading(actor: Actor, dispute: Dispute) -> None:
    """Raise Forbidden for who does not read that file, FactorNeeded before it goes out."""
    if not can_read_dispute(actor, dispute):
        raise Forbidden
    if actor.role == Role.CONTRACTOR:
        require(can_bill, actor, dispute.market)
    else:
        require(can_read_file, actor, dispute.member)


def can_write_dispute(actor: Actor, dispute: Dispute) -> bool:
    """Also of one that is not opened yet: the party that complains writes, the other one reads."""
    if dispute.is_on_order:
        return can_write_order.allows(actor, dispute.member)
    return can_keep_market.allows(actor)


def require_writing(actor: Actor, dispute: Dispute) -> None:
    """Raise Forbidden for who does not write that file: what an order asks, or what the market does."""
    if dispute.is_on_order:
        require(can_write_order, actor, dispute.member)
    else:
        require(can_keep_market, actor)
