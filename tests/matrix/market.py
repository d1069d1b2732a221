"""The market of the scene: its DCE is complete, and nothing of it is published yet."""

from typing import TYPE_CHECKING

from eprimo.foundation.kernel import clock
from eprimo.steering.tender.enums import DocumentKind, TaskKind
from eprimo.steering.tender.models import Delivery, Document
from tests.conftest import NOW
from tests.steering.tender import market

if TYPE_CHECKING:
    from tests.matrix.scene import Scene


def market_of(scene: "Scene") -> None:
    """The five pieces, the first two tasks done; a document of each sight."""
    group, by = scene["group"], scene.cast.actor("coordinator_manager")
    consultation = market.prepared(group, by)
    market.pieces(group, by)
    for kind in (TaskKind.COLLECT, TaskKind.DCE):
        market.do(group, by, kind)
    scene.things["consultation"] = consultation
    scene.things["needs_document"] = Document.objects.get(kind=DocumentKind.NEEDS)
    scene.things["rc"] = Document.objects.get(kind=DocumentKind.RC)


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
