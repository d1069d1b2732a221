"""What the worker does for the group by itself: the days of the market come, members are told of those on which they
may leave."""

from eprimo.foundation.kernel.periodic import every
from eprimo.steering.consortium.actions.turning import markets_turn
from eprimo.steering.consortium.reminding import reminders_send


@every(600)
def life_turn() -> int:
    return markets_turn()


@every(600)
def remind_of_the_window() -> int:
    return reminders_send()
