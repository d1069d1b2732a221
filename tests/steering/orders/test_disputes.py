"""The file of a dispute: opened by the party that complains, kept by it, read by both and by the coordinator."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.orders.enums import Outcome, StepKind
from eprimo.steering.orders.errors import WrongDispute
from eprimo.steering.orders.models import Dispute, DisputePaper, DisputeStep, Order
from eprimo.steering.orders.order.actions.disputes import (
    Complaint,
    dispute_close,
    dispute_open,
    dispute_reopen,
    dispute_step,
    dispute_step_remove,
)
from eprimo.steering.orders.order.dispute_file import NoDisputeFile, dispute_file_make
from eprimo.steering.orders.order.disputes import (
    dispute_read,
    disputes_count,
    disputes_on,
    paper_read,
    removable,
    stage_label,
)
from tests.steering.consortium.group import PDF, Made, manager
from tests.steering.orders.ordering import bind

pytestmark = pytest.mark.django_db
# The tests stand on 24 November 2026, and the order was sent on that day.
SINCE = date(2026, 11, 24)
COMPLAINT = Complaint(
    "Messagerie arrêtée", SINCE, "Arrêtée trois jours.\nCCAP, article 14.", "La remise en service.", Decimal("1250.50")
)  # fmt: skip
LETTER = GivenFile("mise en demeure.pdf", PDF)


def at(year: int, month: int, day: int) -> Any:
    return clock.frozen(datetime(year, month, day, 9, tzinfo=UTC))


def opened(made: Made, order: Order) -> Dispute:
    return dispute_open(actor=made.cast.actor("member_rep"), member=order.member, order=order, said=COMPLAINT)


def charged(made: Made) -> Dispute:
    """By the coordinator, of a member that is bound."""
    bind(made["valmarais"])
    said = Complaint("Factures non payées", date(2026, 11, 1), "Aucune depuis un an.", "Le paiement.")
    return dispute_open(actor=manager(made.cast), member=made["valmarais"], order=None, said=said)


def go(by: Actor, dispute: Dispute, kind: StepKind, on: date, **more: Any) -> DisputeStep:
    return dispute_step(actor=by, dispute=dispute, kind=kind, on=on, **{"words": "Voir la lettre."} | more)


def seen(by: Actor, dispute: Dispute) -> str:
    """Where it stands for who reads it."""
    return stage_label(dispute_read(by, dispute.public_id))


def test_r090_an_agreement_is_sought_then_the_court_of_nantes_decides(made: Made, order: Order) -> None:
    by, file = made.cast.actor("member_rep"), {"file": LETTER}
    dispute = opened(made, order)
    assert seen(by, dispute) == "Règlement amiable"
    with at(2026, 12, 20):
        for kind, words in (
            (StepKind.CLAIM, r"Cherchez d’abord un accord.*tribunal administratif de Nantes est seul compétent"),
            (StepKind.HEARING, "d’abord la requête"), (StepKind.JUDGEMENT, "d’abord la requête"),
            (StepKind.APPEAL, "dont il est fait appel"), (StepKind.CLOSED, "son propre bouton"),
        ):  # fmt: skip
            with pytest.raises(WrongDispute, match=words):
                go(by, dispute, kind, date(2026, 12, 1), **file, case_number="1")
        go(by, dispute, StepKind.NOTICE, date(2026, 12, 4), **file)
        # The answer alone is no attempt, nor is what comes after the claim.
        with pytest.raises(WrongDispute, match="Cherchez d’abord"):
            go(by, dispute, StepKind.CLAIM, date(2026, 12, 3))
        for on, words in (
            (date(2026, 12, 21), "pas encore venue"),
            (date(2026, 11, 23), "rien ne vient avant"),
        ):
            with pytest.raises(WrongDispute, match=words):
                go(by, dispute, StepKind.MEETING, on)
        go(by, dispute, StepKind.CLAIM, date(2026, 12, 18))
        assert seen(by, dispute) == "Au tribunal administratif"
    with at(2027, 6, 1):
        for more, words in (
            ({"case_number": "2612345"}, "Joignez le document"), ({"file": LETTER}, "numéro de l’affaire"),
        ):  # fmt: skip
            with pytest.raises(WrongDispute, match=words):
                go(by, dispute, StepKind.JUDGEMENT, date(2027, 5, 3), **more)
        with pytest.raises(WrongDispute, match="d’abord la décision du juge"):
            dispute_close(
                actor=by, dispute=dispute, outcome=Outcome.UPHELD, on=date(2027, 6, 1), words="Admise"
            )
        go(by, dispute, StepKind.JUDGEMENT, date(2027, 5, 3), **file, case_number="2612345")
        assert seen(by, dispute) == "Jugé, à clore"
        with pytest.raises(WrongDispute, match=r"un appel reste possible.*lendemain du 3.juillet.2027"):
            dispute_close(
                actor=by, dispute=dispute, outcome=Outcome.UPHELD, on=date(2027, 6, 1), words="Admise"
            )
    with at(2027, 7, 4):
        dispute_close(actor=by, dispute=dispute, outcome=Outcome.UPHELD, on=date(2027, 7, 4), words="Admise")
        assert seen(by, dispute) == "Jugé\N{NO-BREAK SPACE}: demande admise"
        with pytest.raises(WrongDispute, match="Le juge a tranché"):
            dispute_reopen(actor=by, dispute=dispute, reason="Encore")
        with pytest.raises(WrongDispute, match="est clos"):
            go(by, dispute, StepKind.NOTICE, date(2027, 7, 4))
    acts = AuditLine.objects.filter(act__startswith="orders.dispute").order_by("pk")
    assert [one.act for one in acts] == [
        "orders.dispute.order",
        *["orders.dispute.step"] * 3,
        "orders.dispute.closed",
    ]
    assert not any("Messagerie" in str(one.details) for one in acts)


def test_an_agreement_closes_a_file_and_is_reopened_when_it_is_not_kept(made: Made, order: Order) -> None:
    by = made.cast.actor("member_rep")
    dispute = opened(made, order)
    with at(2026, 12, 20):
        go(by, dispute, StepKind.OFFER, date(2026, 12, 18))
        for on, words in (
            (date(2026, 12, 17), "ne se clôt pas avant"),
            (date(2026, 12, 21), "pas encore venue"),
        ):
            with pytest.raises(WrongDispute, match=words):
                dispute_close(actor=by, dispute=dispute, outcome=Outcome.SETTLED, on=on, words="Avoir")
        dispute_close(
            actor=by, dispute=dispute, outcome=Outcome.SETTLED, on=date(2026, 12, 19), words="Un avoir"
        )
        assert disputes_count(by, made.market) == (0, 1)
        dispute_reopen(actor=by, dispute=dispute, reason="L’avoir n’est pas venu")
        assert disputes_count(by, made.market) == (1, 0)
        with pytest.raises(WrongDispute, match="déjà ouvert"):
            dispute_reopen(actor=by, dispute=dispute, reason="Encore")
    told = dispute.steps.order_by("pk").values_list("kind", "words")
    assert list(told) == [
        ("offer", "Voir la lettre."), ("closed", "Un avoir"), ("reopened", "L’avoir n’est pas venu"),
    ]  # fmt: skip


def test_a_member_writes_on_its_own_order_and_its_parties_and_the_coordinator_read(
    made: Made, order: Order
) -> None:
    by, cast = made.cast.actor("member_rep"), made.cast
    dispute = opened(made, order)
    go(by, dispute, StepKind.NOTICE, SINCE, file=LETTER)
    paper = DisputePaper.objects.get()
    for who in ("member_rep", "contractor", "coordinator"):
        reader = cast.actor(who)
        assert dispute_read(reader, dispute.public_id) == dispute, who
        assert paper_read(reader, paper.public_id) == paper, who
        assert disputes_on(reader, order) == [dispute], who
    # Another member, who acts for others, the commission, the academy.
    for who in ("managing_body", "commission", "academy", "inspector", "director"):
        stranger = cast.actor(who)
        with pytest.raises(NotVisible):
            dispute_read(stranger, dispute.public_id)
        with pytest.raises(NotVisible):
            paper_read(stranger, paper.public_id)
        assert disputes_on(stranger, order) == [], who
    for who in ("contractor", "coordinator", "managing_body"):
        with pytest.raises(Forbidden):
            go(cast.actor(who), dispute, StepKind.ANSWER, SINCE)
        with pytest.raises(Forbidden):
            dispute_close(
                actor=cast.actor(who), dispute=dispute, outcome=Outcome.DROPPED, on=SINCE, words="Fini"
            )
        with pytest.raises(Forbidden):
            dispute_open(actor=cast.actor(who), member=order.member, order=order, said=COMPLAINT)
        with pytest.raises(Forbidden):
            dispute_step_remove(actor=cast.actor(who), step=paper.step)


def test_r035_the_coordinator_writes_that_of_a_member_that_does_not_carry_out_the_convention(
    made: Made,
) -> None:
    """Read by this member, and not by the contractor; an exclusion wants the decision of the judge."""
    with pytest.raises(WrongDispute, match="n’a pas signé la convention"):
        dispute_open(actor=manager(made.cast), member=made["brive"], order=None, said=COMPLAINT)
    dispute, cast = charged(made), made.cast
    assert dispute_read(cast.actor("member_rep"), dispute.public_id).number == 1
    for who in ("contractor", "managing_body"):
        with pytest.raises(NotVisible):
            dispute_read(cast.actor(who), dispute.public_id)
    for who in ("member_rep", "contractor"):
        with pytest.raises(Forbidden):
            go(cast.actor(who), dispute, StepKind.NOTICE, SINCE)
    go(manager(cast), dispute, StepKind.NOTICE, SINCE)


def test_what_no_dispute_is_is_refused(made: Made, order: Order) -> None:
    by = made.cast.actor("member_rep")
    draft = Order.objects.create(
        market=made.market, member=order.member, kind="more", period=1, starts_on=date(2027, 1, 1),
        ends_on=date(2028, 7, 19),
    )  # fmt: skip
    for change, words in (
        ({"since_on": date(2026, 11, 25)}, "pas encore venue"), ({"since_on": date(2026, 11, 23)}, "rien ne pouvait"),
        ({"amount": Decimal("0.001")}, "plus grand que zéro"), ({"amount": Decimal(0)}, "plus grand que zéro"),
        ({"facts": " "}, "nécessaire"), ({"subject": " "}, "nécessaire"),
    ):  # fmt: skip
        said = Complaint(**{name: getattr(COMPLAINT, name) for name in Complaint.__slots__} | change)
        with pytest.raises(WrongDispute, match=words):
            dispute_open(actor=by, member=order.member, order=order, said=said)
    with pytest.raises(WrongDispute, match="que le membre a envoyé"):
        dispute_open(actor=by, member=order.member, order=draft, said=COMPLAINT)
    dispute = opened(made, order)
    with pytest.raises(WrongDispute, match="Dites ce qui s’est passé"):
        go(by, dispute, StepKind.NOTICE, SINCE, words=" ")
    assert opened(made, order).number == 2
    assert not DisputeStep.objects.exists()


def test_the_last_step_is_taken_back_within_a_day_and_no_other(made: Made, order: Order) -> None:
    by = made.cast.actor("member_rep")
    dispute = opened(made, order)
    with at(2026, 12, 1):
        first = go(by, dispute, StepKind.NOTICE, date(2026, 12, 1), file=LETTER)
        second = go(by, dispute, StepKind.MEETING, date(2026, 11, 30))
        with pytest.raises(WrongDispute, match="Seule la dernière"):
            dispute_step_remove(actor=by, step=first)
        dispute_step_remove(actor=by, step=second)
    with at(2026, 12, 3):
        assert removable(dispute) is None
        with pytest.raises(WrongDispute, match="Seule la dernière"):
            dispute_step_remove(actor=by, step=first)
    assert list(dispute.steps.all()) == [first]


def test_the_whole_file_is_one_pdf_with_its_papers(made: Made, order: Order) -> None:
    by = made.cast.actor("member_rep")
    dispute = opened(made, order)
    go(by, dispute, StepKind.NOTICE, SINCE, file=LETTER)
    for who in ("member_rep", "contractor", "coordinator"):
        reader = made.cast.actor(who)
        content = dispute_file_make(actor=reader, dispute=dispute_read(reader, dispute.public_id))
        pages = PdfReader(io.BytesIO(content)).pages
        assert len(pages) == 2
        cover = " ".join(pages[0].extract_text().replace("\u00a0", " ").split())
        for words in (
            "Messagerie arrêtée", "CCAP, article 14", "1 250,50 €", order.reference, "Mise en demeure",
            "Tribunal administratif de Nantes, à l’exclusion de tout autre", "Règlement amiable", "mise en demeure.pdf",
        ):  # fmt: skip
            assert words in cover, (who, words)
    with pytest.raises(Forbidden):
        dispute_file_make(actor=made.cast.actor("managing_body"), dispute=dispute_read(by, dispute.public_id))
    DisputePaper.objects.update(content=b"%PDF-1.4 cut")
    with pytest.raises(NoDisputeFile, match=r"Mise en demeure, mise en demeure.pdf ne se laisse pas réunir"):
        dispute_file_make(actor=by, dispute=dispute_read(by, dispute.public_id))
    assert AuditLine.objects.filter(act="orders.dispute.printed").count() == 3
