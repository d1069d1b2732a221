"""What a page may watch: `kind:<public id>`. Each kind says who may, at the opening and again at each event."""

from collections.abc import Callable, Iterable
from uuid import UUID

from eprimo.foundation.kernel.actor import Actor

# A page watches a few things; an address with hundreds is not one of ours.
MOST = 8
type Rule = Callable[[Actor, UUID], bool]
_rules: dict[str, Rule] = {}


def register_topic(kind: str, allows: Rule) -> None:
    """`allows(actor, public_id)`: does what happens to it concern that actor? A few statements at most."""
    _rules[kind] = allows


def may_watch(actor: Actor, topic: str) -> bool:
    kind, _, key = topic.partition(":")
    rule = _rules.get(kind)
    try:
        public_id = UUID(key)
    except ValueError:
        return False
    return rule is not None and rule(actor, public_id)


def watched(actor: Actor, topics: Iterable[str]) -> frozenset[str]:
    """Return those of the topics asked for that the actor may watch."""
    asked = list(dict.fromkeys(topics))[:MOST]
    return frozenset(topic for topic in asked if may_watch(actor, topic))
