"""Every kind answers as the reference model in drawn worlds: who sees, lists, acts, addresses, is
told, and finds in archives.

In `make test`, each person of each world in one role, at one instant, about one kind (whom one may address: in all);
in `make drill` in all roles and about all kinds.
"""

import os
import random
from dataclasses import replace

import pytest
from django.db import transaction

from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from tests.reference.draw import draw_world
from tests.reference.draw_kinds import draw_switches, draw_things, sessions_of
from tests.reference.kind_rows import KINDS, ROWS
from tests.reference.kinds import Look, Thing, cells_of, cells_of_writing
from tests.reference.kinds import addressable as to_address
from tests.reference.links import Viewer
from tests.reference.questions import AFTER
from tests.reference.things import Session
from tests.reference.world import World
from tests.rights.kinds import (
    addressable,
    answers,
    expected,
    families_told,
    joined,
    load_switches,
    load_things,
)
from tests.rights.known import Known
from tests.rights.load import at, load, normalised
from tests.rights.product import Product

FULL = os.environ.get("EPRIMO_DRILL") == "full"
SHARDS = 3
MOST_WORLDS = 1_000
WORLDS = int(os.environ.get("KIND_WORLDS", "60" if FULL else "2"))


def test_every_kind_has_cells() -> None:
    """Who declares a kind types who may do what with it."""
    assert {kind.key for kind in kinds()} <= set(KINDS), "Type its cells in tests/services/<key>/rows.py."


def test_each_cell_is_drawn() -> None:
    """A cell that no drawn person stands on would be compared with nothing."""
    rng, stood = random.Random(1), set()
    for _ in range(MOST_WORLDS):
        world = draw_world(rng)
        things = draw_things(rng, world)
        for person in world.persons:
            for session in sessions_of(rng, world, person):
                view = Viewer(world, session, world.now)
                stood |= {cell for one in things.values() for cell in cells_of(view, one)}
                stood |= {cell for kind in KINDS for cell in cells_of_writing(view, kind)}
        if stood >= ROWS:
            return
    assert sorted(ROWS - stood) == []


def familiar(world: World, thing: Thing) -> frozenset[str]:
    """The guardians who read it as such now, or would were their school open; nobody is told of what is over, or of a
    kind without a lane."""
    over = thing.ends_at is not None and thing.ends_at <= world.now
    if thing.state != "out" or over or not kind_of(thing.kind).lane:
        return frozenset()
    views = (Viewer(world.opened(), Session(person), world.now) for person in world.persons)
    return frozenset(view.person for view in views if Look(view, thing).sees)


def differences(seed: int) -> list[str]:
    rng = random.Random(seed)
    world = normalised(draw_world(rng))
    things = draw_things(rng, world)
    world = replace(world, switches=draw_switches(rng, world))
    rows = load(world)
    load_switches(rows, world)
    made, known = load_things(rows, things), Known(rows)
    told, to_tell = families_told(rows, made), {name: familiar(world, one) for name, one in things.items()}
    found = [
        f"{things[name]}\n  told {told[name]}\n  who reads it {to_tell[name]}"
        for name in things
        if told[name] != to_tell[name]
    ]
    for person in world.persons:
        sessions = sessions_of(rng, world, person)
        chosen = rng.choice(sessions)
        for session in sessions:
            now = world.now + rng.choice(AFTER)
            view, which = Viewer(world, session, now), rng.choice(KINDS)
            with clock.frozen(at(now)):
                actors = Product(rows, {}, session, known).actors
                for key in KINDS:
                    given: object = addressable(rows, actors, kind_of(key))
                    wanted: object = to_address(view, key)
                    if given != wanted:
                        found.append(f"{session} +{now - world.now} {key}\n  to {wanted}\n  offered {given}")
                    if FULL or (session is chosen and key == which):
                        of_kind = {name: one for name, one in things.items() if one.kind == key}
                        found += _differences(view, key, actors, of_kind, made)
    return found


def _differences(
    view: Viewer, key: str, actors: list[Actor], of_kind: dict[str, Thing], made: dict[str, Resource]
) -> list[str]:
    mine = {name: made[name] for name in of_kind}
    given = joined([answers(actor, kind_of(key), mine) for actor in actors])
    wanted = expected(view, key, of_kind)
    if not view.hats:
        # In no role and of no child: the product falls back on another role, which has its own archives.
        wanted = replace(wanted, archived=given.archived)
    return [] if given == wanted else [f"{view.session} at {view.now}\n  wanted {wanted}\n  given {given}"]


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
def test_drawn_people_have_what_the_model_says(shard: int) -> None:
    for number in range(WORLDS):
        seed = shard * 1_000_000 + number
        with transaction.atomic():
            found = differences(seed)
            transaction.set_rollback(True)
        assert found == [], f"seed {seed}: {found[0]}"
