"""Which tabs of the group stand for the reader of the page."""

from django import template
from django.template import Context

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.policies import current_market
from eprimo.steering.prices.policies import can_read_schedule

register = template.Library()


@register.simple_tag(takes_context=True)
def reads_prices(context: Context) -> bool:
    """Does the price schedule exist for the reader?"""
    actor: Actor = context["request"].actor
    market = current_market()
    return market is not None and can_read_schedule(actor, market)
