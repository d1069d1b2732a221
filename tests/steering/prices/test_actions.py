"""The schedule is written by the coordinator, and stands once it was awarded."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import price_remove, price_write, prices_award, schedule_note
from eprimo.steering.prices.cost import cost_of
from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.errors import Awarded, PricesMissing, Published, WrongLine, WrongPrice
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.prices.queries import is_awarded, needs_as_quantities, needs_of_market, prices_of
from tests.cast import Cast
from tests.conftest import NOW
from tests.ground import lent
from tests.steering.consortium.group import group_of, manager, opened
from tests.steering.prices.schedule import CONTRACT, LINES, awarded, scheduled
from tests.steering.written import like

pytestmark = pytest.mark.django_db


@lent
def market(cast: Cast) -> Market:
    return opened(cast)


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ("0", "Un prix de 0"), ("-1.95", "négatif"), ("1.955", "deux décimales"), ("1000000.01", "un million"),
        ("NaN", "n’est pas un nombre"), ("Infinity", "n’est pas un nombre"),
    ],
)  # fmt: skip
def test_a_price_of_zero_or_that_is_no_price_is_refused_with_a_sentence(
    cast: Cast, market: Market, price: str, words: str
) -> None:
    by = manager(cast)
    with pytest.raises(WrongPrice, match=words):
        price_write(actor=by, market=market, said=like(LINES[0], indicative_ht=Decimal(price)))
    scheduled(by, market)
    with pytest.raises(WrongPrice, match=words):
        prices_award(actor=by, market=market, prices=CONTRACT | {"M1": Decimal(price)})
    assert not is_awarded(market)


def test_the_database_itself_keeps_no_price_of_zero(cast: Cast, market: Market) -> None:
    (line, *_) = scheduled(manager(cast), market)
    for column in ("indicative_ht", "contract_ht"):
        with pytest.raises(IntegrityError), transaction.atomic():
            PriceLine.objects.filter(pk=line.pk).update(**{column: 0})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": " "}, "un code et une désignation"),
        ({"code": "c1"}, "déjà celui d’une autre ligne"),
        ({"vat_rate": Decimal("19.60")}, "taux de TVA"),
        ({"unit": Unit.SCHOOL, "from_accounts": 50, "below_accounts": 50}, "finit avant de commencer"),
        ({"unit": Unit.SCHOOL, "once": True, "from_accounts": 200}, "La ligne M1 a déjà un prix"),
    ],
)  # fmt: skip
def test_a_line_that_is_another_s_or_says_nothing_is_refused(
    cast: Cast, market: Market, wrong: dict[str, object], words: str
) -> None:
    by = manager(cast)
    scheduled(by, market)
    said = like(LINES[0], **{"code": "X1"} | wrong)
    with pytest.raises(WrongLine, match=words):
        price_write(actor=by, market=market, said=said)


def test_the_award_prices_every_line_and_freezes_the_schedule(cast: Cast, market: Market) -> None:
    by = manager(cast)
    with pytest.raises(PricesMissing, match="aucune ligne"):
        prices_award(actor=by, market=market, prices={})
    (line, *_) = scheduled(by, market)
    with pytest.raises(PricesMissing, match="C1, M1"):
        prices_award(actor=by, market=market, prices={"O1": Decimal(1)})
    with pytest.raises(PricesMissing, match="pas de ligne Z9"):
        prices_award(actor=by, market=market, prices=CONTRACT | {"Z9": Decimal(1)})
    assert prices_of(market)[0].ht == Decimal("1.95")
    prices_award(actor=by, market=market, prices=CONTRACT)
    assert prices_of(market)[0].ht == Decimal("1.80")
    for act in (
        lambda: price_write(actor=by, market=market, said=LINES[0], line=line),
        lambda: price_remove(actor=by, line=line),
        lambda: schedule_note(actor=by, market=market, note="Autre"),
        lambda: prices_award(actor=by, market=market, prices=CONTRACT),
    ):
        with pytest.raises(Awarded):
            act()
    assert AuditLine.objects.filter(act="prices.schedule.awarded").count() == 1


def test_r081_no_line_comes_changes_or_goes_once_the_market_is_published(cast: Cast, market: Market) -> None:
    """Not by a coordinator who has opened no offer either: the candidates price these very lines."""
    by = manager(cast)
    (line, *_) = scheduled(by, market)
    Market.objects.update(published_on=NOW.date() + timedelta(days=1))
    line = price_write(actor=by, market=market, said=LINES[0], line=line)
    Market.objects.update(published_on=NOW.date())
    for act in (
        lambda: price_write(actor=by, market=market, said=like(LINES[0], code="C2")),
        lambda: price_write(actor=by, market=market, said=like(LINES[0], designation="Autre"), line=line),
        lambda: price_remove(actor=by, line=line),
    ):
        with pytest.raises(Published, match=r"Le marché est publié.*article 7\.3"):
            act()
    assert [one.code for one in PriceLine.objects.order_by("order")] == ["C1", "M1", "O1"]
    prices_award(actor=by, market=market, prices=CONTRACT)
    assert is_awarded(market)


def test_only_a_coordinator_who_manages_writes_a_price(cast: Cast, market: Market) -> None:
    scheduled(manager(cast), market)
    for name in ("member_rep", "managing_body", "contractor", "commission", "academy"):
        with pytest.raises(Forbidden):
            price_write(actor=cast.actor(name), market=market, said=LINES[0])
        with pytest.raises(Forbidden):
            prices_award(actor=cast.actor(name), market=market, prices=CONTRACT)


def test_annexe_2_is_counted_at_the_prices_in_force(cast: Cast) -> None:
    """What the cost simulation of a member, and the sum of all for an offer, stand on."""
    by = manager(cast)
    group = group_of(cast, by)
    awarded(by, group.market)
    rep, member = cast.actor("member_rep"), group["valmarais"]
    school_claim(actor=rep, member=member, school=cast.tilleuls)
    needs_write(actor=rep, member=member, accounts={cast.tilleuls.pk: 100})
    quantities = needs_as_quantities(member)
    assert [year.ht for year in cost_of(prices_of(group.market), quantities)] == [
        Decimal(210), Decimal(180), Decimal(180), Decimal(180),
    ]  # fmt: skip
    assert needs_of_market(group.market) == [quantities]
    assert quantities.schools[0].classes == 2
