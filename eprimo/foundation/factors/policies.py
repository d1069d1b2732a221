"""Whose factors one changes."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.factors import Strength, has_use_of_factors
from eprimo.foundation.kernel.rights import policy


@policy("factors.factor.change", strong=Strength.NONE)
def may_change_factors(actor: Actor, account_id: int) -> bool:
    """One's own, in whatever role: the first one asks for none before it, and `factors_begin` asks for the one that
    there is. Not in a session that the sheet of a school opened: who printed it would put a factor there."""
    return account_id == actor.account_id and actor.is_whole and has_use_of_factors(actor)
