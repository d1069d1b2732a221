"""What a session born of a sheet looks at: the world as its secret "scoped to S" shows it.

"A session born of it sees P's links with S and P's children who are pupils of S (of a child also elsewhere, S's things
only), nothing else." Facts about others stay: what they show is decided by the links of P that are left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.reference.world import Guardianship, Mandate, World


def narrowed(world: World, person: str, scope: frozenset[str], here: frozenset[str]) -> World:
    """The world without the person's links elsewhere; `here` = the children who are pupils of the scope."""
    ours = {person} | {g.child for g in world.guardianships.values() if g.adult == person}
    classes, groups = world.classes, world.groups
    kept = {
        m.target for m in world.mandates
        if m.person == person and m.role == "commune_agent" and world.services[m.target].schools <= scope
    }  # fmt: skip
    parts: dict[str, Any] = {
        "affiliations": tuple(a for a in world.affiliations if a.person not in ours or a.school in scope),
        "ties": {k: x for k, x in world.ties.items() if x.person not in ours or x.school in scope},
        "class_memberships": tuple(
            m for m in world.class_memberships if m.pupil not in ours or classes[m.class_id].school in scope
        ),
        "group_memberships": tuple(
            m for m in world.group_memberships if m.pupil not in ours or groups[m.group].school in scope
        ),
        "enrolments": tuple(
            e for e in world.enrolments if e.child not in ours or e.school is None or e.school in scope
        ),
        "guardianships": {k: _kept(g, person, here) for k, g in world.guardianships.items()},
        "mandates": tuple(m for m in world.mandates if m.person != person or _stays(m, kept)),
    }
    return replace(world, **parts)


def _kept(link: Guardianship, person: str, here: frozenset[str]) -> Guardianship:
    """A guardianship of the person for a child who is not of the scope is as if it had never been in force."""
    return link if link.adult != person or link.child in here else replace(link, ends=link.starts)


def _stays(mandate: Mandate, services: set[str]) -> bool:
    """ "P's links with S": a seat in a service of its schools alone; nothing from above a school."""
    return mandate.role == "commune_agent" and mandate.target in services
