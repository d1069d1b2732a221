"""Other prices and rates of VAT while the contract runs, each with its day and its act."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import price_write
from eprimo.steering.prices.amendments import (
    amendment_remove,
    price_amend,
    vat_change,
    vat_change_remove,
    years_to_come,
)
from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.errors import WrongAmendment, WrongLine, WrongPrice
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.prices.queries import tariffs_of
from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import manager, opened
from tests.steering.prices.schedule import awarded, scheduled
from tests.steering.written import like

pytestmark = pytest.mark.django_db
SECOND, THIRD = date(2027, 7, 19), date(2028, 7, 19)
TWENTY = Decimal("20.00")


@lent
def market(cast: Cast) -> Market:
    found = opened(cast)
    awarded(manager(cast), found)
    return found


def prices_at(market: Market, day: date) -> dict[str, str]:
    return {one.code: str(one.ht) for one in tariffs_of(market).on(day, day)}


def amend(cast: Cast, market: Market, **said: Any) -> Any:
    known: dict[str, Any] = {"effective_on": SECOND, "reference": "Avenant 1"}
    return price_amend(actor=manager(cast), market=market, **known | said)


def test_an_amendment_is_for_the_years_that_begin_from_its_day_on(cast: Cast, market: Market) -> None:
    """1.80, 30 and 150 €; 3.5 % more is 1.863, 31.05 and 155.25."""
    before = {"C1": "1.80", "M1": "30.00", "O1": "150.00"}
    amend(cast, market, index=Decimal("1.035"))
    assert prices_at(market, date(2026, 7, 19)) == before
    assert prices_at(market, SECOND) == {"C1": "1.86", "M1": "31.05", "O1": "155.25"}
    amend(cast, market, effective_on=THIRD, reference="Avenant 2", prices={"C1": Decimal("1.90")})
    assert prices_at(market, THIRD) == {"C1": "1.90", "M1": "31.05", "O1": "155.25"}
    assert prices_at(market, SECOND)["C1"] == "1.86"
    assert AuditLine.objects.filter(act="prices.prices.amended").count() == 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"effective_on": date(2026, 7, 19), "index": Decimal("1.02")}, "une année commencée garde les siens"),
        ({"index": Decimal("1.02"), "reference": "  "}, "par quel acte"),
        ({}, "l’un des deux"),
        ({"index": Decimal("1.02"), "prices": {"C1": Decimal(2)}}, "l’un des deux"),
        ({"index": Decimal("103.5")}, "six décimales au plus"),
        ({"index": Decimal("NaN")}, "six décimales au plus"),
        ({"prices": {"Z9": Decimal(2)}}, "pas de ligne Z9"),
        ({"prices": {"C1": Decimal("1.80")}}, "Aucun prix ne change"),
    ],
)  # fmt: skip
def test_what_is_no_amendment_is_refused_and_changes_nothing(
    cast: Cast, market: Market, said: dict[str, Any], words: str
) -> None:
    with pytest.raises(WrongAmendment, match=words):
        amend(cast, market, **said)
    assert market.price_amendments.count() == 0


def test_a_price_changed_in_the_middle_of_a_year_is_refused(cast: Cast, market: Market) -> None:
    """The sentence says which day holds."""
    for day in (date(2027, 3, 1), SECOND - timedelta(days=1), SECOND + timedelta(days=1)):
        with pytest.raises(WrongAmendment, match=r"garde les siens.*19.juillet"):
            amend(cast, market, effective_on=day, index=Decimal("1.02"))
    assert market.price_amendments.count() == 0


def test_amendments_follow_one_another_and_the_last_one_goes_before_its_day(
    cast: Cast, market: Market
) -> None:
    first = amend(cast, market, index=Decimal("1.02"))
    with pytest.raises(WrongAmendment, match=r"Avenant 1 s’applique le 19.juillet.2027"):
        amend(cast, market, index=Decimal("1.03"))
    second = amend(cast, market, effective_on=THIRD, reference="Avenant 2", index=Decimal("1.02"))
    with pytest.raises(WrongAmendment, match="retirez d’abord le dernier"):
        amendment_remove(actor=manager(cast), amendment=first)
    amendment_remove(actor=manager(cast), amendment=second)
    with clock.frozen(datetime(2027, 7, 19, 9, tzinfo=UTC)):
        with pytest.raises(WrongAmendment, match="ne se retire plus"):
            amendment_remove(actor=manager(cast), amendment=first)
        assert years_to_come(market, date(2029, 7, 19)) == []
    with pytest.raises(WrongPrice, match="un million"):
        amend(cast, market, effective_on=THIRD, reference="Avenant 3", prices={"C1": Decimal(2_000_000)})
    with pytest.raises(Forbidden):
        price_amend(
            actor=cast.actor("contractor"), market=market, effective_on=THIRD, reference="Avenant",
            index=Decimal("1.02"),
        )  # fmt: skip


def test_a_rate_of_vat_changes_on_its_day_once(cast: Cast, market: Market) -> None:
    by, day = manager(cast), date(2027, 1, 1)

    def change(**said: Any) -> Any:
        known: dict[str, Any] = {
            "effective_on": day, "before": TWENTY, "after": Decimal(21), "reference": "Loi de finances 2027",
        }  # fmt: skip
        return vat_change(actor=by, market=market, **known | said)

    made = change()
    rate = tariffs_of(market).rate_on
    assert (rate(TWENTY, date(2026, 12, 31)), rate(TWENTY, day)) == (TWENTY, Decimal(21))
    for said, words in (
        ({"after": Decimal(22)}, "devient déjà 21.%.*qu’un taux par jour"),
        ({"effective_on": date(2026, 11, 24)}, "au plus tôt demain"),
        ({"after": Decimal(31)}, "va de 0 à 30"),
        ({"after": TWENTY}, "le même taux"),
        ({"before": Decimal("5.50")}, "Aucun prix"),
        ({"reference": ""}, "par quel acte"),
    ):
        with pytest.raises(WrongAmendment, match=words):
            change(**said)
    change(effective_on=date(2028, 1, 1), before=Decimal(21), after=Decimal("19.6"))
    assert tariffs_of(market).rate_on(TWENTY, date(2028, 6, 1)) == Decimal("19.6")
    with (
        clock.frozen(datetime(2027, 1, 1, 9, tzinfo=UTC)),
        pytest.raises(WrongAmendment, match="ne se retire plus"),
    ):
        vat_change_remove(actor=by, change=made)


def test_a_price_by_size_does_not_fall_as_accounts_grow(cast: Cast) -> None:
    by, market = manager(cast), opened(cast)
    scheduled(by, market)
    small = PriceLine(
        code="P1", designation="Petite école", indicative_ht=Decimal(40), unit=Unit.SCHOOL, below_accounts=100
    )
    price_write(actor=by, market=market, said=small)
    cheaper = PriceLine(
        code="G1", designation="École", indicative_ht=Decimal("39.99"), unit=Unit.SCHOOL, from_accounts=100
    )
    with pytest.raises(WrongLine, match=r"À 100.comptes.*ligne G1.*ligne P1"):
        price_write(actor=by, market=market, said=cheaper)
    same = PriceLine(
        code="G1", designation="École", indicative_ht=Decimal(40), unit=Unit.SCHOOL, from_accounts=100
    )
    made = price_write(actor=by, market=market, said=same)
    # Nor by a correction of the smaller one.
    with pytest.raises(WrongLine, match="moins qu’une plus petite"):
        price_write(
            actor=by, market=market, line=market.prices.get(code="P1"),
            said=like(small, indicative_ht=Decimal(41)),
        )  # fmt: skip
    assert made.code == "G1"
