"""Deliveries of the academic directory in the scene: one that waits to be agreed to, one that is on its way."""

from typing import TYPE_CHECKING

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.intake.merge.plan import KINDS, OUTCOMES
from eprimo.foundation.intake.models import AafDelivery

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

REPORT = {
    "counts": {kind: dict.fromkeys(OUTCOMES, 0) for kind in KINDS}, "people": 0, "asks": [], "schools": [],
    "more_schools": 0, "problems": [], "more_problems": 0,
}  # fmt: skip


def deliveries_of(scene: "Scene") -> dict[str, AafDelivery]:
    rows, own = (
        AafDelivery.objects,
        {"academy": Academy.objects.get(code="17"), "made_by": scene.cast.academy},
    )
    return {
        "aaf": rows.create(
            **own, name="livraison.zip", length=9, received=9, state="checked", full=True, report=REPORT
        ),
        "aaf_begun": rows.create(**own, name="suite.zip", length=9),
    }
