"""A change of year loses no share and widens none: the product, once switched, answers as the model does of the world
that the rights page describes; once undone, as it did before.

EPRIMO_DRILL=full turns two hundred worlds (three to five seconds of work each), the suite three.
"""

import random
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.policies import archived_for, seen_by
from eprimo.foundation.directory.actions import year_switch
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from tests.reference.content import resource_level
from tests.reference.draw import draw_question, draw_world
from tests.reference.links import Viewer
from tests.reference.questions import answer
from tests.reference.things import Session
from tests.reference.world import World
from tests.rights.known import Known
from tests.rights.load import Loaded, at, load
from tests.rights.load_homework import load_homework
from tests.rights.load_notes import load_notes
from tests.rights.load_presence import load_presence
from tests.rights.product import Product
from tests.rights.test_reference_model import asked_of, drawn, left_out
from tests.rights.year_change import let_it_be_summer, plan, share_in_classes, turn
from tests.sizes import FULL, sized

WORLDS = sized(3, 200)
QUESTIONS = 200 if FULL else 60

type Pairs = set[tuple[str, str]]


class Undo(Exception):
    """Takes a story's rows back."""


def _differences(rows: Loaded, notes: dict[str, Any], world: World, rng: random.Random) -> list[str]:
    found, asked = [], 0
    known = Known(rows)
    while asked < QUESTIONS:
        question = draw_question(rng, world)
        if left_out(world, question) or question.now < world.now:
            continue
        asked += 1
        expected = answer(world, question)
        with clock.frozen(at(question.now)):
            given = asked_of(Product(rows, notes, question.session, known), question)
        if given != expected:
            found.append(f"expected {expected}: {question}")
    return found


def _actors(rows: Loaded, person: str) -> list[Actor]:
    pk = rows.people[person].pk
    plain = for_person(pk)
    return [for_person(pk, role=one.role, school_id=one.school_id) for one in plain.positions] or [plain]


def _reached(rows: Loaded, things: dict[str, Resource], *, archived: bool, heads: bool = True) -> Pairs:
    """(person, thing) that the product shows: by right now, or in the archives."""
    names = {row.pk: name for name, row in things.items()}
    found: Pairs = set()
    for person in rows.people:
        for actor in _actors(rows, person):
            if actor.heads and not heads:
                continue
            rule = archived_for(actor) if archived else seen_by(actor, kind_of("liaison"))
            seen = Resource.objects.filter(rule, pk__in=names).values_list("pk", flat=True)
            found |= {(person, names[pk]) for pk in seen}
    return found


def _heads_alone(rows: Loaded) -> set[str]:
    """People who have no role left but at the head of a school: a child of theirs may have left all of them."""
    return {person for person in rows.people if all(actor.heads for actor in _actors(rows, person))}


def _expected(world: World, now: int) -> Pairs:
    """The same of the archives, by the model; the director's and the owner's own rights apart."""
    found: Pairs = set()
    for person in world.persons:
        for school in world.schools:
            for role in ("pupil", "teacher", "guardian"):
                viewer = Viewer(world, Session(person, role, school), now)
                found |= {
                    (person, key) for key, one in world.resources.items() if resource_level(viewer, one)
                }
    return found


@pytest.mark.drill
@pytest.mark.django_db
@settings(
    max_examples=WORLDS, deadline=None, suppress_health_check=list(HealthCheck), database=None,
    # A world is drawn from one number: a smaller number is no smaller world.
    phases=[Phase.explicit, Phase.generate],
    # The suite turns the same worlds each time; the drill turns others.
    derandomize=not FULL,
)  # fmt: skip
@given(seed=st.integers(0, 10**9))
@example(seed=10**9)
def test_no_share_is_lost_or_widened(seed: int) -> None:
    rng = random.Random(seed)
    try:
        with transaction.atomic():
            _one_world(rng)
            raise Undo
    except Undo:
        pass


def _one_world(rng: random.Random) -> None:
    rows = load(_without_services(drawn(rng)))
    load_presence(rows)
    load_homework(rows)
    now = rows.world.now
    notes = load_notes(rows)
    world, things = share_in_classes(rows, now)
    rows.world = world
    let_it_be_summer(now)
    with clock.frozen(at(now)):
        before = _reached(rows, things, archived=False)
        changes = plan(rows, rng)
        after = turn(rows, changes, now)
        archived = _reached(rows, things, archived=True)
        # Nothing is read any more by who is in another class now, and nobody reads more than before.
        assert _reached(rows, things, archived=False) == set()
        assert archived <= before
        # Heads manage what is of their school, archived or not; who is nothing else is asked as a head alone.
        expected, apart = _expected(after, now), _heads_alone(rows)
        assert expected <= archived
        assert _reached(rows, things, archived=True, heads=False) == {
            one for one in expected if one[0] not in apart
        }
        assert before - archived <= _by_staff(rows, things)
    rows.world = after
    assert _differences(rows, notes, after, rng) == []
    rows.world = world
    with clock.frozen(at(now + 60)):
        for change in changes:
            change.refresh_from_db()
            year_switch.year_undo(actor=None, change=change)
        assert _reached(rows, things, archived=True) == set()
    with clock.frozen(at(now)):
        assert _reached(rows, things, archived=False) == before
    rows.world = world
    assert _differences(rows, notes, world, rng) == []


def _without_services(world: World) -> World:
    """Notes of the commune's services follow enrolments, which a change of year leaves alone, as it does switches."""
    notes = {name: note for name, note in world.notes.items() if not note.is_service_note}
    return replace(
        world, notes=notes, switches=(), versions=tuple(v for v in world.versions if v.note in notes)
    )


def _by_staff(rows: Loaded, things: dict[str, Resource]) -> Pairs:
    """Who assists a class loses it with the class: « teachers », says the page."""
    world = rows.world
    staff = {a.person for a in world.affiliations if a.profile == "staff"}
    return {(person, key) for person in staff for key in things}


def test_worlds_have_archives_to_look_at() -> None:
    """The draws above are not empty: a fair share of random worlds lets somebody read an archive."""
    seen = sum(
        any(c.closed_at for c in draw_world(random.Random(seed)).classes.values()) for seed in range(20)
    )
    assert seen == 20
