"""What the contract says of a year that is begun: written with the schedule, frozen with its prices, then amended."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import price_write, prices_award
from eprimo.steering.prices.enums import Bands, Begins, Part, Rounding
from eprimo.steering.prices.errors import Awarded, PricesMissing, Published, WrongLine, WrongPrice, WrongTerms
from eprimo.steering.prices.models import PriceSchedule, PriceTerms
from eprimo.steering.prices.queries import terms_on
from eprimo.steering.prices.terms import MINIMUM, Terms, terms_words
from eprimo.steering.prices.terms_actions import terms_amend, terms_write
from tests.cast import Cast
from tests.conftest import NOW
from tests.ground import lent
from tests.steering.consortium.group import manager, opened
from tests.steering.prices.schedule import CONTRACT, LINES, awarded, scheduled
from tests.steering.written import like

pytestmark = pytest.mark.django_db
BY_DAY = Terms(Begins.ORDER, Part.DAY, Bands.AT_ONCE, Rounding.DOWN, Decimal(25))
TODAY = NOW.date()


@lent
def market(cast: Cast) -> Market:
    return opened(cast)


def test_no_price_is_awarded_before_the_contract_says_how_a_year_counts(cast: Cast, market: Market) -> None:
    by = manager(cast)
    for said in LINES:
        price_write(actor=by, market=market, said=said)
    with pytest.raises(PricesMissing, match="comment le contrat compte une année commencée"):
        prices_award(actor=by, market=market, prices=CONTRACT)
    with pytest.raises(WrongPrice):
        terms_write(actor=by, market=market, said=Terms(minimum_ht=Decimal(-1)))
    terms_write(actor=by, market=market, said=BY_DAY)
    terms_write(actor=by, market=market, said=BY_DAY)
    prices_award(actor=by, market=market, prices=CONTRACT)
    assert terms_on(market, date(2020, 1, 1)) == BY_DAY
    with pytest.raises(Awarded):
        terms_write(actor=by, market=market, said=Terms())
    for write in (lambda rows: rows.update(part=Part.YEAR), lambda rows: rows._raw_delete(rows.db)):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(PriceTerms.objects.all())


def test_prices_that_were_awarded_before_get_their_terms_once(cast: Cast, market: Market) -> None:
    PriceSchedule.objects.create(market=market, awarded_at=NOW)
    by = manager(cast)
    assert terms_on(market, TODAY) is None
    terms_write(actor=by, market=market, said=BY_DAY)
    with pytest.raises(Awarded):
        terms_write(actor=by, market=market, said=Terms())
    assert terms_on(market, TODAY) == BY_DAY


def test_terms_stand_from_the_publication_on_and_an_old_market_still_notes_them_once(
    cast: Cast, market: Market
) -> None:
    by = manager(cast)
    Market.objects.update(published_on=TODAY + timedelta(days=1))
    terms_write(actor=by, market=market, said=Terms())
    terms_write(actor=by, market=market, said=BY_DAY)
    assert AuditLine.objects.filter(act="prices.terms.written").latest("pk").details == {
        "begins": "order", "part": "day", "bands": "now", "rounding": "down", "minimum": "25",
    }  # fmt: skip
    Market.objects.update(published_on=TODAY)
    with pytest.raises(Published, match="à ces conditions"):
        terms_write(actor=by, market=market, said=Terms())
    assert terms_on(market, TODAY) == BY_DAY
    PriceTerms.objects.all().delete()
    assert terms_write(actor=by, market=market, said=Terms()).terms == Terms()
    with pytest.raises(Published):
        terms_write(actor=by, market=market, said=BY_DAY)


def test_an_amendment_is_for_orders_to_come_and_versions_follow_one_another(
    cast: Cast, market: Market
) -> None:
    by = manager(cast)
    said = {"said": BY_DAY, "effective_on": TODAY + timedelta(days=1), "reference": "Avenant n° 1"}
    scheduled(by, market)
    with pytest.raises(WrongTerms, match="se notent d’abord"):
        terms_amend(actor=by, market=market, **said)
    prices_award(actor=by, market=market, prices=CONTRACT)
    for wrong, words in (
        ({"effective_on": TODAY}, "au plus tôt demain"),
        ({"reference": "  "}, "par quel avenant"),
        ({"effective_on": TODAY - timedelta(days=400)}, "au plus tôt demain"),
    ):
        with pytest.raises(WrongTerms, match=words):
            terms_amend(actor=by, market=market, **said | wrong)
    with pytest.raises(WrongPrice, match="négatif"):
        terms_amend(actor=by, market=market, **said | {"said": Terms(minimum_ht=Decimal(-1))})
    terms_amend(actor=by, market=market, **said)
    with pytest.raises(WrongTerms, match="celui-ci vient après"):
        terms_amend(actor=by, market=market, **said)
    assert (terms_on(market, TODAY), terms_on(market, TODAY + timedelta(days=1))) == (Terms(), BY_DAY)
    for name in ("member_rep", "contractor", "academy"):
        with pytest.raises(Forbidden):
            terms_amend(actor=cast.actor(name), market=market, **said)
        with pytest.raises(Forbidden):
            terms_write(actor=cast.actor(name), market=market, said=BY_DAY)


def test_a_line_of_the_schedule_does_not_take_the_code_of_the_minimum(cast: Cast, market: Market) -> None:
    with pytest.raises(WrongLine, match="minimum de facturation"):
        price_write(actor=manager(cast), market=market, said=like(LINES[0], code="min"))
    assert MINIMUM == "MIN"


def test_each_choice_is_said_in_a_sentence_of_its_own(cast: Cast, market: Market) -> None:
    awarded(manager(cast), market, BY_DAY)
    words = " ".join(terms_words(BY_DAY)).replace("\N{NO-BREAK SPACE}", " ")
    assert "au jour près" in words
    assert "centime inférieur" in words
    assert "au moins 25,00 € HT" in words
    said = {
        " ".join(terms_words(Terms(begins, part, bands, rounding)))
        for begins in Begins for part in Part for bands in Bands for rounding in Rounding
    }  # fmt: skip
    assert len(said) == 3 * 3 * 3 * 2
