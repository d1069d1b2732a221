"""What orders hold of the market's days: what was sent says its first day, and changes no more [R063]."""

from eprimo.steering.consortium.holds import start_holder
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import BINDING
from eprimo.steering.orders.models import Order
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP


@start_holder
def orders_hold(market: Market) -> str:
    """Why the start stays where it is; empty: no order binds anybody yet."""
    if not Order.objects.filter(market=market, state__in=BINDING).exists():
        return ""
    return (
        f"Des bons de commande sont envoyés pour la période qui commence le {day_month_year(market.starts_on)}{NBSP}: "
        "le début du marché ne se déplace plus (articles 7.1 et 8)."
    )
