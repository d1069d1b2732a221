"""Who takes an act away for a time: the « switch » row of the safety desk."""

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.kernel.switches import schools_of

WHO = HEADS | {Role.ACADEMY, Role.PLATFORM}


@policy("switches.switch.change", strong=Strength.STRONG)
def may_switch(actor: Actor, school_id: int | None) -> bool:
    """« Director: own school; academy: own territory; platform: all ». No school: all that the role answers for."""
    if actor.role in HEADS:
        return actor.directs(school_id)
    if actor.role != Role.ACADEMY:
        return actor.role == Role.PLATFORM
    return bool(actor.territory_ids) if school_id is None else school_id in schools_of(actor)
