"""The coordinator's seven tasks, by articles 4.1 and 8 of the convention."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import load_workbook

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.market import MarketDays, market_correct
from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.errors import Closed, WrongFile, WrongOrder
from eprimo.steering.consortium.models import Need, SchoolClaim
from eprimo.steering.tender.actions.deliveries import delivery_open, documents_send
from eprimo.steering.tender.actions.documents import consultation_prepare, piece_give
from eprimo.steering.tender.enums import DCE, DocumentKind, TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet, PieceMissing, ProofMissing, WrongDay
from eprimo.steering.tender.models import Consultation, Delivery, Document, Task
from eprimo.steering.tender.queries import progress_of, tasks_of
from tests.conftest import NOW
from tests.steering.consortium.group import DAYS as MARKET_DAYS
from tests.steering.consortium.group import PDF, Made, commune_said
from tests.steering.tender.market import DAYS, FILE, bids, bound, do, done, pieces, prepared, with_needs

BOUND_KEYS = ("valmarais", "brive")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("missing", DCE)
def test_r041_the_market_is_not_published_with_one_of_the_five_pieces_missing(
    group: Made, by: Actor, missing: DocumentKind
) -> None:
    prepared(group, by)
    pieces(group, by, but=missing)
    do(group, by, TaskKind.COLLECT)
    do(group, by, TaskKind.DCE)
    with pytest.raises(PieceMissing) as refused:
        do(group, by, TaskKind.PUBLISH)
    assert f"il manque {missing.name}" in refused.value.sentence
    group.market.refresh_from_db()
    assert group.market.published_on is None
    piece_give(actor=by, market=group.market, kind=missing, file=FILE)
    do(group, by, TaskKind.PUBLISH)
    group.market.refresh_from_db()
    assert group.market.published_on == DAYS[TaskKind.PUBLISH]


def test_r041_the_dce_has_exactly_five_pieces_in_versions_that_stay(group: Made, by: Actor) -> None:
    prepared(group, by)
    first = piece_give(actor=by, market=group.market, kind=DocumentKind.RC, file=FILE)
    again = piece_give(
        actor=by, market=group.market, kind=DocumentKind.RC, file=GivenFile("rc.pdf", PDF + b"%%EOF")
    )
    assert [first.version, again.version] == [1, 2]
    assert first.sha256 != again.sha256
    first.refresh_from_db()
    assert bytes(first.content) == PDF
    with pytest.raises(Frozen) as refused:
        piece_give(actor=by, market=group.market, kind=DocumentKind.NOTICE, file=FILE)
    assert "CCTP, CCAP, RC, BPU et AE" in refused.value.sentence
    with pytest.raises(WrongFile):
        piece_give(actor=by, market=group.market, kind=DocumentKind.RC, file=GivenFile("rc.pdf", b"PK"))


def test_r041_each_task_follows_the_one_before_and_notified_cannot_precede_signed(
    group: Made, by: Actor
) -> None:
    bids(group, by, "2", "3")
    for kind in (TaskKind.SIGN, TaskKind.NOTIFY):
        with pytest.raises(NotYet) as refused:
            do(group, by, kind)
        assert "(article 4.1)" in refused.value.sentence
    with pytest.raises(NotYet):
        documents_send(actor=by, market=group.market)
    do(group, by, TaskKind.REPORT)
    do(group, by, TaskKind.SIGN)
    with pytest.raises(WrongDay) as refused_day:
        do(group, by, TaskKind.NOTIFY, done_on=DAYS[TaskKind.SIGN] - timedelta(days=1))
    assert "article R2182-4" in refused_day.value.sentence
    do(group, by, TaskKind.NOTIFY)
    group.market.refresh_from_db()
    assert group.market.notified_on == DAYS[TaskKind.NOTIFY]
    rows = {row.kind: row for row in tasks_of(by, Consultation.objects.get())}
    assert [rows[kind].done_on for kind in DAYS] == list(DAYS.values())
    assert all(rows[kind].by and rows[kind].documents for kind in DAYS if kind != TaskKind.DCE)


def test_r041_a_task_is_corrected_while_none_that_follows_is_done_and_what_was_stays(
    group: Made, by: Actor
) -> None:
    done(group, by, until=TaskKind.PUBLISH)
    later = DAYS[TaskKind.PUBLISH] + timedelta(days=1)
    do(group, by, TaskKind.PUBLISH, done_on=later, file=None)
    group.market.refresh_from_db()
    assert group.market.published_on == later
    assert Task.objects.filter(kind=TaskKind.PUBLISH).count() == 2
    assert Task.objects.get(kind=TaskKind.PUBLISH, replaced_at=None).documents.count() == 1
    with pytest.raises(Frozen):
        do(group, by, TaskKind.DCE)
    days = MarketDays(**{name: getattr(MARKET_DAYS, name) for name in MarketDays.__slots__} | {
        "launches_from": later + timedelta(days=1), "notification_expected": date(2026, 10, 1),
        "starts_on": date(2026, 12, 1),
    })  # fmt: skip
    with pytest.raises(WrongOrder):
        market_correct(actor=by, market=group.market, days=days)


def test_a_task_is_not_done_without_its_proof_nor_in_days_to_come(group: Made, by: Actor) -> None:
    prepared(group, by)
    pieces(group, by)
    do(group, by, TaskKind.COLLECT)
    do(group, by, TaskKind.DCE)
    with pytest.raises(ProofMissing):
        do(group, by, TaskKind.PUBLISH, file=None)
    with pytest.raises(WrongDay):
        do(group, by, TaskKind.PUBLISH, done_on=NOW.date() + timedelta(days=1))
    assert not Document.objects.filter(kind=DocumentKind.NOTICE).exists()


def test_r061_the_consultation_starts_after_the_last_signature_and_not_before_26_january(
    group: Made, by: Actor
) -> None:
    prepared(group, by, signed=False)
    pieces(group, by)
    for kind in (TaskKind.COLLECT, TaskKind.DCE):
        do(group, by, kind, done_on=date(2026, 1, 12))
    with pytest.raises(NotYet) as unsigned:
        do(group, by, TaskKind.PUBLISH, done_on=date(2026, 1, 26))
    assert "(article 8)" in unsigned.value.sentence
    bound(group, date(2026, 1, 24), ("valmarais",))
    with pytest.raises(WrongDay) as refused:
        do(group, by, TaskKind.PUBLISH, done_on=date(2026, 1, 25))
    assert "26 janvier 2026" in refused.value.sentence.replace("\N{NO-BREAK SPACE}", " ")
    # A file that is signed later holds it back.
    bound(group, date(2026, 2, 20), ("brive",))
    with pytest.raises(WrongDay):
        do(group, by, TaskKind.PUBLISH, done_on=date(2026, 2, 19))
    do(group, by, TaskKind.PUBLISH, done_on=date(2026, 2, 20))


def test_r016_r041_publication_closes_adhesion_and_freezes_pieces_and_quantities(
    group: Made, by: Actor
) -> None:
    with_needs(group)
    # Who is not signed is no member [R016]: its need does not count.
    school_claim(actor=group.cast.actor("member_rep"), member=group["valmarais"], school=group.cast.verne)
    SchoolClaim.objects.filter(school=group.cast.verne).update(member=group["cc"])
    Need.objects.create(member=group["cc"], school=group.cast.verne, accounts=500)
    done(group, by, until=TaskKind.PUBLISH)
    consultation = Consultation.objects.get()
    assert sorted(line[2] for line in consultation.quantities or []) == [30, 90]
    with pytest.raises(Closed):
        member_add(actor=by, market=group.market, said=commune_said())
    with pytest.raises(Frozen):
        pieces(group, by)
    with pytest.raises(Frozen):
        consultation_prepare(actor=by, market=group.market, subject="Autre chose")
    # An amendment raises a need afterwards: offers are counted on what was published.
    Need.objects.filter(member=group["valmarais"], ends=None).update(accounts=95)
    consultation.refresh_from_db()
    assert sorted(line[2] for line in consultation.quantities or []) == [30, 90]
    dqe = Document.objects.get(kind=DocumentKind.DQE)
    rows = load_workbook(io.BytesIO(bytes(dqe.content))).get_sheet_by_index(0).to_python()
    assert rows[-1] == ["Total", 2, 2, 120]


def test_r041_only_the_coordinator_who_signs_notes_the_signature(group: Made, by: Actor) -> None:
    done(group, by, until=TaskKind.REPORT)
    cast = group.cast
    cast.coordinator.mandates.update(level="manage")
    manager = cast.actor("coordinator")
    with pytest.raises(Forbidden):
        do(group, manager, TaskKind.SIGN)
    for name in ("member_rep", "commission", "contractor", "managing_body"):
        with pytest.raises(Forbidden):
            do(group, cast.actor(name), TaskKind.SIGN)


def test_r041_each_member_has_a_delivery_trace_that_says_who_opened_it_and_when(
    group: Made, by: Actor
) -> None:
    done(group, by, until=TaskKind.NOTIFY)
    assert documents_send(actor=by, market=group.market) == len(BOUND_KEYS)
    assert documents_send(actor=by, market=group.market) == 0
    assert Task.objects.get(kind=TaskKind.SEND).done_on == NOW.date()
    cast = group.cast
    delivery_open(actor=cast.actor("member_rep"), market=group.market, member=group["valmarais"])
    delivery_open(actor=cast.actor("managing_body"), market=group.market, member=group["brive"])
    with pytest.raises(Forbidden):
        delivery_open(actor=cast.actor("member_rep"), market=group.market, member=group["brive"])
    own = Delivery.objects.get(member=group["valmarais"])
    assert (own.opened_at, own.opened_by) == (NOW, cast.member_rep)
    assert Delivery.objects.get(member=group["brive"]).on_behalf
    progress = progress_of(group.market)
    assert (progress.members, progress.sent, progress.opened) == (len(BOUND_KEYS), len(BOUND_KEYS), 2)
    assert AuditLine.objects.filter(act="tender.delivery.opened").count() == 2


def test_a_member_that_is_sent_nothing_opens_nothing(group: Made, by: Actor) -> None:
    done(group, by, until=TaskKind.NOTIFY)
    with pytest.raises(NotVisible):
        delivery_open(actor=group.cast.actor("member_rep"), market=group.market, member=group["valmarais"])
