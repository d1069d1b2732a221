"""A market beside the purchasing group, brought as far as a test wants it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.passages import pass_file
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.enums import FileState, PassageReason
from eprimo.steering.tender.actions.commission import (
    criteria_write,
    interest_declare,
    seat_open,
)
from eprimo.steering.tender.actions.documents import consultation_prepare, piece_give
from eprimo.steering.tender.actions.offers import offer_deposit, offer_mark, offer_price, opening_confirm
from eprimo.steering.tender.actions.rejections import rejections_send
from eprimo.steering.tender.actions.tasks import task_do
from eprimo.steering.tender.enums import DCE, PROOFS, SeatKind, Sending, TaskKind
from eprimo.steering.tender.models import Consultation, Criterion, Offer, Task
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made, siren, siret
from tests.steering.prices.schedule import scheduled

FILE = GivenFile("pièce.pdf", PDF)
UNTIL = NOW - timedelta(days=40)
DAYS = {
    TaskKind.COLLECT: date(2026, 9, 1), TaskKind.DCE: date(2026, 9, 2), TaskKind.PUBLISH: date(2026, 9, 7),
    TaskKind.REPORT: date(2026, 10, 20), TaskKind.SIGN: date(2026, 11, 5), TaskKind.NOTIFY: date(2026, 11, 9),
}  # fmt: skip


def signer(cast: Cast) -> Actor:
    """The coordinator of the cast, who signs."""
    Mandate.objects.filter(person=cast.coordinator, role="coordinator").update(level="sign")
    return cast.actor("coordinator")


def with_needs(group: Made) -> None:
    """Two schools of two members: 90 and 30 accounts."""
    cast = group.cast
    for by, key, school, accounts in (
        ("member_rep", "valmarais", cast.tilleuls, 90),
        ("managing_body", "brive", group.schools["brive"], 30),
    ):
        actor = cast.actor(by)
        school_claim(actor=actor, member=group[key], school=school)
        needs_write(actor=actor, member=group[key], accounts={school.pk: accounts})


def bound(
    group: Made, signed_on: date = date(2026, 1, 24), keys: tuple[str, ...] = ("valmarais", "brive")
) -> None:
    """Their files, signed by both on that day."""
    for key in keys:
        for state, reason in (
            (FileState.FILED, PassageReason.BY_MEMBER), (FileState.COMPLETE, PassageReason.LACKS_NOTHING),
            (FileState.SIGNED, PassageReason.BOTH_SIGNED),
        ):  # fmt: skip
            pass_file(group[key], state, reason, actor=None, effective_on=signed_on)


def prepared(group: Made, by: Actor, until: datetime = UNTIL, *, signed: bool = True) -> Consultation:
    if signed:
        bound(group)
    criteria_write(actor=by, market=group.market, criteria=CRITERIA)
    return consultation_prepare(actor=by, market=group.market, offers_until=until)


CRITERIA = (
    Criterion(name="Ergonomie", weight=Decimal(25)),
    Criterion(name="Services", weight=Decimal(20)),
    Criterion(name="Accessibilité", weight=Decimal(15)),
)


def cleared(group: Made, *names: str) -> None:
    """Those people have declared no interest; the commission's has a seat."""
    cast = group.cast
    for name in names:
        if name == "commission":
            seat_open(
                actor=cast.actor("coordinator"), market=group.market, person=cast.commission, kind=SeatKind.FULL,
                body="Commune de Valmarais", starts=date(2026, 1, 5),
            )  # fmt: skip
        interest_declare(actor=cast.actor(name), market=group.market)


def second(cast: Cast) -> Actor:
    """Another coordinator who manages."""
    if "second" not in cast.people:
        cast.people["second"] = make.person("Cosima", "SECONDE")
        make.account(cast.people["second"], login="cosima.seconde")
        make.mandate(cast.people["second"], "coordinator", level="manage")
    return cast.actor("second")


def deposited(
    group: Made, by: Actor, bidder: str = "ENT Ouest", number: str = "99900051", **more: Any
) -> Offer:
    said = {"deposited_at": UNTIL - timedelta(days=1)} | more
    return offer_deposit(actor=by, market=group.market, bidder=bidder, siret=siret(siren(number)), **said)


def opened(group: Made, by: Actor) -> None:
    """Both coordinators confirm."""
    other = second(group.cast)
    cleared(group, "second")
    with clock.frozen(UNTIL + timedelta(days=1)):
        opening_confirm(actor=by, market=group.market)
        opening_confirm(actor=other, market=group.market)


def bids(group: Made, by: Actor, *prices: str, marks: tuple[int, ...] = ()) -> list[Offer]:
    """Published, deposited, opened, priced (the same for the first two lines of the BPU) and marked."""
    with_needs(group)
    scheduled(by, group.market)
    done(group, by, until=TaskKind.PUBLISH)
    return analysed(group, by, prices, marks)


def analysed(group: Made, by: Actor, prices: tuple[str, ...], marks: tuple[int, ...] = ()) -> list[Offer]:
    cleared(group, "coordinator")
    made = [
        deposited(group, by, f"Candidat {place}", f"9990006{place}") for place in range(1, len(prices) + 1)
    ]
    opened(group, by)
    values = marks or (3,) * len(prices)
    for offer, price, value in zip(made, prices, values, strict=True):
        offer_price(
            actor=by, offer=offer, prices={"C1": Decimal(price), "M1": Decimal(price), "O1": Decimal(10)}
        )
        mark(group, by, offer, value)
    return made


def mark(group: Made, by: Actor, offer: Offer, value: int) -> None:
    """The same mark for each criterion."""
    criteria = group.market.consultation.criteria.values_list("pk", flat=True)
    offer_mark(actor=by, offer=offer, marks=dict.fromkeys(criteria, (value, "Parce que.")))


def pieces(group: Made, by: Actor, *, but: str = "") -> None:
    for kind in DCE:
        if kind != but:
            piece_give(actor=by, market=group.market, kind=kind, file=FILE)


def told(
    group: Made, by: Actor, on: date = DAYS[TaskKind.REPORT], sending: Sending = Sending.ELECTRONIC
) -> None:
    """The letters of rejection left, where an offer was chosen."""
    if Task.objects.filter(kind=TaskKind.REPORT, replaced_at=None).exists():
        rejections_send(actor=by, market=group.market, sent_on=on, by=sending)


def do(group: Made, by: Actor, kind: TaskKind, **more: Any) -> Task:
    group.market.refresh_from_db()
    if kind == TaskKind.SIGN:
        told(group, by)
    said = {"done_on": DAYS[kind], "file": FILE if kind in PROOFS else None} | more
    if kind == TaskKind.REPORT and "done_on" not in more:
        # It makes the letters: it is recorded on its day.
        with clock.frozen(datetime.combine(said["done_on"], time(12), tzinfo=UTC)):
            return task_do(actor=by, market=group.market, kind=kind, **said)
    return task_do(actor=by, market=group.market, kind=kind, **said)


def done(group: Made, by: Actor, *, until: TaskKind) -> None:
    """Every task up to that one, on its day; from the report on, two offers were analysed."""
    order = list(TaskKind)
    if order.index(until) >= order.index(TaskKind.REPORT):
        with_needs(group)
        scheduled(by, group.market)
    prepared(group, by)
    pieces(group, by)
    for kind in TaskKind:
        if kind == TaskKind.REPORT:
            analysed(group, by, ("2", "3"))
        do(group, by, kind)
        if kind == until:
            return
