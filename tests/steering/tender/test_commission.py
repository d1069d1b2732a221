"""Seats, declarations of no interest, criteria: before anybody reads an offer."""

from datetime import date
from decimal import Decimal

import pytest

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.tender.actions.commission import (
    criteria_write,
    interest_declare,
    method_choose,
    seat_end,
    seat_open,
)
from eprimo.steering.tender.actions.offers import opening_confirm
from eprimo.steering.tender.analysis import register_of
from eprimo.steering.tender.enums import Method, SeatKind, TaskKind
from eprimo.steering.tender.errors import AlreadySaid, Frozen, NotYet, WrongWeights
from eprimo.steering.tender.models import CommissionSeat, Consultation, Criterion
from eprimo.steering.tender.policies import can_mark, can_read_offers
from tests.steering.consortium.group import Made
from tests.steering.tender.market import CRITERIA, cleared, deposited, do, done, pieces, prepared, second

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("weights", [(25, 20, 14), (25, 20, 16), (60, 0, 0), ()])
def test_r081_weights_that_do_not_make_a_hundred_are_refused(
    group: Made, by: Actor, weights: tuple[int, ...]
) -> None:
    """Bad input « weights not summing to 100 »."""
    said = [
        Criterion(name=f"Critère {place}", weight=Decimal(weight)) for place, weight in enumerate(weights)
    ]
    with pytest.raises(WrongWeights) as refused:
        criteria_write(actor=by, market=group.market, criteria=said)
    assert "article 7.3" in refused.value.sentence or "au-dessus de zéro" in refused.value.sentence
    assert not Criterion.objects.exists()


def test_r081_price_40_quality_60_frozen_once_published_and_the_method_once_the_opening_began(
    group: Made, by: Actor
) -> None:
    prepared(group, by)
    pieces(group, by)
    consultation = Consultation.objects.get()
    assert (consultation.price_weight, consultation.quality_weight) == (40, 60)
    done_before = Criterion.objects.count()
    Criterion.objects.all().delete()
    do(group, by, TaskKind.COLLECT)
    do(group, by, TaskKind.DCE)
    with pytest.raises(NotYet) as refused:
        do(group, by, TaskKind.PUBLISH)
    assert "critères" in refused.value.sentence
    criteria_write(actor=by, market=group.market, criteria=CRITERIA)
    assert Criterion.objects.count() == done_before
    do(group, by, TaskKind.PUBLISH)
    with pytest.raises(Frozen):
        criteria_write(actor=by, market=group.market, criteria=CRITERIA)
    method_choose(actor=by, market=group.market, method=Method.LINEAR)
    cleared(group, "coordinator")
    deposited(group, by)
    opening_confirm(actor=by, market=group.market)
    with pytest.raises(Frozen):
        method_choose(actor=by, market=group.market, method=Method.CLASSIC)


def test_nobody_reads_an_offer_before_signing_and_an_interest_closes_them_for_good(
    group: Made, by: Actor
) -> None:
    done(group, by, until=TaskKind.PUBLISH)
    consultation, cast = Consultation.objects.get(), group.cast
    for name in ("coordinator", "commission"):
        with pytest.raises(NotVisible):
            register_of(cast.actor(name), consultation)
    with pytest.raises(Forbidden):
        deposited(group, by)
    cleared(group, "coordinator", "commission")
    for name in ("coordinator", "commission"):
        assert register_of(cast.actor(name), consultation) == []
        with pytest.raises(AlreadySaid):
            interest_declare(actor=cast.actor(name), market=group.market)
    interest_declare(actor=cast.actor("commission"), market=group.market, interest="Mon frère y travaille")
    assert not can_read_offers(cast.actor("commission"), consultation)
    with pytest.raises(AlreadySaid) as refused:
        interest_declare(actor=cast.actor("commission"), market=group.market)
    assert "ne se retire pas" in refused.value.sentence
    line = AuditLine.objects.filter(act="tender.interest.declared").order_by("-pk")[0]
    assert line.details == {"interest": True}


def test_a_seat_gives_access_between_its_dates_alone_and_nobody_seats_oneself(group: Made, by: Actor) -> None:
    prepared(group, by)
    consultation, cast = Consultation.objects.get(), group.cast
    with pytest.raises(Forbidden):
        interest_declare(actor=cast.actor("commission"), market=group.market)
    cleared(group, "commission")
    assert can_mark(cast.actor("commission"), consultation)
    said = {"market": group.market, "kind": SeatKind.SUBSTITUTE, "body": "Autre", "starts": date(2026, 2, 1)}
    with pytest.raises(AlreadySaid):
        seat_open(actor=by, person=cast.commission, **said)
    for person in (cast.coordinator, cast.teacher):
        with pytest.raises(NotVisible):
            seat_open(actor=by, person=person, **said)
    seat_end(actor=by, seat=CommissionSeat.objects.get())
    assert not can_read_offers(cast.actor("commission"), consultation)


def test_a_coordinator_who_only_reads_declares_and_reads_but_writes_nothing(group: Made, by: Actor) -> None:
    done(group, by, until=TaskKind.PUBLISH)
    second(group.cast)
    group.cast.second.mandates.update(level="read")
    cleared(group, "second", "coordinator")
    deposited(group, by)
    reader = group.cast.actor("second")
    assert len(register_of(reader, Consultation.objects.get())) == 1
    with pytest.raises(Forbidden):
        opening_confirm(actor=reader, market=group.market)
