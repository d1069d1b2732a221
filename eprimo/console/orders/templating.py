"""What the pages of orders ask and say."""

from collections.abc import Sequence
from datetime import date

from jinja2 import pass_context
from jinja2.runtime import Context

from eprimo.console.orders.tables import delay_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import Member
from eprimo.steering.orders.invoice.late_interest import Span
from eprimo.steering.orders.order.policies import can_read_orders
from eprimo.ui.french import euros
from eprimo.ui.plurals import counted


@pass_context
def reads_orders(context: Context, member: Member) -> bool:
    """Do the orders of that member exist for the reader?"""
    actor: Actor = context["request"].actor
    return can_read_orders(actor, member)


def delay(row: Member, today: date) -> int:
    """Days of a member in default."""
    return delay_of(row, today) or 0


def spans(found: Sequence[Span]) -> str:
    """« 514,80 € pendant 12 jours, puis 400,00 € pendant 3 jours »."""
    return ", puis ".join(f"{euros(one.principal)} pendant {counted(one.days, 'jour')}" for one in found)


FILTERS = {"delay": delay, "spans": spans}
FUNCTIONS = {"reads_orders": reads_orders}
