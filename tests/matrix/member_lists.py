"""Lists of bodies in the scene: one that waits to be looked over, and one that was applied."""

from typing import TYPE_CHECKING

from eprimo.steering.consortium.models import MemberList
from tests.conftest import NOW
from tests.steering.consortium.group import siren, siret

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

LINE = {
    "line": 2, "siret": siret(siren("99900081")), "name": "SIVOS du Lac", "kind": "Syndicat", "postcode": "44000",
}  # fmt: skip


def lists_of(scene: "Scene") -> dict[str, MemberList]:
    group = scene["group"]
    done = {
        "line": 2, "outcome": "new", "name": "OGEC Sainte-Anne", "member": group["ogec"].pk, "words": [],
        "schools": [], "changes": [],
    }  # fmt: skip
    rows = MemberList.objects
    return {
        "list": rows.create(market=group.market, name="à relire.csv", lines=[LINE], from_directory=False),
        "list_applied": rows.create(
            market=group.market, name="appliquée.csv", lines=[LINE], from_directory=False, state="applied",
            applied_at=NOW, outcome=[done],
        ),
    }  # fmt: skip
