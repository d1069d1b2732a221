"""`require()`: the one door of every act. A policy says who may; a switch of the safety desk may take it away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Concatenate

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, SchoolClosed, SwitchedOff
from eprimo.foundation.kernel.factors import Strength, Strong, asked_of, factor_ask, factor_lacks
from eprimo.foundation.kernel.switches import switched_off

# Every policy by its act, for the tests that walk through them.
POLICIES: dict[str, "Policy[...]"] = {}


@dataclass(frozen=True, slots=True)
class Policy[**P]:
    """An act (`app.object.verb`) and the predicate on the actor and what is acted on."""

    act: str
    allows: Callable[Concatenate[Actor, P], bool]
    # Only a guardianship gives it: it is an act of a guardian, whatever role is in use beside.
    family: bool = False
    # What it asks of the session, beside the right (`kernel.factors`); None: as the role says. An act of a guardian
    # asks nothing.
    strong: Strong = None

    def strength(self, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> Strength:
        """Return the strength that the policy asks of this actor for this object."""
        return Strength.NONE if self.family else asked_of(self.strong, actor, *args, **kwargs)

    def __call__(self, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> bool:
        """May this actor do it now? False too when a switch forbids it. A factor that lacks forbids nothing: it is
        asked for at the act."""
        return self.allows(actor, *args, **kwargs) and not switched_off(actor, self.act, family=self.family)


def policy[**P](
    act: str, *, family: bool = False, strong: Strong = None
) -> Callable[[Callable[Concatenate[Actor, P], bool]], Policy[P]]:
    """Declare the predicate of an act."""

    def declare(allows: Callable[Concatenate[Actor, P], bool]) -> Policy[P]:
        if act in POLICIES:
            raise RuntimeError(f"Two policies for {act}.")
        made = Policy(act, allows, family, strong)
        POLICIES[act] = made
        return made

    return declare


# Where what is refused is gathered, while somebody does.
_REFUSED: ContextVar[dict[str, Actor] | None] = ContextVar("refused", default=None)


@contextmanager
def strong_refusals() -> Iterator[dict[str, Actor]]:
    """Yield the acts that `require` refuses meanwhile, of those that ask for a second factor, and to whom: for the
    trail. The lines are written afterwards, since what is refused takes back its transaction."""
    found: dict[str, Actor] = {}
    before = _REFUSED.set(found)
    try:
        yield found
    finally:
        _REFUSED.reset(before)


def require[**P](rule: Policy[P], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> None:
    """Let the act pass, or raise: `SchoolClosed`, `Forbidden` or `SwitchedOff` (all answered 403), then `FactorNeeded`
    where the session has not shown to be its owner's, or `FactorHeld`."""
    if rule.allows(actor, *args, **kwargs):
        if switched_off(actor, rule.act, family=rule.family):
            _refused(rule, actor, *args, **kwargs)
            raise SwitchedOff
        if factor_lacks(actor, Strength.FRESH) or actor.held:
            # Looked at where it may matter alone: some ask the database how many an act touches.
            factor_ask(actor, rule.strength(actor, *args, **kwargs), rule.act)
        return
    _refused(rule, actor, *args, **kwargs)
    if actor.closed:
        raise SchoolClosed
    raise Forbidden


def _refused[**P](rule: Policy[P], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> None:
    """Whoever it is, of what is always strong; else of what would have been asked of this actor."""
    found = _REFUSED.get()
    if found is None:
        return
    always = isinstance(rule.strong, Strength) and bool(rule.strong)
    if always or rule.strength(actor, *args, **kwargs):
        found[rule.act] = actor
