"""Who decides of the contents that an author leaves behind: the author."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy


@policy("privacy.contents.decide", strong=Strength.NONE)
def can_decide_contents(actor: Actor, person_id: int) -> bool:
    return actor.person_id == person_id and actor.is_whole
