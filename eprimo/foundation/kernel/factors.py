"""How surely a session is its owner's: a second factor, given in it, and how long that is enough.

A policy says how strong an act is (`kernel.rights`), a view how strong a screen is; the middleware of
`foundation.factors` asks the person and lets the same request go on. Of pupils and guardians nothing is asked, ever.
"""

from collections.abc import Callable
from datetime import date, timedelta
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import FactorTerm

# How long a factor that was given is enough, for what is strong and for what is strong and rare.
LASTS, FRESH_LASTS = timedelta(hours=12), timedelta(minutes=15)
# From the day a role is invited: two weeks in which it is, four in which it is warned. Then it is asked.
INVITED, GRACE = timedelta(weeks=2), timedelta(weeks=6)
# More than so many children at once is an act on many.
MANY = 30

# Who stands above the schools, or for the group: everything they do is strong.
ABOVE = frozenset({
    Role.INSPECTOR, Role.ACADEMY, Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COMMISSION,
    Role.CONTRACTOR, Role.PLATFORM,
})  # fmt: skip
NEVER_ASKED = frozenset({Role.PUPIL, Role.GUARDIAN})
# Those who meet a strong act some day.
ASKED = tuple(role for role in Role if role not in NEVER_ASKED)


class Strength(IntEnum):
    """The second factor that an act asks of the session."""

    NONE = 0
    # A factor in the last twelve hours, or a device that is trusted.
    STRONG = 1
    # A factor in the last fifteen minutes; no device is enough.
    FRESH = 2


# Of a policy: None leaves it to the role.
type Strong = Strength | Callable[..., Strength] | None


class FactorNeeded(Exception):
    """The act is this person's, and the session has not shown to be. No domain error: a form that catches those would
    tell it at a field; the middleware answers it, with what was posted."""

    def __init__(self, strength: Strength, act: str = "") -> None:
        self.strength, self.act = strength, act
        super().__init__(strength.name)


class FactorHeld(Forbidden):
    """Somebody else vouched for the person in the last day: what is hardest to undo waits."""

    code = "factor-held"
    sentence = (
        "Votre accès vient d’être rétabli avec l’aide d’une autre personne\u00a0: cet acte attend vingt-quatre heures. "
        "Si cela presse, une autre personne de votre rôle peut le faire."
    )

    def __init__(self, act: str = "") -> None:
        self.act = act
        super().__init__()


def has_use_of_factors(actor: Actor) -> bool:
    """Acts somewhere in a role that is asked for one. Families and pupils never are."""
    return any(position.role not in NEVER_ASKED for position in actor.positions)


def asked_of(strong: Strong, actor: Actor, *args: Any, **kwargs: Any) -> Strength:
    """Return the strength that a policy asks of this actor for this object."""
    if actor.role in NEVER_ASKED:
        return Strength.NONE
    least = Strength.STRONG if actor.role in ABOVE or actor.on_strong_screen else Strength.NONE
    if strong is None:
        return least
    if isinstance(strong, Strength):
        # What is one's own asks for nothing, wherever one stands.
        return max(strong, least) if strong else strong
    said: Strength = strong(actor, *args, **kwargs)
    return max(said, least)


def factor_lacks(actor: Actor, strength: Strength) -> bool:
    """Must this session show a factor first? Outside of sessions there is nobody to ask: tasks and commands act for
    who asked them then."""
    if strength == Strength.NONE or not actor.session_id or actor.role in NEVER_ASKED:
        return False
    if actor.factor_at is not None and actor.now - actor.factor_at <= (
        FRESH_LASTS if strength == Strength.FRESH else LASTS
    ):
        return False
    if strength == Strength.STRONG and actor.trusted_until is not None and actor.now < actor.trusted_until:
        return False
    return actor.has_factors or not in_grace(actor)


def factor_ask(actor: Actor, strength: Strength, act: str = "") -> None:
    """Pass, or raise FactorNeeded, or FactorHeld for what is to be fresh. `act`: what is asked for, for the trail."""
    if strength == Strength.FRESH and actor.held:
        raise FactorHeld(act)
    if factor_lacks(actor, strength):
        raise FactorNeeded(strength, act)


def in_grace(actor: Actor) -> bool:
    """Is the role of the actor invited, and not asked yet? A role without a term is asked."""
    asked = asked_from(actor.role)
    return asked is not None and actor.now.astimezone(ZoneInfo(actor.time_zone)).date() < asked


def asked_from(role: Role) -> date | None:
    """Return the first day on which the factor is asked of this role; None: it always was."""
    invited = FactorTerm.objects.filter(role=role.value).values_list("invited_on", flat=True).first()
    return invited + GRACE if invited is not None else None
