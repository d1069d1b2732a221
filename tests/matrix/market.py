"""The market of the scene: its DCE is complete, and nothing of it is published yet."""

from datetime import timedelta
from typing import TYPE_CHECKING

from eprimo.foundation.kernel import clock
from eprimo.steering.tender.enums import DocumentKind, TaskKind
from eprimo.steering.tender.models import (
    CommissionSeat,
    Consultation,
    Declaration,
    Delivery,
    Document,
    Offer,
    Opening,
)
from tests.conftest import NOW
from tests.steering.consortium.group import siren, siret
from tests.steering.tender import market

if TYPE_CHECKING:
    from tests.matrix.scene import Scene


def market_of(scene: "Scene") -> None:
    """The five pieces, the first two tasks done; a document of each sight."""
    group, by = scene["group"], scene.cast.actor("coordinator_manager")
    consultation = market.prepared(group, by, signed=False)
    market.pieces(group, by)
    for kind in (TaskKind.COLLECT, TaskKind.DCE):
        market.do(group, by, kind)
    scene.things["consultation"] = consultation
    _offers(scene, consultation)
    scene.things["needs_document"] = Document.objects.get(kind=DocumentKind.NEEDS)
    scene.things["rc"] = Document.objects.get(kind=DocumentKind.RC)


def _offers(scene: "Scene", consultation: Consultation) -> None:
    """One offer that is open, one that came late; the commission's seat; who declared no interest. The coordinator who
    only reads has not."""
    cast = scene.cast
    scene.things["seat"] = CommissionSeat.objects.create(
        consultation=consultation, person=cast.commission, kind="full", body="Valmarais", starts=NOW - timedelta(days=9)
    )  # fmt: skip
    for name in ("commission", "coordinator_manager"):
        Declaration.objects.create(
            consultation=consultation, person=cast.people[name], has_interest=False, sha256="0" * 64
        )
    for number, name, day in ((1, "offer", 1), (2, "late_offer", -1)):
        scene.things[name] = Offer.objects.create(
            consultation=consultation, number=number, bidder=f"Candidat {number}",
            siret=siret(siren(f"9990007{number}")), deposited_at=market.UNTIL - timedelta(days=day),
        )  # fmt: skip
    for number, name in ((1, "coordinator"), (2, "coordinator_manager")):
        Opening.objects.create(consultation=consultation, number=number, person=cast.people[name])


def unopened(scene: "Scene") -> None:
    """Published, and neither of the two has confirmed yet."""
    published(scene)
    Opening.objects.all().delete()


def undeclared(scene: "Scene") -> None:
    Declaration.objects.all().delete()


def retained(scene: "Scene") -> None:
    """Notified to who made the offer."""
    notified(scene)
    Consultation.objects.update(retained=scene["offer"])


def published(scene: "Scene") -> None:
    type(scene["group"].market).objects.update(published_on=NOW.date())


def notified(scene: "Scene") -> None:
    type(scene["group"].market).objects.update(published_on=NOW.date(), notified_on=NOW.date())


def sent(scene: "Scene") -> None:
    """Notified, and Valmarais has what it was sent."""
    notified(scene)
    Delivery.objects.create(
        consultation=scene["consultation"], member=scene["group"]["valmarais"], sent_at=clock.now()
    )
