"""What the group's views share."""

from django.http import HttpRequest

from eprimo.console.pages import actor_as
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import READERS
from eprimo.steering.consortium.queries import market_read


def reader_of(request: HttpRequest) -> Actor:
    """The actor, in a role of the group's table; for every other role these pages do not exist."""
    return actor_as(request, *READERS, Role.CONTRACTOR)


def running_market(actor: Actor) -> Market:
    """The market, once it was opened; raises NotVisible before."""
    market = market_read(actor)
    if market is None:
        raise NotVisible
    return market
