"""An amendment of prices is a modification of the contract: its public data say so in the same transaction."""

from decimal import Decimal

from django.db.models import Max

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.steering.consortium.market_periods import count_of, year_days
from eprimo.steering.prices.cost import cost_of_year
from eprimo.steering.prices.errors import WrongAmendment
from eprimo.steering.prices.followers import Follower, register_follower
from eprimo.steering.prices.models import PriceAmendment
from eprimo.steering.prices.queries import tariffs_of
from eprimo.steering.tender.actions.publication import check_follows, decp_keep
from eprimo.steering.tender.analysis import quantities_by_member
from eprimo.steering.tender.models import Consultation, Modification
from eprimo.steering.tender.quantities import quantities_of
from eprimo.ui.plurals import NBSP

# What the format takes, at least.
_LEAST = Decimal(1)


def modification_follow(actor: Actor, amendment: PriceAmendment) -> None:
    """Record the modification that this amendment is, and make the file again; nothing before the notification."""
    consultation = _locked(amendment)
    if consultation is None or consultation.market.notified_on is None:
        return
    last = Modification.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    today = clock.today(actor.time_zone)
    notified_on = amendment.notified_on or today
    check_follows(consultation, notified_on)
    made = Modification.objects.create(
        consultation=consultation, number=last + 1, subject=amendment.reference, prices=amendment,
        notified_on=notified_on, published_on=today, amount=amended_amount(consultation),
    )  # fmt: skip
    audit(actor, "tender.modification.recorded", made, number=made.number)
    decp_keep(actor, consultation)


def modification_withdraw(actor: Actor, amendment: PriceAmendment) -> None:
    """The amendment is taken back before its day, and its modification with it. Raises WrongAmendment when another
    modification was recorded since: numbers follow one another."""
    consultation = _locked(amendment)
    found = Modification.objects.filter(prices=amendment).first()
    if consultation is None or found is None:
        return
    if Modification.objects.filter(consultation=consultation, number__gt=found.number).exists():
        raise WrongAmendment(
            f"La modification n° {found.number} du marché, publiée avec ses données essentielles, est celle de cet "
            f"avenant, et une autre la suit{NBSP}: un avenant de plus rétablit les prix."
        )
    audit(actor, "tender.modification.withdrawn", consultation, number=found.number)
    found.delete()
    decp_keep(actor, consultation)


def amended_amount(consultation: Consultation) -> Decimal:
    """What the whole market comes to before VAT on the quantities that were consulted on, each year at the prices that
    amendments give it."""
    market = consultation.market
    tariffs, day = tariffs_of(market), clock.today("Europe/Paris")
    members = quantities_by_member(quantities_of(consultation, market))
    total = Decimal("0.00")
    for year in range(count_of(market)):
        prices = tariffs.on(year_days(market, year)[0], day)
        total += sum((cost_of_year(prices, one, year).ht for one in members), Decimal(0))
    return max(_LEAST, total)


def _locked(amendment: PriceAmendment) -> Consultation | None:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("market", "retained")
    return rows.filter(market=amendment.market).first()


register_follower(Follower(modification_follow, modification_withdraw))
