"""Whose factors one changes, and whom one vouches for."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.factors import Strength, has_use_of_factors
from eprimo.foundation.kernel.rights import policy


def _change(actor: Actor, account_id: int) -> Strength:  # noqa: ARG001 - as the policy is asked
    """Nothing while there is none; then the factor of a moment ago. Whom somebody vouched for has no other way than the
    code that was told: it is what makes a lost telephone good again."""
    if not actor.has_factors:
        return Strength.NONE
    return Strength.STRONG if actor.held else Strength.FRESH


@policy("factors.factor.change", strong=_change)
def may_change_factors(actor: Actor, account_id: int) -> bool:
    """One's own; not in a session that the sheet of a school opened: who printed it would put a factor there."""
    return account_id == actor.account_id and actor.is_whole and has_use_of_factors(actor)
