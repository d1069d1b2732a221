"""The market of the group: opened once, its days corrected; what happens to it is said by its tasks (`tender`)."""

from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.errors import OneMarket, WrongOrder
from eprimo.steering.consortium.market_periods import start_held
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import can_keep_market, current_market
from eprimo.ui.french import day_month_year


@dataclass(frozen=True, slots=True)
class MarketDays:
    """What the coordinator writes of it."""

    joins_until: date
    launches_from: date
    notification_expected: date
    starts_on: date


@transaction.atomic
def market_open(*, actor: Actor, academy: Academy, days: MarketDays) -> Market:
    """The record of a market that begins. Raises OneMarket while another one runs [C 1]."""
    require(can_keep_market, actor)
    running = current_market()
    if running is not None and running.convention_ends_on > clock.today(actor.time_zone):
        raise OneMarket
    _in_order(days)
    market = Market.objects.create(academy=academy, **asdict(days))
    audit(actor, "consortium.market.opened", market)
    return market


@transaction.atomic
def market_correct(*, actor: Actor, market: Market, days: MarketDays) -> Market:
    """Other days; each that changes leaves what it was in the audit trail."""
    require(can_keep_market, actor)
    _in_order(days)
    market = Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    if market.published_on is not None and days.launches_from > market.published_on:
        words = f"Le marché est publié depuis le {day_month_year(market.published_on)}."
        raise WrongOrder(words, field="launches_from")
    held = start_held(market) if days.starts_on != market.starts_on else ""
    if held:
        raise WrongOrder(held, field="starts_on")
    changed = [one.name for one in fields(days) if getattr(market, one.name) != getattr(days, one.name)]
    before = [f"{name} {getattr(market, name) or ''}".strip() for name in changed]
    for name in changed:
        setattr(market, name, getattr(days, name))
    if changed:
        market.save(update_fields=changed)
        audit(actor, "consortium.market.corrected", market, before=before)
    return market


@transaction.atomic
def market_published(*, actor: Actor, market: Market, on: date) -> None:
    """From that day nobody joins. Called by the task that publishes [C 4.1]. Raises WrongOrder."""
    require(can_keep_market, actor)
    market = Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    if on < market.launches_from:
        words = (
            f"La consultation est lancée au plus tôt le {day_month_year(market.launches_from)} (article 8)."
        )
        raise WrongOrder(words, field="done_on")
    market.published_on = on
    market.save(update_fields=["published_on"])
    audit(actor, "consortium.market.published", market, on=on.isoformat())


@transaction.atomic
def market_notified(*, actor: Actor, market: Market, on: date) -> None:
    """From that day the contractor reads the list of members. Called by the task that notifies. Raises WrongOrder."""
    require(can_keep_market, actor)
    market = Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    if market.published_on is None or on < market.published_on:
        raise WrongOrder("Le marché n’est pas notifié avant d’être publié (article 4.1).", field="done_on")
    market.notified_on = on
    market.save(update_fields=["notified_on"])
    audit(actor, "consortium.market.notified", market, on=on.isoformat())


def _in_order(days: MarketDays) -> None:
    """Raise WrongOrder at the first day that comes before the one it follows."""
    words = {
        "joins_until": "la date limite d’adhésion", "launches_from": "le lancement au plus tôt",
        "notification_expected": "la notification prévue",
    }  # fmt: skip
    pairs = (
        ("joins_until", "launches_from", True), ("launches_from", "notification_expected", False),
        ("notification_expected", "starts_on", False),
    )  # fmt: skip
    for earlier, later, strictly in pairs:
        first, second = getattr(days, earlier), getattr(days, later)
        if second < first or (strictly and second == first):
            raise WrongOrder(f"Cette date ne peut pas venir avant {words[earlier]}.", field=later)
