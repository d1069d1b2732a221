"""« A partner … writes to its families through the teacher; all ends with the invitation. »

Having somebody come, and answering a partner's words, is managing the intervention: the policy of its kind. Opening a
class to a partner is « add a partner »: the policy of the directory, of who directs. Here is what is the partner's.
"""

from collections.abc import Collection

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.rights import policy


@policy("partners.word.propose")
def may_propose(actor: Actor, school_id: int, groups: Collection[int], classes: Collection[int] = ()) -> bool:
    """`groups`: those that an intervention is for; `classes`: those of it that who directs opened to the partner."""
    return actor.is_at(school_id, Role.PARTNER) and bool(classes or actor.group_ids & set(groups))
