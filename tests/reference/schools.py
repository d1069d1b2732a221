"""Schools a thing belongs to, by dates only."""

from __future__ import annotations

from typing import Any

from tests.reference import things as t
from tests.reference.links import affiliations, mandates, open_schools_of_service
from tests.reference.world import Guardianship, School, World


def schools_of(world: World, thing: Any, now: int) -> frozenset[str]:
    """Schools a thing belongs to (by dates only), for switches and for the answer "school without entitlement"."""
    if isinstance(thing, School):
        return frozenset({thing.id})
    if isinstance(thing, t.Merge | t.SchoolSet):
        return thing.schools
    if isinstance(thing, Guardianship):
        return _schools_of_person(world, thing.child, now)
    if isinstance(thing, t.WriteTo):
        return _schools_of_target(world, thing, now)
    if getattr(thing, "school", None) is not None:
        return frozenset({thing.school})
    if getattr(thing, "note", None) is not None:
        return frozenset({world.notes[thing.note].school})
    if isinstance(thing, t.GiveShare):
        return frozenset({world.resources[thing.resource].school})
    if isinstance(thing, t.RestrictionExists | t.RestrictionDocument | t.KindChange):
        return _schools_of_person(world, world.guardianships[thing.guardianship].child, now)
    if isinstance(thing, t.ConsentDecision):
        return _schools_of_person(world, world.consents[thing.consent].child, now)
    for name in ("child", "adult", "person"):
        if getattr(thing, name, None) is not None and not isinstance(thing, t.MandateGrant):
            return _schools_of_person(world, getattr(thing, name), now)
    return frozenset()


def _schools_of_target(world: World, thing: t.WriteTo, now: int) -> frozenset[str]:
    if thing.target == "class":
        return frozenset({world.classes[thing.id].school})
    if thing.target == "group":
        return frozenset({world.groups[thing.id].school})
    if thing.target == "child":
        return _schools_of_person(world, thing.id, now)
    return frozenset({str(thing.school) if thing.target == "service" else thing.id})


def _schools_of_person(world: World, person: str, now: int) -> frozenset[str]:
    people = {person} | {
        g.child for g in world.guardianships.values() if g.adult == person and g.contains(now)
    }
    own = {a.school for a in affiliations(world) if a.person in people and a.contains(now)}
    for m in mandates(world, person, "commune_agent", now):
        own |= open_schools_of_service(world, m.target, now)
    return frozenset(own)
