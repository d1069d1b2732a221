"""Erasing at once what one gave or chose oneself (rule 5 of the rights page)."""

from collections.abc import Iterable

from django.db import transaction

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.exporting import Cleared, cleared
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy, require


@policy("privacy.optional.clear", strong=Strength.NONE)
def may_clear(actor: Actor) -> bool:
    """Own optional data only, always; who came in with the own secret."""
    return actor.account_id != 0 and actor.is_whole


def clearables(actor: Actor) -> list[Cleared]:
    """What there is to erase (one statement each)."""
    return [one for one in cleared() if one.count(actor.person_id)]


@transaction.atomic
def data_clear(*, actor: Actor, keys: Iterable[str]) -> int:
    """Erase what these keys name; returns how many kinds there were. What is not of the list is left."""
    require(may_clear, actor)
    wanted = set(keys)
    done = [one.key for one in cleared() if one.key in wanted and one.clear(actor.person_id)]
    if done:
        audit(actor, "privacy.optional.cleared", subject_id=actor.person_id, kinds=done)
    return len(done)
