"""A market beside the purchasing group, brought as far as a test wants it."""

from datetime import date, datetime, timedelta
from typing import Any

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.actions import GivenFile, letter_record, needs_write, school_claim
from eprimo.steering.tender.actions import consultation_prepare, piece_give, task_do
from eprimo.steering.tender.enums import DCE, PROOFS, TaskKind
from eprimo.steering.tender.models import Consultation, Task
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made

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


def signed(group: Made, by: Actor, posted_on: date = date(2026, 1, 20)) -> None:
    """The convention of one member, signed and sent in time."""
    letter_record(actor=by, member=group["valmarais"], tracking="1A 234 567 890 1", posted_on=posted_on)


def prepared(group: Made, by: Actor, until: datetime = UNTIL) -> Consultation:
    signed(group, by)
    return consultation_prepare(actor=by, market=group.market, offers_until=until)


def pieces(group: Made, by: Actor, *, but: str = "") -> None:
    for kind in DCE:
        if kind != but:
            piece_give(actor=by, market=group.market, kind=kind, file=FILE)


def do(group: Made, by: Actor, kind: TaskKind, **more: Any) -> Task:
    group.market.refresh_from_db()
    said = {"done_on": DAYS[kind], "file": FILE if kind in PROOFS else None} | more
    return task_do(actor=by, market=group.market, kind=kind, **said)


def done(group: Made, by: Actor, *, until: TaskKind) -> None:
    """Every task up to that one, on its day."""
    prepared(group, by)
    pieces(group, by)
    for kind in TaskKind:
        do(group, by, kind)
        if kind == until:
            return
