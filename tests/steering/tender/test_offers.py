"""Deposits, the opening by two, prices, marks and the ranking."""

from datetime import timedelta
from decimal import Decimal

import pytest

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import price_remove
from eprimo.steering.prices.errors import Published, WrongPrice
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.tender.actions.offers import (
    low_price_ask,
    offer_mark,
    offer_price,
    offer_set_irregular,
    opening_confirm,
)
from eprimo.steering.tender.analysis import analysis_of, offer_read
from eprimo.steering.tender.enums import TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet, WrongDay, WrongOffer
from eprimo.steering.tender.models import Consultation, Offer, OfferPrice
from tests.conftest import NOW
from tests.steering.consortium.group import Made
from tests.steering.prices.schedule import scheduled
from tests.steering.tender.market import (
    DAYS,
    UNTIL,
    bids,
    cleared,
    deposited,
    done,
    mark,
    opened,
    second,
    with_needs,
)

pytestmark = pytest.mark.django_db


def analysed(group: Made) -> dict[str, tuple[int, str]]:
    found = analysis_of(Consultation.objects.select_related("market").get())
    return {
        one.offer.bidder: (one.score.rank, f"{float(one.score.total):.2f}")
        for one in found.ranking
        if one.score
    }


def test_two_coordinators_open_after_the_limit_and_late_offers_stay_closed(group: Made, by: Actor) -> None:
    with_needs(group)
    scheduled(by, group.market)
    done(group, by, until=TaskKind.PUBLISH)
    cleared(group, "coordinator")
    in_time = deposited(group, by, deposited_at=UNTIL)
    late = deposited(group, by, "En retard", "99900052", deposited_at=UNTIL + timedelta(seconds=1))
    assert (in_time.number, late.number) == (1, 2)
    for offer in (in_time, late):
        with pytest.raises(NotVisible):
            offer_read(by, offer.public_id)
    opening_confirm(actor=by, market=group.market)
    with pytest.raises(Frozen) as refused:
        opening_confirm(actor=by, market=group.market)
    assert "une autre personne" in refused.value.sentence
    with pytest.raises(NotYet):
        offer_price(actor=by, offer=in_time, prices={"C1": Decimal(1)})
    other = second(group.cast)
    with pytest.raises(Forbidden):
        opening_confirm(actor=other, market=group.market)
    cleared(group, "second")
    opening_confirm(actor=other, market=group.market)
    assert offer_read(by, in_time.public_id) == in_time
    # Even with the day of the publication taken away, a line that an offer has priced stands.
    offer_price(actor=by, offer=in_time, prices={"C1": Decimal(1), "M1": Decimal(1), "O1": Decimal(1)})
    Market.objects.update(published_on=None)
    with pytest.raises(Published):
        price_remove(actor=by, line=PriceLine.objects.get(code="C1"))
    Market.objects.update(published_on=DAYS[TaskKind.PUBLISH])
    with pytest.raises(NotVisible):
        offer_read(by, late.public_id)
    with pytest.raises(NotYet):
        offer_price(actor=by, offer=late, prices={"C1": Decimal(1)})
    with pytest.raises(Frozen):
        deposited(group, by, "Après coup", "99900053")
    assert deposited(group, by, "Très en retard", "99900054", deposited_at=NOW).is_late


def test_offers_are_not_opened_before_the_limit_nor_deposited_before_the_publication(
    group: Made, by: Actor
) -> None:
    cleared(group, "coordinator")
    with pytest.raises(NotYet):
        deposited(group, by)
    done(group, by, until=TaskKind.PUBLISH)
    Consultation.objects.update(offers_until=NOW + timedelta(days=1))
    deposited(group, by, deposited_at=NOW)
    with pytest.raises(NotYet):
        opening_confirm(actor=by, market=group.market)
    for wrong in (NOW + timedelta(minutes=1), NOW - timedelta(days=300)):
        with pytest.raises(WrongDay):
            deposited(group, by, "Autre", "99900052", deposited_at=wrong)


def test_of_one_bidder_the_last_offer_in_time_counts_and_the_register_keeps_both(
    group: Made, by: Actor
) -> None:
    done(group, by, until=TaskKind.PUBLISH)
    cleared(group, "coordinator")
    first = deposited(group, by)
    again = deposited(group, by, deposited_at=UNTIL)
    with pytest.raises(WrongOffer):
        deposited(group, by, deposited_at=UNTIL - timedelta(days=2))
    opened(group, by)
    assert Offer.objects.count() == 2
    with pytest.raises(NotVisible):
        offer_read(by, first.public_id)
    assert offer_read(by, again.public_id) == again


