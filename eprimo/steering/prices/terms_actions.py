"""Acts on how the contract counts: written with the schedule, frozen by the publication, changed by dated
amendments."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import check_price
from eprimo.steering.prices.errors import Awarded, Published, WrongTerms
from eprimo.steering.prices.models import PriceSchedule, PriceTerms
from eprimo.steering.prices.policies import can_award, can_write_schedule, is_published
from eprimo.steering.prices.terms import Terms
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_STAND = f"Le marché est publié{NBSP}: les candidats chiffrent leurs offres à ces conditions, elles ne changent plus."


@transaction.atomic
def terms_write(*, actor: Actor, market: Market, said: Terms) -> PriceTerms:
    """Write what the contract says, until the market is published; once after it, where nobody had noted it. Raises
    Awarded, Published, WrongPrice for a minimum that is no price."""
    require(can_write_schedule, actor)
    schedule = _locked(market)
    known = PriceTerms.objects.filter(market=market, effective_on=None).first()
    if known is not None and schedule.awarded_at is not None:
        raise Awarded
    if known is not None and is_published(actor, schedule.market):
        raise Published(_STAND)
    _check_minimum(said.minimum_ht)
    made = known or PriceTerms(market=market)
    for name, value in asdict(said).items():
        setattr(made, name, value)
    made.written_at = clock.now()
    made.save()
    audit(actor, "prices.terms.written", made, **_codes(said))
    return made


@transaction.atomic
def terms_amend(
    *, actor: Actor, market: Market, said: Terms, effective_on: date, reference: str
) -> PriceTerms:
    """Write an amendment, for the orders that are sent from that day on: what was sent stays as it was counted. Raises
    WrongTerms for a day that has come, that is not after the last one, or without its reference."""
    require(can_award, actor)
    schedule = _locked(market)
    versions = PriceTerms.objects.filter(market=market)
    if schedule.awarded_at is None or not versions.exists():
        raise WrongTerms("Les conditions du contrat se notent d’abord, avec ses prix.")
    words = " ".join(reference.split())
    if not words:
        raise WrongTerms("Dites par quel avenant.", field="reference")
    today = clock.today(actor.time_zone)
    if effective_on <= today:
        raise WrongTerms(
            f"Des bons ont pu partir ce jour-là aux conditions d’avant{NBSP}: un avenant s’applique au plus tôt "
            "demain.",
            field="effective_on",
        )
    last = versions.exclude(effective_on=None).order_by("-effective_on").first()
    if last is not None and last.effective_on is not None and effective_on <= last.effective_on:
        raise WrongTerms(
            f"L’avenant d’avant s’applique le {day_month_year(last.effective_on)}{NBSP}: celui-ci vient après.",
            field="effective_on",
        )
    _check_minimum(said.minimum_ht)
    made = PriceTerms.objects.create(
        market=market, effective_on=effective_on, reference=words, **asdict(said)
    )
    audit(actor, "prices.terms.amended", made, on=effective_on.isoformat(), **_codes(said))
    return made


def _codes(said: Terms) -> dict[str, Any]:
    """The terms for the audit line: their codes, the minimum as a number."""
    minimum = "" if said.minimum_ht is None else str(said.minimum_ht)
    return {
        "begins": str(said.begins), "part": str(said.part), "bands": str(said.bands), "rounding": str(said.rounding),
        "minimum": minimum,
    }  # fmt: skip


def _check_minimum(minimum: Decimal | None) -> None:
    if minimum is not None:
        check_price(minimum, field="minimum_ht")


def _locked(market: Market) -> PriceSchedule:
    PriceSchedule.objects.get_or_create(market=market)
    return PriceSchedule.objects.select_for_update(of=("self",)).get(market=market)
