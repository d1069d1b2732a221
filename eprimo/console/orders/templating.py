"""What the pages of orders ask and say."""

from datetime import date

from jinja2 import pass_context
from jinja2.runtime import Context

from eprimo.console.orders.files import delay_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import Member
from eprimo.steering.orders.policies import can_read_orders


@pass_context
def reads_orders(context: Context, member: Member) -> bool:
    """Do the orders of that member exist for the reader?"""
    actor: Actor = context["request"].actor
    return can_read_orders(actor, member)


def delay(row: Member, today: date) -> int:
    """Days of a member in default."""
    return delay_of(row, today) or 0


FILTERS = {"delay": delay}
FUNCTIONS = {"reads_orders": reads_orders}
