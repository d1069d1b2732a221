"""Half-days and absences of a drawn world: of today, of past days, of a class that the child left, of last year; and
children of spread classes who are hosted elsewhere."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.reference.draw_contents import BACK, THIS_YEAR, TODAY
from tests.reference.links import DIRECTORS
from tests.reference.world import DAY, Absence, HalfDay, Hosting, World

# How many of each; a day is told of a child once.
MOST = 10
DAYS = (0, 0, 0, 1, 2, 30)


def draw_presence(rng: Random, world: World) -> World:
    """Add what the registers say of some children, and why they were not there."""
    days = (_half_day(rng, world, f"half-day{n}") for n in range(rng.randint(4, MOST)))
    told = {(x.child, x.school, x.day, x.half): x for x in days if x is not None}
    absences = (_absence(rng, world, f"absence{n}") for n in range(rng.randint(4, MOST)))
    hostings = (_hosting(rng, world, f"hosting{n}", x) for n, x in enumerate(told.values()))
    return replace(
        world,
        hostings={x.id: x for x in hostings if x is not None},
        half_days={x.id: x for x in told.values()},
        absences={x.id: x for x in absences if x is not None},
    )


def _place(rng: Random, world: World) -> tuple[str, str] | None:
    """A child and a class of it, of now or of before; one time in three of a child of whom a head answers."""
    places = [(m.pupil, m.class_id) for m in world.class_memberships]
    heads = {(a.person, a.school) for a in world.affiliations if a.profile in DIRECTORS}
    theirs = {(g.child, school) for g in world.guardianships.values() for p, school in heads if p == g.adult}
    near = [(child, c) for child, c in places if (child, world.classes[c].school) in theirs]
    pool = near if near and rng.random() < 1 / 3 else places
    return rng.choice(pool) if pool else None


def _day(rng: Random, world: World, class_id: str) -> int:
    return TODAY - (rng.choice(DAYS) * DAY if world.classes[class_id].year == THIS_YEAR else BACK)


def _half_day(rng: Random, world: World, name: str) -> HalfDay | None:
    place = _place(rng, world)
    if place is None:
        return None
    child, class_id = place
    day, half = _day(rng, world, class_id), rng.choice(("am", "pm"))
    return HalfDay(name, child, world.classes[class_id].school, class_id, day, half)


def _hosting(rng: Random, world: World, name: str, told: HalfDay) -> Hosting | None:
    """One half-day in two was in another class of the school, of the same year."""
    year = world.classes[told.class_id].year
    others = [
        c.id
        for c in world.classes.values()
        if (c.school, c.year) == (told.school, year) and c.id != told.class_id
    ]
    if not others or rng.random() < 0.5:
        return None
    return Hosting(name, told.child, told.school, told.class_id, rng.choice(others), told.day, told.half)


def _absence(rng: Random, world: World, name: str) -> Absence | None:
    """Explained by a guardian of any kind, or nobody knows by whom; or not yet."""
    place = _place(rng, world)
    if place is None:
        return None
    child, class_id = place
    group = world.classes[class_id]
    links = [g.adult for g in world.guardianships.values() if g.child == child]
    said_by = rng.choice((None, *links, *links))
    explained = rng.random() < 0.6
    return Absence(
        name, child, group.school, class_id, group.year, _day(rng, world, class_id), explained,
        said_by if explained else None,
    )  # fmt: skip
