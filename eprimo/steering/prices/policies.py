"""Who reads and writes the price schedule: « final market documents » of the rights page."""

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import can_keep_market

# Those who read the documents of the market once it was notified.
_AFTER_NOTIFICATION = frozenset({Role.MEMBER_REP, Role.MANAGING_BODY, Role.COMMISSION, Role.CONTRACTOR})


@policy("prices.schedule.read")
def can_read_schedule(actor: Actor, market: Market) -> bool:
    """Whether the actor reads the schedule: the coordinator always; members, commission and contractor once the market
    was notified."""
    if actor.role == Role.COORDINATOR:
        return True
    notified = market.notified_on
    return (
        actor.role in _AFTER_NOTIFICATION
        and notified is not None
        and notified <= clock.today(actor.time_zone)
    )


@policy("prices.schedule.write")
def can_write_schedule(actor: Actor) -> bool:
    """Whether the actor writes the schedule: « final market documents: coordinator: write »."""
    return can_keep_market.allows(actor)


def is_published(actor: Actor, market: Market) -> bool:
    """Whether candidates price the lines, which nobody changes from then on [C 7.3]."""
    return market.published_on is not None and market.published_on <= clock.today(actor.time_zone)


@policy("prices.schedule.award")
def can_award(actor: Actor) -> bool:
    """Whether the actor writes the prices of the contract, as the market was signed and notified."""
    return can_keep_market.allows(actor)
