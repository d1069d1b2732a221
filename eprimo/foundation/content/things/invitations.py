"""Dates as a partner has them: the classes and groups that invite are named, no other one that a thing is for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eprimo.foundation.content.capabilities import Invites
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.upcoming import UpcomingDate
from eprimo.foundation.kernel.actor import Actor, Role


def name_inviting_only(actor: Actor, rows: Sequence[UpcomingDate]) -> list[UpcomingDate]:
    """Name to a partner only the classes and groups that invite (one statement for each kind that says who does); to
    everybody else all stay as they are."""
    if actor.role != Role.PARTNER:
        return list(rows)
    found: dict[str, set[tuple[str, int]]] = {}
    for key in {one.service for one in rows}:
        invites = declared()[key].get(Invites)
        if invites is not None:
            own = [one for one in rows if one.service == key]
            found |= {thing: set(places) for thing, places in invites.whom(actor, own).items()}
    return [
        replace(one, to=tuple(name for place, name in one.named if place in found[one.thing]))
        if one.thing in found
        else one
        for one in rows
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is read of a date to know who invites to it."""

    thing: str
    targets: frozenset[tuple[str, int]]


def targets_named(actor: Actor, thing: Thing, targets: Sequence[Target]) -> list[Target]:
    """Return the targets on the page of a thing of whom its reader may know that it is for them."""
    invites = thing.kind.get(Invites)
    if actor.role != Role.PARTNER or invites is None:
        return list(targets)
    key = str(thing.resource.public_id)
    asked = _Asked(key, frozenset((one.kind, one.target) for one in targets))
    places = invites.whom(actor, [asked])[key]
    return [one for one in targets if (one.kind, one.target) in places]
