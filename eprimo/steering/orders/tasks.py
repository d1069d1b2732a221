"""What the worker does for orders by itself: schools opened and closed as the orders say, accounts compared, invoices
issued that were asked for."""

from datetime import timedelta

from eprimo.foundation.kernel.periodic import every
from eprimo.steering.orders.actions.invoices_runs import runs_work
from eprimo.steering.orders.opening import grants_keep, overruns_watch

_HOUR = timedelta(hours=1).total_seconds()


@every(600)
def orders_open() -> int:
    return grants_keep()


@every(_HOUR)
def orders_compared() -> int:
    return overruns_watch()


@every(2)
def invoices_issue() -> int:
    """A turn at a time."""
    return runs_work()
