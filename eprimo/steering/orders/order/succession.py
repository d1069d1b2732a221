"""Whose orders count for a member: its own, and what binds whom it is in the place of by law. Their engagement passes
to it as it was [R016]: nothing is ordered, nor asked for, a second time.

What was ordered ends before its time for a member that is out, and when the market stops [C 3, 8]."""

from datetime import date

from django.db.models import Q, QuerySet

from eprimo.steering.consortium.enums import Outcome
from eprimo.steering.consortium.models import Exclusion, Member, Substitution, Withdrawal
from eprimo.steering.orders.enums import BINDING
from eprimo.steering.orders.models import Order

# A commune, the commune nouvelle that took its place, the EPCI that took the place of that one.
PATHS = tuple("member" + "__substitution__successor" * steps for steps in range(3))


def held_by(member: Member, prefix: str = "", on: date | None = None) -> Q:
    """Filter what leads to an order by `prefix` to orders of the member, and of whom it is in the place of; with `on`:
    in the place of whom it is on that day."""
    found = Q()
    for steps, path in enumerate(PATHS):
        one = Q(**{f"{prefix}{path}": member})
        if on is not None:
            one &= Q(
                **{f"{prefix}{PATHS[step]}__substitution__effective_on__lte": on for step in range(steps)}
            )
        found |= one
    return found


def orders_counted(member: Member) -> QuerySet[Order]:
    """The orders of a member, whatever their state, and the binding ones of whom it is in the place of."""
    return Order.objects.filter(Q(member=member) | Q(held_by(member), state__in=BINDING))


def heirs(on: date | None = None) -> dict[int, int]:
    """{member: who is in its place} of members that were replaced; with `on`: until that day."""
    rows = Substitution.objects.all() if on is None else Substitution.objects.filter(effective_on__lte=on)
    steps: dict[int, int] = dict(rows.values_list("member", "successor"))
    found = {}
    for member, to in steps.items():
        seen = {member}
        while to in steps and to not in seen:
            seen.add(to)
            to = steps[to]  # noqa: PLW2901 - along the chain
        found[member] = to
    return found


def closing_day(order: Order, leaves_on: date | None) -> date:
    """The first day on which what the order opened is closed: its end, or that of the market or the member [C 3, 8]."""
    days = (order.ends_on, order.market.ended_early_on, leaves_on)
    return min(day for day in days if day is not None)


def leaving() -> dict[int, date]:
    """{member: the day on which it is out}, by a court or its own letter. What a replaced member ordered ends with who
    is in its place by law."""
    left = Withdrawal.objects.filter(outcome=Outcome.ACCEPTED).values_list("member", "effect_on")
    days = {member: day for member, day in left if day is not None}
    for member, day in Exclusion.objects.values_list("member", "effect_on"):
        days[member] = min(day, days.get(member, day))
    for member, heir in heirs().items():
        if heir in days:
            days[member] = min(days[heir], days.get(member, days[heir]))
    return days
