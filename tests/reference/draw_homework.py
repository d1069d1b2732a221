"""Homework of a drawn world: lines of classes and groups, of some levels, some of them taken back; ticks of children.

A line is of one class or group, and is out as soon as it is written, as the pages of the product have it.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.reference.draw_contents import BACK, THIS_YEAR, TODAY
from tests.reference.homework_facts import Book, Entry, Tick
from tests.reference.world import DAY, World

# How many lines.
LEAST, MOST = 6, 12
LEVELS = ("CP", "CE1")
# Nobody takes a level back; of some children none is known.
_KNOWN = (*LEVELS, *LEVELS, None)
_NARROWED = ((), (), ("CP",), ("CE1",), LEVELS)


def draw_homework(rng: Random, world: World) -> World:
    """Add levels, lines and ticks."""
    pupils = [one for one in world.persons if one.startswith("pupil")]
    known = {child: rng.choice(_KNOWN) for child in pupils}
    entries = {one.id: one for one in (_entry(rng, world, n) for n in range(rng.randint(LEAST, MOST)))}
    ticks = frozenset(
        Tick(entry, child, child) for entry in entries for child in pupils if rng.random() < 1 / 3
    )
    levels = {child: level for child, level in known.items() if level is not None}
    shown = frozenset(one for one in world.schools if rng.random() < 2 / 3)
    services = {
        name: replace(one, kind="study") if rng.random() < 1 / 2 else one
        for name, one in world.services.items()
    }
    book = Book(levels=levels, ticks=ticks, entries=entries, shown_to_study=shown)
    return replace(world, book=book, services=services)


def _entry(rng: Random, world: World, number: int) -> Entry:
    author = rng.choice([one for one in world.persons if one.startswith("adult")])
    state = rng.choice(("out", "out", "out", "trashed"))
    if rng.random() < 1 / 4:
        group = rng.choice(list(world.groups.values()))
        return Entry(
            f"entry{number}", group.school, author, TODAY + DAY, groups=frozenset({group.id}), state=state,
            visible_from=TODAY - DAY,
        )  # fmt: skip
    one = rng.choice(list(world.classes.values()))
    ago = 0 if one.year == THIS_YEAR else BACK
    return Entry(
        f"entry{number}", one.school, author, TODAY + DAY - ago, classes=frozenset({one.id}),
        levels=frozenset(rng.choice(_NARROWED)), state=state, visible_from=TODAY - DAY - ago,
    )  # fmt: skip
