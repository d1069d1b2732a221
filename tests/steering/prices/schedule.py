"""A price schedule of invented prices, beside the group."""

from decimal import Decimal
from typing import Any

from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import Awardee, price_write, prices_award
from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.models import PriceLine, PriceSchedule
from eprimo.steering.prices.terms import Terms
from eprimo.steering.prices.terms_actions import terms_write
from tests.steering.consortium.group import siren, siret

LINES = (
    PriceLine(code="C1", designation="Compte d’élève, par an", indicative_ht=Decimal("1.95"), order=1),
    PriceLine(code="M1", designation="Mise en service d’une école", indicative_ht=Decimal(35), unit=Unit.SCHOOL,
              once=True, order=2),
    PriceLine(code="O1", designation="Lien avec le portail famille", indicative_ht=Decimal(180), unit=Unit.MEMBER,
              is_option=True, order=3),
)  # fmt: skip
CONTRACT = {"C1": Decimal("1.80"), "M1": Decimal(30), "O1": Decimal(150)}
WHOLE_YEARS = Terms()
AWARDEE = Awardee("Éditeur d’ENT (inventé)", siret(siren("99900070")))


def awarded_to(market: Market) -> None:
    """Somebody, whatever the prices."""
    said = {"contractor": AWARDEE.name, "contractor_siret": AWARDEE.siret}
    PriceSchedule.objects.update_or_create(market=market, defaults=said)


def counted(by: Any, market: Market, terms: Terms = WHOLE_YEARS) -> None:
    """What the contract says of a year that is begun."""
    terms_write(actor=by, market=market, said=terms)


def scheduled(by: Any, market: Market) -> list[PriceLine]:
    """Indicative prices, of years that are owed whole."""
    counted(by, market)
    return [price_write(actor=by, market=market, said=said) for said in LINES]


def awarded(by: Any, market: Market, terms: Terms = WHOLE_YEARS) -> list[PriceLine]:
    """The contract's prices."""
    scheduled(by, market)
    counted(by, market, terms)
    prices_award(actor=by, market=market, prices=CONTRACT, to=AWARDEE)
    return list(PriceLine.objects.filter(market=market).order_by("order"))
