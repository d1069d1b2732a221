"""Acts that change prices and rates of VAT while the contract runs: by an amendment, or by the law, each with day and
act."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.market_periods import count_of, year_days
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import check_price
from eprimo.steering.prices.bands import falling, falling_words
from eprimo.steering.prices.cost import at_prices, cents
from eprimo.steering.prices.errors import WrongAmendment
from eprimo.steering.prices.followers import tell_removed, tell_written
from eprimo.steering.prices.models import (
    HIGHEST_VAT,
    AmendedPrice,
    PriceAmendment,
    PriceLine,
    PriceSchedule,
    VatChange,
)
from eprimo.steering.prices.policies import can_award
from eprimo.steering.prices.queries import tariffs_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_CENTS = 2
_INDEX_DECIMALS = 6
# Beyond, an index was typed by mistake: « 103,5 » for 1,035.
_INDEXES = (Decimal("0.5"), Decimal(2))


@transaction.atomic
def price_amend(
    *,
    actor: Actor,
    market: Market,
    effective_on: date,
    reference: str,
    prices: Mapping[str, Decimal] | None = None,
    index: Decimal | None = None,
    notified_on: date | None = None,
) -> PriceAmendment:
    """Write an amendment: prices by code, or every price in force times `index`, for the years of the market that begin
    from that day on. `notified_on`: when the contractor had it, today where none is said. Raises WrongAmendment,
    WrongPrice."""
    require(can_award, actor)
    _locked(market)
    words = _act(reference)
    today = clock.today(actor.time_zone)
    notified_on = notified_on or today
    _check_notified(market, notified_on, today)
    _check_year(market, effective_on, today)
    last = PriceAmendment.objects.filter(market=market).order_by("-effective_on").first()
    if last is not None and effective_on <= last.effective_on:
        raise WrongAmendment(
            f"{last.reference} s’applique le {day_month_year(last.effective_on)}{NBSP}: celui-ci vient après.",
            field="effective_on",
        )
    changed = _prices(market, effective_on, prices or {}, index)
    made = PriceAmendment.objects.create(
        market=market, effective_on=effective_on, reference=words, index=index, notified_on=notified_on
    )
    AmendedPrice.objects.bulk_create(
        AmendedPrice(amendment=made, line=line, ht=changed[line.code])
        for line in PriceLine.objects.filter(market=market, code__in=changed).order_by("order")
    )
    audit(actor, "prices.prices.amended", made, on=effective_on.isoformat(), lines=len(changed))
    tell_written(actor, made)
    return made


@transaction.atomic
def amendment_remove(*, actor: Actor, amendment: PriceAmendment) -> None:
    """Remove an amendment that was typed by mistake, before its day. Raises WrongAmendment afterwards."""
    require(can_award, actor)
    _locked(amendment.market)
    _to_come(amendment.effective_on, clock.today(actor.time_zone))
    if PriceAmendment.objects.filter(
        market=amendment.market, effective_on__gt=amendment.effective_on
    ).exists():
        raise WrongAmendment(f"Un avenant d’après compte sur ses prix{NBSP}: retirez d’abord le dernier.")
    tell_removed(actor, amendment)
    audit(actor, "prices.amendment.removed", amendment.market, on=amendment.effective_on.isoformat())
    amendment.delete()


@transaction.atomic
def vat_change(
    *, actor: Actor, market: Market, effective_on: date, before: Decimal, after: Decimal, reference: str
) -> VatChange:
    """Write a rate that the law replaces, on invoices that are issued from that day on. Raises WrongAmendment for a
    second one of the same rate on a day, and for what is no rate."""
    require(can_award, actor)
    _locked(market)
    words = _act(reference)
    if effective_on <= clock.today(actor.time_zone):
        raise WrongAmendment(
            f"Des factures ont pu partir ce jour-là au taux d’avant{NBSP}: un autre s’applique au plus tôt demain.",
            field="effective_on",
        )
    if not after.is_finite() or not 0 < after <= HIGHEST_VAT or _decimals(after) > _CENTS:
        raise WrongAmendment(
            f"Un taux de TVA va de 0 à {HIGHEST_VAT}{NBSP}%, avec deux décimales au plus.", field="after"
        )
    if before == after:
        raise WrongAmendment("C’est le même taux.", field="after")
    if before not in _rates_known(market):
        raise WrongAmendment("Aucun prix du bordereau ne porte ce taux.", field="before")
    there = VatChange.objects.filter(market=market, effective_on=effective_on, before=before).first()
    if there is not None:
        raise WrongAmendment(
            f"Ce jour-là, {_percent(before)} devient déjà {_percent(there.after)} ({there.reference})"
            f"{NBSP}: il n’y a qu’un taux par jour.",
            field="effective_on",
        )
    made = VatChange.objects.create(
        market=market, effective_on=effective_on, before=before, after=after, reference=words
    )
    audit(
        actor, "prices.vat.changed", made, on=effective_on.isoformat(), before=str(before), after=str(after)
    )
    return made


@transaction.atomic
def vat_change_remove(*, actor: Actor, change: VatChange) -> None:
    """Remove a change of rate before its day. Raises WrongAmendment afterwards."""
    require(can_award, actor)
    _locked(change.market)
    _to_come(change.effective_on, clock.today(actor.time_zone))
    audit(actor, "prices.vat.removed", change.market, on=change.effective_on.isoformat())
    change.delete()


def years_to_come(market: Market, today: date) -> list[date]:
    """The days from which an amendment may hold: the first ones of the years that have not begun."""
    days = [year_days(market, year)[0] for year in range(count_of(market))]
    return [day for day in days if day > today]


def _check_year(market: Market, day: date, today: date) -> None:
    """Raise WrongAmendment unless a year of the market that has not begun begins on that day."""
    known = years_to_come(market, today)
    if day in known:
        return
    if not known:
        raise WrongAmendment("Plus aucune année du marché n’est à commencer.", field="effective_on")
    days = ", ".join(day_month_year(one) for one in known)
    raise WrongAmendment(
        "Un prix vaut pour une année entière du marché, et une année commencée garde les siens"
        f"{NBSP}: un avenant s’applique un de ces jours{NBSP}: {days}.",
        field="effective_on",
    )


def _check_notified(market: Market, day: date, today: date) -> None:
    """Raise WrongAmendment unless the contractor can have had it on that day: after the contract, not in the future."""
    if day > today:
        raise WrongAmendment(
            f"Cette date est à venir{NBSP}: notez l’avenant une fois notifié au titulaire.",
            field="notified_on",
        )
    if market.notified_on is not None and day < market.notified_on:
        raise WrongAmendment(
            f"Le marché est notifié le {day_month_year(market.notified_on)}{NBSP}: un avenant vient après.",
            field="notified_on",
        )


def _prices(
    market: Market, day: date, prices: Mapping[str, Decimal], index: Decimal | None
) -> dict[str, Decimal]:
    """{code: price} that change. Raises WrongAmendment, WrongPrice."""
    if (index is None) == (not prices):
        raise WrongAmendment(
            f"Donnez un indice pour tous les prix, ou les prix qui changent{NBSP}: l’un des deux.",
            field="index",
        )
    before = {one.code: one for one in tariffs_of(market).on(day, day)}
    if index is not None:
        if (
            not index.is_finite()
            or not _INDEXES[0] <= index <= _INDEXES[1]
            or _decimals(index) > _INDEX_DECIMALS
        ):
            raise WrongAmendment(
                "Un indice est ce par quoi chaque prix se multiplie, de 0,5 à 2, avec six décimales au plus"
                f"{NBSP}: 1,035 pour 3,5{NBSP}% de plus.",
                field="index",
            )
        prices = {code: cents(one.ht * index) for code, one in before.items()}
    if foreign := sorted(set(prices) - set(before)):
        raise WrongAmendment(f"Le bordereau n’a pas de ligne {', '.join(foreign)}.")
    for code, ht in prices.items():
        check_price(ht, field="index" if index is not None else code)
    changed = {code: ht for code, ht in prices.items() if ht != before[code].ht}
    if not changed:
        raise WrongAmendment("Aucun prix ne change.", field="index")
    if wrong := falling(at_prices(before.values(), changed)):
        raise WrongAmendment(falling_words(*wrong), field=wrong[1].code if index is None else "index")
    return changed


def _rates_known(market: Market) -> set[Decimal]:
    """The rates of the lines, and what they have become since."""
    rates = set(PriceLine.objects.filter(market=market).values_list("vat_rate", flat=True))
    return rates | set(VatChange.objects.filter(market=market).values_list("after", flat=True))


def _to_come(day: date, today: date) -> None:
    if day <= today:
        raise WrongAmendment(
            f"Il s’applique depuis le {day_month_year(day)}{NBSP}: des factures le suivent peut-être, il ne se retire "
            "plus."
        )


def _act(reference: str) -> str:
    words = " ".join(reference.split())
    if not words:
        raise WrongAmendment("Dites par quel acte.", field="reference")
    return words


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else _INDEX_DECIMALS + 1


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}".replace(".", ",") + f"{NBSP}%"


def _locked(market: Market) -> PriceSchedule:
    """Lock the schedule. Raises WrongAmendment while the contract has no prices."""
    PriceSchedule.objects.get_or_create(market=market)
    found = PriceSchedule.objects.select_for_update(of=("self",)).get(market=market)
    if found.awarded_at is None:
        raise WrongAmendment("Les prix du contrat se notent d’abord.")
    return found
