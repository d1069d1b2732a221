"""Who may do what to the things of a kind: one policy for each kind and act, so that a switch may take one away.

Rights only: whether an act makes sense in the state the thing is in is asked by the act itself.
"""

from eprimo.foundation.content import mass_audience
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.territory_audience import writes_above
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import POLICIES, Policy, policy
from eprimo.foundation.kernel.switches import switchable

# Acts on a thing that was published, of who manages it; on a draft, of its author alone.
ON_DRAFTS = ("edit", "publish", "discard")
ON_THINGS = ("correct", "withdraw", "trash", "restore", "readdress", "copy", "hand_over")


def writes(actor: Actor, kind: Kind) -> bool:
    """Makes things of this kind at the school in use, or for the territories of the mandates in use."""
    return begins(actor, kind) and (writes_above(actor, kind) or kind.writing.allowed(actor))


def begins(actor: Actor, kind: Kind) -> bool:
    """Tell whether the actor makes things of this kind by the role alone, whatever the school settled (no
    statement)."""
    at_work = not actor.closed and actor.school_id is not None
    return writes_above(actor, kind) or (at_work and actor.role in kind.writing.authors)


def _edits(actor: Actor, thing: Thing) -> bool:
    return thing.own and writes(actor, thing.kind)


def _manages(actor: Actor, thing: Thing) -> bool:
    return thing.managed and writes(actor, thing.kind)


def _for_many(actor: Actor, thing: Thing) -> Strength:  # noqa: ARG001 - as the policy is asked
    return mass_audience.of_resource(thing.resource)


def declare_acts(kind: Kind) -> None:
    """The policies of a kind: its key, then `thing.write`, `thing.correct`…"""
    switchable(f"{kind.key}.thing", f"{kind.words.verb} {kind.words.one}", kind.writing.authors)
    policy(f"{kind.key}.thing.write")(writes)
    for act in ON_DRAFTS:
        policy(f"{kind.key}.thing.{act}", strong=_for_many if act == "publish" else None)(_edits)
    for act in ON_THINGS:
        policy(f"{kind.key}.thing.{act}", strong=_for_many if act == "correct" else None)(_manages)


def rule(kind: Kind, act: str) -> "Policy[...]":
    """Return the policy of an act of this kind, for `require()`."""
    return POLICIES[f"{kind.key}.thing.{act}"]


def may(actor: Actor, thing: Thing) -> dict[str, bool]:
    """Return what the pages of a thing offer: the right, in a state where the act makes sense."""
    out, drafted, trashed = thing.is_out, thing.is_draft, thing.resource.trashed_at is not None
    sense = {
        **dict.fromkeys(ON_DRAFTS, drafted),
        "correct": out, "withdraw": out, "readdress": out, "hand_over": not trashed, "copy": not trashed,
        "trash": not drafted and not trashed, "restore": trashed,
    }  # fmt: skip
    return {act: good and rule(thing.kind, act)(actor, thing) for act, good in sense.items()}
