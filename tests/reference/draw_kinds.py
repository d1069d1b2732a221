"""Random things of the kinds that have rows, in a drawn world: of each state, target and time; and switches of their
acts."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.reference.draw_contents import LAST_YEAR, NOW, Draft
from tests.reference.kind_rows import CHOSEN_READERS, KINDS, ROWS, readers_above
from tests.reference.kinds import ON_DRAFTS, ON_THINGS, Target, Thing
from tests.reference.links import TERRITORY_ROLES
from tests.reference.questions import draw_scope
from tests.reference.things import Session
from tests.reference.world import DAY, HOUR, Switch, World

STATES = ("draft", "out", "out", "out", "out", "out", "withdrawn", "withdrawn", "trashed")
# What each kind is addressed to.
TARGETS = {
    kind: sorted({relation for k, act, _, relation in ROWS if (k, act) == (kind, "see")} - {"own"})
    for kind in KINDS
}
_AUTHORS = ("teacher", "director", "deputy", "staff")


def draw_things(rng: Random, world: World) -> dict[str, Thing]:
    """Three to six things of each kind, by whoever works or worked in a school, or acts for a service of it."""
    found = {}
    for kind in KINDS:
        for n in range(rng.randint(3, 6)):
            made = _thing(Draft(rng), world, f"{kind}{n}", kind)
            if made is not None:
                found[made.id] = made
    return found


def _thing(d: Draft, world: World, name: str, kind: str) -> Thing | None:
    rng = d.rng
    to = rng.choice(TARGETS[kind])
    if to == "territory":
        return _above(d, world, name, kind)
    authors = [(a.person, a.school) for a in world.affiliations if a.profile in _AUTHORS]
    authors += [
        (m.person, school)
        for m in world.mandates
        if m.role == "commune_agent"
        for school in sorted(world.services[m.target].schools)
    ]
    if not authors:
        return None
    author, school = rng.choice(authors)
    last_year = to == "class" and rng.random() < 0.2
    targets = _targets(d, world, school, to, LAST_YEAR if last_year else world.schools[school].running_year)
    if not targets:
        return None
    made = Thing(name, kind, school, author, rng.choice(STATES), targets, rng.random() < 0.4)
    if kind in CHOSEN_READERS:
        made = replace(made, staff=rng.random() < 0.6, families=rng.random() < 0.6)
        made = made if made.staff or made.families else replace(made, pupils=True)
    return _timed(rng, made, last_year=last_year)


def _above(d: Draft, world: World, name: str, kind: str) -> Thing | None:
    """For the schools of a territory, by who acts or acted for it."""
    rng = d.rng
    held = [(m.person, m.target) for m in world.mandates if m.role in TERRITORY_ROLES]
    if not held:
        return None
    author, territory = rng.choice(held)
    readers = d.some(list(readers_above(kind)), 1, 3)
    made = Thing(
        name, kind, "", author, rng.choice(STATES), (("territory", territory),), "pupils" in readers,
        staff="staff" in readers, families="families" in readers, territory=territory,
    )  # fmt: skip
    return _timed(rng, made, last_year=False)


def _timed(rng: Random, made: Thing, *, last_year: bool) -> Thing:
    """From when, until when it is shown."""
    state = made.state
    if state == "draft":
        return made
    begins = NOW + rng.choice((-90 * DAY, -3 * DAY, -HOUR, 0, HOUR, 2 * DAY))
    if last_year:
        # Before the class was closed, or after: what was planned then is in no archive.
        begins -= rng.choice((250, 250, 150)) * DAY
    # A thing that is still to come is not withdrawn: it becomes a draft again.
    begins = min(begins, NOW) if state == "withdrawn" else begins
    lasts = rng.choice((None, None, 2 * HOUR, 3 * DAY))
    return replace(made, visible_from=begins, ends_at=None if lasts is None else begins + lasts)


def _targets(d: Draft, world: World, school: str, to: str, year: int) -> tuple[Target, ...]:
    classes = [c.id for c in world.classes.values() if (c.school, c.year) == (school, year)]
    pupils = [a.person for a in world.affiliations if a.profile == "pupil" and a.school == school]
    pool = {
        "school": [school], "team": [school], "class": classes, "group": [f"{school}-group"],
        "child": pupils, "family": pupils,
    }[to]  # fmt: skip
    return tuple((to, one) for one in d.some(pool, 1, 2))


def draw_switches(rng: Random, world: World) -> tuple[Switch, ...]:
    """None, or one or two: of a school or of the platform, on an act of a kind."""
    found = []
    for _ in range(rng.choice((0, 0, 1, 2))):
        scope, target = rng.choice((("school", rng.choice(list(world.schools))), ("platform", "platform")))
        act = f"{rng.choice(KINDS)}.thing.{rng.choice((*ON_DRAFTS, *ON_THINGS))}"
        roles = frozenset(d for d in _AUTHORS if rng.random() < 0.6)
        found.append(Switch(**Draft(rng).dates(), act=act, roles=roles, scope=scope, target=target))
    return tuple(found)


def sessions_of(rng: Random, world: World, person: str) -> list[Session]:
    """Of one person: as a guardian alone, and each role that some fact gives, past or to come; some born of a sheet."""
    held: list[tuple[str | None, str | None]] = [(None, None)]
    held += [(a.profile, a.school) for a in world.affiliations if a.person == person]
    held += [(m.role, None) for m in world.mandates if m.person == person]
    return [
        Session(person, role, school, draw_scope(rng, world, person, school))
        for role, school in dict.fromkeys(held)
    ]
