"""Switches of the safety desk, as the product keeps them: of a school or of the whole platform, on one of its acts."""

from dataclasses import replace
from itertools import count

from eprimo.foundation.directory.models import Territory
from eprimo.foundation.kernel import switches
from eprimo.foundation.kernel.models import Platform, Switch
from tests.reference.rights import ACTS as ROLES_OF
from tests.reference.rights import SIGNED_IN
from tests.reference.world import World
from tests.rights.covered import ASKED
from tests.rights.load import Loaded, at, until

# Acts of the model that are one act of the product, which answers for nothing else.
_ONE = {acts[0]: act for act, acts in ASKED.items() if len(acts) == 1}
ACT_OF = {act: one for act, one in _ONE.items() if sum(act in acts for acts in ASKED.values()) == 1}
_counters = count(1_000)


def obeyed(world: World) -> World:
    """Those of other acts have no one name, and what is one's own is of no role that a switch names."""
    kept = (one for one in world.switches if one.act in ACT_OF and ROLES_OF[one.act][1] != SIGNED_IN)
    return replace(world, switches=tuple(kept))


def load_switches(rows: Loaded) -> None:
    """And the counter that tells of them."""
    Switch.objects.bulk_create(
        Switch(
            act=ACT_OF[one.act], roles=sorted(one.roles), reason="Essai", starts=at(one.starts), ends=until(one.ends),
            school_id=rows.schools[one.target].pk if one.scope == "school" else None,
            territory_id=_territory(rows, one.target) if one.scope == "territory" else None,
        )
        for one in rows.world.switches
    )  # fmt: skip
    Platform.objects.update(switch_counter=next(_counters))


def _territory(rows: Loaded, name: str) -> int:
    return Territory.objects.get(circonscription=rows.territories[name]).pk


def forgotten() -> None:
    """What was read of switches at another instant is not kept: questions go back in time."""
    switches.forget()
