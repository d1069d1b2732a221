"""The account of what the reference model asks of the product: nothing is left out in silence."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.rights import POLICIES, Policy
from eprimo.foundation.kernel.services import discover
from tests.reference.contents import KINDS
from tests.reference.draw import draw_world
from tests.reference.questions import OBJECT_OF, Picker, Question, draw_question, draw_session
from tests.reference.things import Session
from tests.reference.world import World
from tests.rights.covered import ASKED, LEFT_OUT, MOST_UNASKED, SEEN, UNASKED
from tests.rights.known import Known
from tests.rights.load import at, load, normalised
from tests.rights.load_homework import load_homework
from tests.rights.load_notes import load_notes
from tests.rights.load_presence import load_presence
from tests.rights.product import ACTS, SEES, Product
from tests.rights.test_reference_model import drawn, left_out

# Of each act, so many questions in each world: enough for each policy that its adapter asks.
TRIES, WORLDS = 100, 12


@pytest.fixture(scope="module")
def policies() -> set[str]:
    assert get_resolver().url_patterns
    discover()
    # Those of a kind that has its rows there are asked by the contract (tests/contract/test_rights.py).
    return {act for act in POLICIES if act.partition(".thing.")[0] not in KINDS}


def test_each_policy_is_asked_or_says_why_not(policies: set[str]) -> None:
    """Whoever declares a policy writes its rows in tests/reference, and an adapter in tests/rights/product.py."""
    unasked = [act for acts in UNASKED.values() for act in acts]
    told = [*ASKED, *SEEN, *unasked]
    assert sorted(policies - set(told)) == [], "Ask the reference model for them."
    assert sorted(set(told) - policies) == [], "No such policies."
    assert len(told) == len(set(told)), "Asked or not: one of the two."
    assert len(unasked) <= MOST_UNASKED, "This list gets shorter only."


def test_each_adapter_is_told_with_what_it_asks() -> None:
    asking = {act for acts in ASKED.values() for act in acts}
    assert asking == set(ACTS)
    assert set(SEEN.values()) <= {kind.__name__ for kind in SEES}


@pytest.mark.django_db
def test_each_adapter_asks_the_policies_that_it_is_told_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that stands in the list and that nobody calls would be asked in name only."""
    called: set[str] = set()
    plain = Policy.__call__

    def watched(self: Policy[Any], *args: Any, **more: Any) -> bool:
        called.add(self.act)
        return plain(self, *args, **more)

    monkeypatch.setattr(Policy, "__call__", watched)
    declared = {act: {policy for policy, acts in ASKED.items() if act in acts} for act in ACTS}
    left, rng = {act: set(policies) for act, policies in declared.items()}, random.Random(13)
    # One world seldom holds all that some act needs: a mandate in force of each sort, a thread.
    for _ in range(WORLDS):
        world = normalised(draw_world(rng))
        with transaction.atomic():
            rows = load(world)
            load_presence(rows)
            load_homework(rows)
            notes, known = load_notes(rows), Known(rows)
            for act in [act for act, policies in left.items() if policies]:
                for one in _asked(rng, world, act, TRIES * len(declared[act])):
                    called.clear()
                    with clock.frozen(at(world.now)):
                        product = Product(rows, notes, one.session, known)
                        for actor in product.actors:
                            ACTS[act](product, actor, one.thing)
                    assert called <= declared[act], act
                    left[act] -= called
                    if not left[act]:
                        break
            transaction.set_rollback(True)
        if not any(left.values()):
            break
    assert {act: policies for act, policies in left.items() if policies} == {}


def _asked(rng: random.Random, world: World, act: str, tries: int) -> Iterator[Question]:
    """Half of them by who holds a mandate: few do, and some acts are theirs alone."""
    mandated = [Session(one.person, one.role, None) for one in world.mandates]
    for _ in range(tries):
        try:
            thing = OBJECT_OF[act](Picker(rng, world))
        except IndexError:  # a world without any of these things
            return
        sessions = [draw_session(rng, world, thing), *([rng.choice(mandated)] if mandated else [])]
        yield Question(rng.choice(sessions), "may", act, thing, world.now)


def test_each_question_that_is_drawn_is_asked_or_says_why_not() -> None:
    """And each reason is one of a question that is drawn: none stays after its adapter came."""
    rng, reasons = random.Random(5), set()
    # Many small samples: whole directions that are tied stand in few worlds.
    for _ in range(40):
        world = drawn(rng)
        for _ in range(300):
            reasons.add(left_out(world, draw_question(rng, world)))
    reasons.discard("")
    assert reasons == set(LEFT_OUT)
