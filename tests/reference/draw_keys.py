"""What the table of keys adds to a drawn world: ties that wait, links to come, children of two schools, heads who are
guardians of a child of their school, enrolments that name a school, switches of the acts of that table.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from tests.reference.draw_contents import NOW, THIS_YEAR, TODAY, Draft
from tests.reference.world import (
    DAY,
    Affiliation,
    Attachment,
    ClassMembership,
    Guardianship,
    ServiceEnrolment,
    Switch,
    Tie,
    World,
)

HEADS = ("director", "deputy")
KEYS = (
    "sheet.make", "tie.propose", "tie.accept", "guardianship.kind", "erasure.decide", "import.file", "restriction.set",
    "consent.record", "person.suspend", "people.merge",
)  # fmt: skip


def draw_keys(rng: Random, world: World) -> World:
    """Add the facts of the keys."""
    d = Draft(rng)
    for draw in (_second_schools, _heads_with_children, _ties, _enrolments, _switches):
        world = draw(d, world)
    links = {k: replace(g, was_legal=rng.random() < 0.4) for k, g in world.guardianships.items()}
    return replace(world, guardianships=links)


def _second_schools(d: Draft, world: World) -> World:
    """A child or two of another school too: now ("of a child also elsewhere")."""
    rng = d.rng
    held = {(a.person, a.school) for a in world.affiliations if a.profile == "pupil"}
    for child in d.some([p for p in world.persons if p.startswith("pupil")], 0, 2):
        school = rng.choice(list(world.schools))
        if (child, school) in held:
            continue
        classes = [c.id for c in world.classes.values() if c.school == school and c.year == THIS_YEAR]
        starts = TODAY - rng.choice((60, 90)) * DAY
        link = Affiliation(starts, None, child, school, "pupil")
        place = ClassMembership(starts, None, child, rng.choice(classes))
        world = replace(
            world,
            affiliations=(*world.affiliations, link),
            class_memberships=(*world.class_memberships, place),
        )
    return world


def _heads_with_children(d: Draft, world: World) -> World:
    """Half of the time, one who directs a school is guardian of a child of it, of any kind."""
    rng = d.rng
    heads = [a for a in world.affiliations if a.profile in HEADS]
    if not heads or rng.random() < 0.5:
        return world
    head = rng.choice(heads)
    pupils = [a.person for a in world.affiliations if a.profile == "pupil" and a.school == head.school]
    name = f"{head.person}-{rng.choice(pupils)}" if pupils else ""
    if not name or name in world.guardianships:
        return world
    kind = rng.choice(("exercises", "no_exercise", "in_charge", "contact"))
    link = Guardianship(
        **d.dates(mostly_now=0.9), id=name, adult=head.person, child=name.split("-")[1], kind=kind
    )
    return replace(world, guardianships={**world.guardianships, name: link})


def _ties(d: Draft, world: World) -> World:
    """Up to two ties that a director proposed, accepted or not, with the classes that they would give."""
    rng = d.rng
    ties: dict[str, Tie] = {}
    attachments = list(world.attachments)
    held = {(a.person, a.school, a.profile) for a in world.affiliations}
    attached = {(a.person, a.target) for a in attachments}
    for n in range(rng.choice((0, 1, 1, 2))):
        person = rng.choice([p for p in world.persons if p.startswith("adult")])
        school, profile = rng.choice(list(world.schools)), rng.choice(("teacher", "teacher", "staff"))
        if (person, school, profile) in held:
            continue
        held.add((person, school, profile))
        dates = d.dates()
        proposed = min(TODAY, dates["starts"])
        accepted = rng.choice((None, None, proposed + DAY if proposed + DAY <= NOW else None))
        ties[f"tie{n}"] = Tie(**dates, id=f"tie{n}", person=person, school=school, profile=profile,
                              proposed=proposed, accepted=accepted)  # fmt: skip
        classes = [c.id for c in world.classes.values() if c.school == school and c.year == THIS_YEAR]
        wanted = [c for c in d.some(classes, 0, 1) if (person, c) not in attached]
        attached |= {(person, c) for c in wanted}
        attachments += [Attachment(**dates, person=person, kind="class", target=c) for c in wanted]
    return replace(world, ties=ties, attachments=tuple(attachments))


def _enrolments(d: Draft, world: World) -> World:
    """Each enrolment names a school of its service: that of the child most of the time."""
    homes: dict[str, set[str]] = {}
    for a in world.affiliations:
        if a.profile == "pupil":
            homes.setdefault(a.person, set()).add(a.school)

    def named(e: ServiceEnrolment) -> ServiceEnrolment:
        schools = sorted(world.services[e.service].schools)
        own = [s for s in schools if s in homes.get(e.child, ())]
        return replace(e, school=d.rng.choice(own if own and d.rng.random() < 0.9 else schools))

    return replace(world, enrolments=tuple(named(e) for e in world.enrolments))


def _switches(d: Draft, world: World) -> World:
    """At times, a switch of an act of the keys, on a school, a territory or the whole platform."""
    rng = d.rng
    if rng.random() < 0.7:
        return world
    scope, target = rng.choice(
        (("school", rng.choice(list(world.schools))), ("territory", "district1"), ("platform", "platform"))
    )
    roles = frozenset(d.some(["teacher", "director", "deputy", "academy"], 1, 3))
    dates: dict[str, Any] = d.dates()
    one = Switch(**dates, act=rng.choice(KEYS), roles=roles, scope=scope, target=target)
    return replace(world, switches=(*world.switches, one))