def test_the_price_is_the_bpu_by_the_sum_of_annexes_2_on_the_day_of_publication(
    group: Made, by: Actor
) -> None:
    """120 accounts for four years, and two schools opened once; options apart."""
    bids(group, by, "2", "3")
    totals = [one.total for one in analysis_of(Consultation.objects.get()).standings]
    assert totals == [Decimal(120 * 2 * 4 + 2 * 2), Decimal(120 * 3 * 4 + 2 * 3)]


@pytest.mark.parametrize("price", ["0", "-1", "1.234"])
def test_a_price_of_0_is_refused_with_the_rule_it_breaks(group: Made, by: Actor, price: str) -> None:
    """Bad input « price 0 »."""
    offer = bids(group, by, "2")[0]
    with pytest.raises(WrongPrice) as refused:
        offer_price(actor=by, offer=offer, prices={"C1": Decimal(price), "M1": Decimal(1), "O1": Decimal(1)})
    assert refused.value.field == "C1"
    assert ("note maximale" in refused.value.sentence) == (price == "0")
    assert OfferPrice.objects.filter(offer=offer, line__code="C1").get().ht == 2
    with pytest.raises(WrongOffer):
        offer_price(actor=by, offer=offer, prices={"C1": Decimal(1)})


def test_r081_the_ranking_follows_price_and_the_mean_of_the_markers_and_a_tie_the_price(
    group: Made, by: Actor
) -> None:
    first, last = bids(group, by, "1.00", "2.00", marks=(2, 4))
    assert analysed(group) == {"Candidat 2": (1, "80.00"), "Candidat 1": (2, "70.00")}
    cleared(group, "commission")
    mark(group, group.cast.actor("commission"), first, 3)
    assert analysed(group)["Candidat 1"] == (2, "77.50")
    offer_set_irregular(actor=by, offer=last, reason="Sans acte d’engagement")
    assert analysed(group) == {"Candidat 1": (1, "77.50")}
    offer_set_irregular(actor=by, offer=last, reason="")
    assert len(analysed(group)) == 2


def test_a_mark_goes_from_0_to_4_and_says_why(group: Made, by: Actor) -> None:
    offer = bids(group, by, "2")[0]
    criterion = group.market.consultation.criteria.first()
    for value, comment in ((5, "Bien"), (-1, "Bien"), (3, " ")):
        with pytest.raises(WrongOffer):
            offer_mark(actor=by, offer=offer, marks={criterion.pk: (value, comment)})


def test_while_a_price_or_a_mark_lacks_there_is_no_ranking_and_the_page_says_which(
    group: Made, by: Actor
) -> None:
    offer = bids(group, by, "2", "3")[0]
    offer.marks.filter(criterion__name="Services").delete()
    OfferPrice.objects.filter(offer=offer).delete()
    found = analysis_of(Consultation.objects.get())
    assert found.ranking == []
    assert [one.lacks for one in found.lacking] == [
        ["ses prix", "une note pour «\N{NO-BREAK SPACE}Services\N{NO-BREAK SPACE}»"]
    ]


def test_a_price_that_is_abnormally_low_is_asked_about_and_stays_ranked(group: Made, by: Actor) -> None:
    offer = bids(group, by, "1", "2", "2")[0]
    found = analysis_of(Consultation.objects.get())
    assert [one.is_low for one in found.standings] == [True, False, False]
    assert len(found.ranking) == 3
    day = NOW.date()
    low_price_ask(actor=by, offer=offer, asked="Comment ?", asked_on=day)
    for wrong in (
        {"answer": "Ainsi", "answered_on": None}, {"answer": "Ainsi", "answered_on": day - timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(DomainError):
            low_price_ask(actor=by, offer=offer, asked="Comment ?", asked_on=day, **wrong)
    low_price_ask(actor=by, offer=offer, asked="Comment ?", asked_on=day, answer="Ainsi", answered_on=day)
    offer.refresh_from_db()
    assert offer.answer == "Ainsi"


def test_r042_no_member_managing_body_contractor_or_academy_touches_an_offer(group: Made, by: Actor) -> None:
    offer = bids(group, by, "2")[0]
    for name in ("member_rep", "managing_body", "contractor", "academy", "commission"):
        actor = group.cast.actor(name)
        with pytest.raises(NotVisible):
            offer_read(actor, offer.public_id)
        with pytest.raises(Forbidden):
            offer_set_irregular(actor=actor, offer=offer, reason="x")
        with pytest.raises(Forbidden):
            offer_mark(actor=actor, offer=offer, marks={})
