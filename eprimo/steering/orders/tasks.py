"""What the worker does for orders by itself: schools opened and closed as the orders say, accounts compared."""

from datetime import timedelta

from eprimo.foundation.kernel.periodic import every
from eprimo.steering.orders.opening import grants_keep, overruns_watch

_HOUR = timedelta(hours=1).total_seconds()


@every(600)
def orders_open() -> int:
    return grants_keep()


@every(_HOUR)
def orders_compared() -> int:
    return overruns_watch()
