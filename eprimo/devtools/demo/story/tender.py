"""The consultation: from January to May 2026."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from eprimo.devtools.demo.story.papers import paper
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.tender.actions.commission import (
    criteria_write,
    interest_declare,
    seat_open,
)
from eprimo.steering.tender.actions.deliveries import documents_send
from eprimo.steering.tender.actions.documents import consultation_prepare, piece_give
from eprimo.steering.tender.actions.notices import notices_write
from eprimo.steering.tender.actions.offers import offer_deposit, offer_mark, offer_price, opening_confirm
from eprimo.steering.tender.actions.rejections import rejections_send
from eprimo.steering.tender.actions.tasks import task_do
from eprimo.steering.tender.enums import DCE, DocumentKind, SeatKind, Sending, TaskKind
from eprimo.steering.tender.models import Consultation, Criterion

_CRITERIA = (
    Criterion(name="Services aux classes et aux familles", weight=Decimal(20)),
    Criterion(name="Ergonomie et accessibilité", weight=Decimal(15)),
    Criterion(name="Hébergement, sécurité, données personnelles", weight=Decimal(15)),
    Criterion(name="Accompagnement et réversibilité", weight=Decimal(10)),
)
# Invented bidders, with numbers whose keys are right and that no body bears; and what they ask for each line.
_BIDS = (
    ("Loirette Numérique", "99900021900017", (2026, 3, 10, 16, 4), ("1.95", "25", "45", "180"), (4, 3, 4, 3)),
    (
        "Atelier des écoles",
        "99900022700010",
        (2026, 3, 12, 11, 58),
        ("2.20", "20", "40", "150"),
        (3, 4, 3, 3),
    ),
    ("Trop tard et associés", "99900023500013", (2026, 3, 12, 12, 7), (), ()),
)
_WHY = (
    "Ce qui est demandé n’est pas montré.", "Plusieurs exigences manquent.", "L’essentiel est là, sans plus.",
    "Tout est là, et la démonstration le confirme.", "Tout est là, et au-delà de ce qui est demandé.",
)  # fmt: skip
_OFFERS_UNTIL = datetime(2026, 3, 12, 12, tzinfo=ZoneInfo("Europe/Paris"))


def _begin(stage: Stage) -> None:
    """Three pieces of the five, one of them in its second version."""
    by, market = stage.by("coordinator"), stage.market
    consultation_prepare(actor=by, market=market, offers_until=_OFFERS_UNTIL)
    for kind, versions in ((DocumentKind.CCTP, 2), (DocumentKind.CCAP, 1), (DocumentKind.BPU, 1)):
        for version in range(1, versions + 1):
            piece_give(actor=by, market=market, kind=kind, file=paper(f"{kind.name} v{version}"))


def _sit(stage: Stage) -> None:
    """The criteria of the RC; who will read the offers sits, and declares no interest."""
    by, market = stage.by("coordinator"), stage.market
    criteria_write(actor=by, market=market, criteria=_CRITERIA)
    seat_open(
        actor=by, market=market, person=stage.cast.people["commission"], kind=SeatKind.FULL,
        body="Commune de Valmarais", starts=date(2026, 1, 28),
    )  # fmt: skip
    for face in ("coordinator", "signing", "commission"):
        interest_declare(actor=stage.by(face), market=market)


def _open(stage: Stage) -> None:
    """Three offers were deposited, one of them too late; two people open the others, and type their prices."""
    by, market = stage.by("coordinator"), stage.market
    made = []
    for bidder, siret, at, *_ in _BIDS:
        instant = datetime(*at, tzinfo=ZoneInfo("Europe/Paris"))
        made.append(offer_deposit(actor=by, market=market, bidder=bidder, siret=siret, deposited_at=instant))
    opening_confirm(actor=by, market=market)
    opening_confirm(actor=stage.by("signing"), market=market)
    for offer, (_, _, _, prices, _) in zip(made, _BIDS, strict=True):
        if prices:
            said = {
                code: Decimal(price) for code, price in zip(("C1", "M1", "M2", "O1"), prices, strict=True)
            }
            offer_price(actor=by, offer=offer, prices=said)


def _mark(stage: Stage) -> None:
    """Each of two gives its marks, with why."""
    market = stage.market
    criteria = market.consultation.criteria.order_by("order")
    for offer in market.consultation.offers.order_by("number")[:2]:
        values = _BIDS[offer.number - 1][4]
        for face, other in (("coordinator", 0), ("commission", 1)):
            marks = {}
            for place, (criterion, value) in enumerate(zip(criteria, values, strict=True)):
                found = max(0, value - other) if place == 1 else value
                marks[criterion.pk] = (found, _WHY[found])
            offer_mark(actor=stage.by(face), offer=offer, marks=marks)


def _publish(stage: Stage) -> None:
    by, market, today = stage.by("coordinator"), stage.market, date(2026, 2, 2)
    for kind in DCE:
        if kind in {DocumentKind.RC, DocumentKind.AE}:
            piece_give(actor=by, market=market, kind=kind, file=paper(f"{kind.name} v1"))
    for task in (TaskKind.COLLECT, TaskKind.DCE):
        task_do(actor=by, market=market, kind=task, done_on=today)
    task_do(actor=by, market=market, kind=TaskKind.PUBLISH, done_on=today, file=paper("avis de publication"))


def _task(kind: TaskKind, day: date, face: str, name: str = "") -> Step:
    def act(stage: Stage) -> None:
        file = paper(name) if name else None
        task_do(actor=stage.by(face), market=stage.market, kind=kind, done_on=day, file=file)

    return Step(day, act)


def _reject(stage: Stage) -> None:
    """The letters leave on the day of the report."""
    rejections_send(
        actor=stage.by("coordinator"), market=stage.market, sent_on=date(2026, 4, 10), by=Sending.ELECTRONIC
    )


def _send(stage: Stage) -> None:
    documents_send(actor=stage.by("coordinator"), market=stage.market)


def _notices(stage: Stage) -> None:
    """Numbers that no notice bears, and so without address."""
    notices_write(
        actor=stage.by("coordinator"), market=stage.market,
        said=Consultation(boamp_number="26-00000", place_number="EXEMPLE-2026-ENT"),
    )  # fmt: skip


STEPS = (
    Step(date(2026, 1, 5), _begin),
    Step(date(2026, 1, 28), _sit),
    Step(date(2026, 2, 2), _publish),
    Step(date(2026, 2, 3), _notices),
    Step(date(2026, 3, 13), _open),
    Step(date(2026, 4, 2), _mark),
    _task(TaskKind.REPORT, date(2026, 4, 10), "coordinator"),
    Step(date(2026, 4, 10), _reject),
    _task(TaskKind.SIGN, date(2026, 4, 24), "signing", "acte d’engagement signé"),
    _task(TaskKind.NOTIFY, date(2026, 4, 30), "coordinator", "preuve de la notification"),
    Step(date(2026, 5, 4), _send),
)
