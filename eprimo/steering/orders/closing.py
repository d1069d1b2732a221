"""When what was ordered ends before its time: a member that is out, a market that stops [C 3, 8]."""

from datetime import date

from eprimo.steering.consortium.models import Exclusion, Withdrawal
from eprimo.steering.consortium.readings import Outcome
from eprimo.steering.orders.lineage import heirs
from eprimo.steering.orders.models import Order


def closing_day(order: Order, leaves_on: date | None) -> date:
    """The first day on which what the order opened is closed: its end, or that of the market or the member [C 3, 8]."""
    days = (order.ends_on, order.market.ended_early_on, leaves_on)
    return min(day for day in days if day is not None)


def leaving() -> dict[int, date]:
    """{member: the day on which it is out}, by a court or its own letter. What a replaced member ordered ends with
    who is in its place by law."""
    left = Withdrawal.objects.filter(outcome=Outcome.ACCEPTED).values_list("member", "effect_on")
    days = {member: day for member, day in left if day is not None}
    for member, day in Exclusion.objects.values_list("member", "effect_on"):
        days[member] = min(day, days.get(member, day))
    for member, heir in heirs().items():
        if heir in days:
            days[member] = min(days[heir], days.get(member, days[heir]))
    return days
