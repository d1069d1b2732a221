"""Which tabs of the group stand for the reader of the page."""

from datetime import date

from jinja2 import pass_context
from jinja2.runtime import Context

from eprimo.console.orders.files import delay_of
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.policies import current_market
from eprimo.steering.orders.policies import can_read_orders
from eprimo.steering.prices.policies import can_read_schedule


@pass_context
def reads_prices(context: Context) -> bool:
    """Does the price schedule exist for the reader?"""
    actor: Actor = context["request"].actor
    market = current_market()
    return market is not None and can_read_schedule(actor, market)


@pass_context
def reads_orders(context: Context, member: Member | None = None) -> bool:
    """Do orders exist for the reader? With a member: those of that member."""
    actor: Actor = context["request"].actor
    if member is not None:
        return can_read_orders(actor, member)
    roles = {Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY}
    return actor.role in roles and current_market() is not None


def delay(row: Member, today: date) -> int:
    """Days of a member in default."""
    return delay_of(row, today) or 0


FILTERS = {"delay": delay}
FUNCTIONS = {"reads_prices": reads_prices, "reads_orders": reads_orders}
