"""Accesses that wait for their person's answer, for the matrix: one of each kind, and one in somebody's account."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eprimo.foundation.accounts.actions.ties import ties_print
from eprimo.foundation.directory.models import TieProposal
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.matrix.scene import Scene


def ties_of(scene: "Scene") -> None:
    cast, things = scene.cast, scene.things
    things |= {
        "tie": _tie(school=cast.tilleuls, profile="teacher", function="remplacant"),
        "tie_verne": _tie(school=cast.verne, profile="staff", function="aesh"),
        "tie_agent": _tie(role="commune_agent", service=cast.canteen, commune=cast.canteen.commune),
        "tie_inspector": _tie(role="inspector", circonscription=things["inspector_mandate"].circonscription),
        "tie_contractor": _tie(role="contractor"),
        "tie_samira": _tie(
            school=cast.verne, profile="staff", function="aesh", person=cast.samira, proven=True
        ),
    }
    things["tie_code"] = ties_print(actor=None, ties=[_tie(school=cast.verne, profile="staff")])[0].code


def _tie(**what: Any) -> TieProposal:
    return TieProposal.objects.create(
        first_name="Tia", last_name="PROPOSEE", starts=NOW, ends=NOW + timedelta(days=60), reason="Renfort",
        expires_at=NOW + timedelta(days=30), **what,
    )  # fmt: skip
