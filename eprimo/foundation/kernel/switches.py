"""Acts that are taken away for a time: which ones may be, what is in force, for whom, and who keeps them.

Each process reads the switches once, and again when their counter moves, which every session sees with its first
statement: a switch holds everywhere from the next request on.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.models import Switch
from eprimo.foundation.kernel.reasons import reasons_of

# The schools of a territory now, as the directory knows them.
SCHOOLS_OF: list[Callable[[int, datetime], frozenset[int]]] = []


@dataclass(frozen=True, slots=True)
class Switchable:
    """A family of acts that may be taken away, in the words of who does it, and the roles that do it."""

    words: str
    roles: frozenset[Role]


# By the act, or the head of several.
SWITCHABLE: dict[str, Switchable] = {}


def switchable(act: str, words: str, roles: Collection[Role]) -> None:
    """The safety desk may take it away."""
    SWITCHABLE[act] = Switchable(words, frozenset(roles))


def words_of(act: str) -> str:
    """Return an act in the words of who does it; the act itself when no app says it may be taken away any more."""
    return SWITCHABLE[act].words if act in SWITCHABLE else act


@dataclass(frozen=True, slots=True)
class StandingSwitch:
    """A switch, and the schools where it stands; None: everywhere."""

    switch: Switch
    schools: frozenset[int] | None

    def runs(self, now: datetime) -> bool:
        one = self.switch
        return one.starts <= now and (one.ends is None or now < one.ends)

    def takes(self, act: str) -> bool:
        return act == self.switch.act or act.startswith(f"{self.switch.act}.")

    def is_of(self, role: Role, schools: set[int | None]) -> bool:
        if self.switch.roles and role.value not in self.switch.roles:
            return False
        return self.schools is None or bool(self.schools & schools)


# A process keeps those in force until the counter moves, or the day: schools change territory.
_cache: tuple[int, date | None, list[StandingSwitch]] = (-1, None, [])
_lock = Lock()


def standing_switches(counter: int) -> list[StandingSwitch]:
    """Return the switches that are not over, as of this count of changes."""
    global _cache  # noqa: PLW0603 - one cache a process, under its counter
    now = clock.now()
    if _cache[:2] != (counter, now.date()):
        rows = Switch.objects.filter(Q(ends=None) | Q(ends__gt=now), lifted_at=None).order_by("pk")
        found = [StandingSwitch(one, _schools_of(one, now)) for one in rows]
        with _lock:
            _cache = (counter, now.date(), found)
    return _cache[2]


def reason_of(one: StandingSwitch) -> str:
    """Return why a switch was set, as the session may read it; the rows that a process keeps serve everybody, and do
    not say it."""
    return reasons_of(Switch, [one.switch.pk]).get(one.switch.pk, "")


def forget() -> None:
    """Forget what was read of switches: it is read again."""
    global _cache  # noqa: PLW0603
    _cache = (-1, None, [])


def _schools_of(switch: Switch, now: datetime) -> frozenset[int] | None:
    if switch.territory_id is not None:
        return frozenset[int]().union(*(found(switch.territory_id, now) for found in SCHOOLS_OF))
    return None if switch.school_id is None else frozenset({switch.school_id})


def switched_off(actor: Actor, act: str, *, family: bool = False) -> bool:
    """Does a switch in force take this act from this actor? Who may lift it keeps the act. `family`: it is done as a
    guardian, at the schools of the own children; else in the role in use, at its school."""
    return any(one.takes(act) for one in switches_against(actor, family=family))


def switches_against(actor: Actor, *, family: bool = False) -> list[StandingSwitch]:
    """Return the switches in force that take something from this actor."""
    role = Role.GUARDIAN if family else actor.role
    schools = _child_schools(actor) if role == Role.GUARDIAN else {actor.school_id}
    return [
        one
        for one in standing_switches(actor.switch_counter)
        if one.runs(actor.now) and one.is_of(role, schools) and not may_lift(actor, one)
    ]


def may_lift(actor: Actor, one: StandingSwitch) -> bool:
    """Tell whether the actor may lift a switch: « Director: own school; academy: own territory; platform: all »."""
    if actor.role == Role.PLATFORM:
        return True
    if actor.role in HEADS:
        return one.switch.school_id is not None and actor.school_id == one.switch.school_id
    if actor.role != Role.ACADEMY:
        return False
    if one.switch.territory_id is not None:
        return one.switch.territory_id in actor.territory_ids
    return one.switch.school_id is not None and one.switch.school_id in schools_of(actor)


def schools_of(actor: Actor) -> frozenset[int]:
    """Return the schools of the territories that the role in use stands for."""
    return frozenset[int]().union(
        *(found(one, actor.now) for found in SCHOOLS_OF for one in sorted(actor.territory_ids))
    )


def _child_schools(actor: Actor) -> set[int | None]:
    return {school for child in actor.children for school in child.school_ids}
