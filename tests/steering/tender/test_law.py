"""The days of the « code de la commande publique »: an act one day before its own is refused, with the article."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Member
from eprimo.steering.tender.actions.documents import consultation_prepare
from eprimo.steering.tender.actions.offers import opening_confirm
from eprimo.steering.tender.actions.publication import Declared, modification_record, public_declare
from eprimo.steering.tender.actions.rejections import has_rejected, rejections_send
from eprimo.steering.tender.actions.report import analysis_reopen
from eprimo.steering.tender.actions.tasks import task_do
from eprimo.steering.tender.decp import decp_of
from eprimo.steering.tender.enums import Bidding, Green, PriceType, Sending, Social, TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet
from eprimo.steering.tender.law import offers_from
from eprimo.steering.tender.models import Consultation, Offer
from tests.conftest import NOW
from tests.steering.consortium.group import Made
from tests.steering.tender.market import (
    DAYS,
    FILE,
    UNTIL,
    bids,
    cleared,
    deposited,
    do,
    done,
    pieces,
    prepared,
    told,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
_DAY = timedelta(days=1)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as error:
        act()
    return error.value.sentence.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("sent_on", "bidding", "earliest"),
    [
        # 30 days from 7 September are 7 October, a Wednesday.
        (date(2026, 9, 7), Bidding.ELECTRONIC, date(2026, 10, 7)),
        # 35 are 12 October, a Monday.
        (date(2026, 9, 7), Bidding.PAPER, date(2026, 10, 12)),
        (date(2026, 9, 7), Bidding.URGENT, date(2026, 9, 22)),
        # 4 October is a Sunday; 11 November a holiday.
        (date(2026, 9, 4), Bidding.ELECTRONIC, date(2026, 10, 5)),
        (date(2026, 10, 12), Bidding.ELECTRONIC, date(2026, 11, 12)),
    ],
)
def test_r2161_offers_are_received_until_the_end_of_the_last_day(
    sent_on: date, bidding: Bidding, earliest: date
) -> None:
    assert offers_from(sent_on, bidding, "Europe/Paris") == datetime(
        earliest.year, earliest.month, earliest.day, 23, 59, tzinfo=PARIS
    )


def test_r2161_3_a_market_is_not_published_with_a_day_too_few_to_bid(group: Made, by: Actor) -> None:
    """The limit is 15 October at 11: thirty days before are 14 September, thirty-five 9 September."""
    prepared(group, by)
    pieces(group, by)
    do(group, by, TaskKind.COLLECT)
    do(group, by, TaskKind.DCE)
    words = refused(lambda: do(group, by, TaskKind.PUBLISH, done_on=date(2026, 9, 15)))
    assert "au plus tôt jusqu’au 15 octobre 2026 à 23 h 59, soit 30 jours (article R2161-3, 2°" in words
    consultation_prepare(actor=by, market=group.market, offers_until=UNTIL, bidding=Bidding.PAPER)
    assert "soit 35 jours (article R2161-2 du" in refused(
        lambda: do(group, by, TaskKind.PUBLISH, done_on=date(2026, 9, 14))
    )
    do(group, by, TaskKind.PUBLISH, done_on=date(2026, 9, 9))
    group.market.refresh_from_db()
    with pytest.raises(Frozen):
        consultation_prepare(actor=by, market=group.market, offers_until=UNTIL, bidding=Bidding.URGENT)
    assert consultation_prepare(actor=by, market=group.market, offers_until=UNTIL).bidding == Bidding.PAPER


def test_r2161_a_limit_that_is_moved_after_the_publication_stays_long_enough(group: Made, by: Actor) -> None:
    prepared(group, by, until=NOW + timedelta(days=40))
    pieces(group, by)
    do(group, by, TaskKind.COLLECT)
    do(group, by, TaskKind.DCE)
    do(group, by, TaskKind.PUBLISH, done_on=NOW.date())
    group.market.refresh_from_db()
    # Bidders count on what they read: never a minute less, however long the law lets them write.
    for minutes, words in ((-1, "elle ne s’avance pas"), (1, "")):
        move = {
            "actor": by,
            "market": group.market,
            "offers_until": NOW + timedelta(days=40, minutes=minutes),
        }
        if words:
            assert words in refused(lambda: consultation_prepare(**move))  # type: ignore[arg-type]  # noqa: B023
        else:
            assert consultation_prepare(**move).offers_until == move["offers_until"]  # type: ignore[arg-type]
    Consultation.objects.update(offers_until=NOW + timedelta(days=20))
    move["offers_until"] = NOW + timedelta(days=29)
    assert "24 décembre 2026" in refused(lambda: consultation_prepare(**move))  # type: ignore[arg-type]


def test_r2151_1_offers_are_not_opened_a_minute_before_the_limit(group: Made, by: Actor) -> None:
    done(group, by, until=TaskKind.PUBLISH)
    cleared(group, "coordinator")
    deposited(group, by)
    with clock.frozen(UNTIL):
        words = refused(lambda: opening_confirm(actor=by, market=group.market))
    assert "jusqu’au 15 octobre 2026" in words
    assert "(articles R2151-1 et R2161-2 du code de la commande publique)" in words
    opening_confirm(actor=by, market=group.market)


def test_r2181_1_letters_of_rejection_leave_after_the_report_and_not_the_day_before(
    group: Made, by: Actor
) -> None:
    bids(group, by, "2", "3")
    send = {"actor": by, "market": group.market, "by": Sending.ELECTRONIC}
    assert "R2181-1" in refused(lambda: rejections_send(**send, sent_on=DAYS[TaskKind.REPORT]))  # type: ignore[arg-type]
    do(group, by, TaskKind.REPORT)
    day = DAYS[TaskKind.REPORT]
    words = refused(lambda: rejections_send(**send, sent_on=day - _DAY))  # type: ignore[arg-type]
    assert "est noté le 20 octobre 2026" in words
    assert "à venir" in refused(lambda: rejections_send(**send, sent_on=NOW.date() + _DAY))  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        rejections_send(**send | {"actor": group.cast.actor("member_rep")}, sent_on=day)  # type: ignore[arg-type]
    rejections_send(**send, sent_on=day)  # type: ignore[arg-type]
    assert AuditLine.objects.filter(act="tender.rejections.sent").count() == 1
    # Another report makes other letters.
    analysis_reopen(actor=by, market=group.market)
    assert Consultation.objects.get().rejected_on is None


@pytest.mark.parametrize(("sending", "days"), [(Sending.ELECTRONIC, 11), (Sending.POST, 16)])
def test_r2182_1_the_market_is_not_signed_one_day_before_the_end_of_the_standstill(
    group: Made, by: Actor, sending: Sending, days: int
) -> None:
    bids(group, by, "2", "3")
    do(group, by, TaskKind.REPORT)
    sent = DAYS[TaskKind.REPORT]
    told(group, by, sent, sending)
    consultation = Consultation.objects.get()
    first = sent + timedelta(days=days)
    words = refused(lambda: _sign(group, by, consultation, first - _DAY))
    assert f"{days} jours après (article R2182-1 du code de la commande publique)" in words
    assert str(first.day) in words
    _sign(group, by, consultation, first)
    with pytest.raises(Frozen):
        told(group, by, sent, sending)


def test_r2182_1_a_report_dated_before_the_opening_or_letters_before_the_report_shorten_no_standstill(
    group: Made, by: Actor
) -> None:
    """All in one sitting: the days that people write are held to those on which things were done here."""
    bids(group, by, "2", "3")
    opened = UNTIL.date() + _DAY
    words = refused(lambda: do(group, by, TaskKind.REPORT, done_on=opened - _DAY))
    assert "ouvertes depuis le 16 octobre 2026" in words
    do(group, by, TaskKind.REPORT, done_on=opened)
    words = refused(lambda: told(group, by, NOW.date() - _DAY))
    assert "est noté le 24 novembre 2026, et les lettres sont faites avec lui" in words
    told(group, by, NOW.date())
    assert "à partir du 5 décembre 2026" in refused(
        lambda: _sign(group, by, Consultation.objects.get(), NOW.date())
    )


def test_r2182_1_another_envelope_of_who_bid_alone_holds_nothing_back(group: Made, by: Actor) -> None:
    bids(group, by, "2")
    late = {"deposited_at": UNTIL + timedelta(hours=1)}
    deposited(group, by, "Candidat 1", "99900061", **late)
    do(group, by, TaskKind.REPORT)
    consultation = Consultation.objects.get()
    assert not has_rejected(consultation)
    Offer.objects.filter(number=2).update(siret="99900021900017")
    assert has_rejected(consultation)
    Offer.objects.filter(number=2).update(siret=Offer.objects.get(number=1).siret)
    _sign(group, by, consultation, DAYS[TaskKind.REPORT])


def _sign(group: Made, by: Actor, consultation: Consultation, on: date) -> None:
    """With the letters as they were noted."""
    task_do(actor=by, market=consultation.market, kind=TaskKind.SIGN, done_on=on, file=FILE)


def test_r2181_3_nothing_is_signed_before_the_others_are_told_unless_nobody_else_took_part(
    group: Made, by: Actor
) -> None:
    bids(group, by, "2", "3")
    do(group, by, TaskKind.REPORT)
    consultation = Consultation.objects.get()
    with pytest.raises(NotYet, match="R2181-1, R2181-3 et R2182-1"):
        _sign(group, by, consultation, DAYS[TaskKind.SIGN])
    Offer.objects.exclude(pk=consultation.retained_id).update(replaced_at=NOW)
    _sign(group, by, consultation, DAYS[TaskKind.REPORT])


def test_r2182_4_the_market_is_not_notified_one_day_before_its_signature(group: Made, by: Actor) -> None:
    done(group, by, until=TaskKind.SIGN)
    words = refused(lambda: do(group, by, TaskKind.NOTIFY, done_on=DAYS[TaskKind.SIGN] - _DAY))
    assert "Le marché est signé le 5 novembre 2026" in words
    assert "article R2182-4" in words


def test_r2196_1_public_data_bear_the_day_of_their_own_publication(group: Made, by: Actor) -> None:
    """Not that of the notice, nor that of each later file; a modification has its own."""
    Member.objects.filter(pk=group["cc"].pk).update(kind=MemberKind.RECTORAT, epci=None)
    done(group, by, until=TaskKind.NOTIFY)
    later = NOW + timedelta(days=30)
    with clock.frozen(later):
        modification_record(
            actor=by,
            market=group.market,
            subject="Prix",
            notified_on=later.date(),
            months=None,
            amount=Decimal(960),
        )
    with clock.frozen(NOW + timedelta(days=60)):
        consultation = Consultation.objects.get()
        [found] = decp_of(consultation, (NOW + timedelta(days=60)).date())["marches"]["marche"]
        assert found["datePublicationDonnees"] == NOW.date().isoformat() != DAYS[TaskKind.PUBLISH].isoformat()
        [change] = found["modifications"]
        assert change["modification"]["datePublicationDonneesModification"] == later.date().isoformat()
        said = Declared("EPRIMO", "48190000-6", PriceType.FIRM, Social.NONE, Green.NONE)
        for day, words in (
            (DAYS[TaskKind.NOTIFY] - _DAY, "au plus tard le 9 janvier 2027 (article R2196-1"),
            ((NOW + timedelta(days=61)).date(), "à venir"),
        ):
            wrong = replace(said, data_published_on=day)
            assert words in refused(lambda: public_declare(actor=by, market=group.market, said=wrong))  # noqa: B023
        public_declare(
            actor=by, market=group.market, said=replace(said, data_published_on=date(2026, 11, 12))
        )
    [found] = decp_of(Consultation.objects.get(), later.date())["marches"]["marche"]
    assert found["datePublicationDonnees"] == "2026-11-12"
