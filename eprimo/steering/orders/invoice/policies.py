"""Who reads, issues, certifies and disputes invoices: the « invoices » and « bank data, engagement numbers » rows of
the rights page."""

from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.orders.models import Invoice, Order
from eprimo.steering.orders.order.policies import can_read_order, can_read_orders, can_read_totals

_ACTING = frozenset({Role.MEMBER_REP, Role.MANAGING_BODY})


def acts_for_members(actor: Actor) -> bool:
    """Whether the actor reads invoices and orders as a member, or on behalf of some."""
    return actor.role in _ACTING


def invoices_visible_to(actor: Actor) -> Q:
    """The invoices that the actor reads, as a filter: those of the members that one acts for; to the contractor, its
    own. The coordinator « reads status » only, by `can_read_totals`."""
    if actor.role in _ACTING:
        return Q(member__in=Member.objects.filter(files_visible_to(actor)))
    if actor.role == Role.CONTRACTOR:
        return Q(market__notified_on__lte=clock.today(actor.time_zone))
    return Q(pk__in=[])


@policy("orders.invoice.read")
def can_read_invoice(actor: Actor, invoice: Invoice) -> bool:
    """Whether the actor reads this invoice, whose file bears bank data and the engagement number: `invoices_visible_to`
    for one row."""
    if actor.role == Role.CONTRACTOR:
        return can_bill.allows(actor, invoice.market)
    return can_read_orders.allows(actor, invoice.member)


@policy("orders.market.bill")
def can_bill(actor: Actor, market: Market) -> bool:
    """Whether the actor bills the market: « contractor, own: issue, credit, deposit state; contested deduction », once
    the market was notified to it."""
    notified = market.notified_on
    return actor.role == Role.CONTRACTOR and notified is not None and notified <= clock.today(actor.time_zone)


@policy("orders.seller.write", strong=Strength.FRESH)
def can_write_seller(actor: Actor, market: Market) -> bool:
    """Whether the actor changes whose account is paid: « bank details », which a bill alone does not ask for."""
    return can_bill.allows(actor, market)


@policy("orders.invoice.issue")
def can_issue(actor: Actor, order: Order) -> bool:
    """Whether the actor issues invoices of the order: the contractor, of the orders that it received."""
    return can_bill.allows(actor, order.market) and can_read_order.allows(actor, order)


@policy("orders.invoice.answer")
def can_answer_invoice(actor: Actor, invoice: Invoice) -> bool:
    """Whether the actor answers the invoice: « member: dispute, certify service; managing body: same »; « mandatée,
    payée: the member on its own orders »."""
    return actor.role in _ACTING and can_read_invoice.allows(actor, invoice)


def deductions_visible_to(actor: Actor) -> Q:
    """The deductions that the actor reads, as a filter: « read by coordinator and that contractor », and by the member
    and who acts for it."""
    if actor.role == Role.COORDINATOR:
        return Q()
    return invoices_visible_to(actor)


@policy("orders.billing.write")
def can_write_billing(actor: Actor, member: Member) -> bool:
    """Whether the actor writes what the member asks on its invoices: « engagement numbers: member own, managing body
    mandated »."""
    return can_read_orders.allows(actor, member)


@policy("orders.invoices.export")
def can_export_invoices(actor: Actor) -> bool:
    """Whether the actor takes the list of invoices away as a file: the same rows as the page."""
    return can_read_totals.allows(actor) or actor.role in _ACTING or actor.role == Role.CONTRACTOR
