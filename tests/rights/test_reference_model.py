"""The product answers as the reference model, which was written from the rights page by somebody who had not read it.

Each draw is a random small world and a question: does this person, in this role, see this, may they do that.
EPRIMO_DRILL=full draws a million in two thousand worlds, the suite 10,000 in forty (RIGHTS_DRAWS changes that).
"""

import os
import random
from dataclasses import replace

import pytest
from django.db import transaction

from eprimo.foundation.kernel import clock
from tests.reference.draw import draw_question, draw_world
from tests.reference.links import recipients
from tests.reference.questions import Question, answer
from tests.reference.things import FollowUp, OtherGuardian
from tests.reference.world import Note, World
from tests.rights.known import Known
from tests.rights.load import at, load, normalised
from tests.rights.load_notes import load_notes
from tests.rights.product import ACTS, SEES, Product

FULL = os.environ.get("EPRIMO_DRILL") == "full"
DRAWS = 1_000_000 if FULL else int(os.environ.get("RIGHTS_DRAWS", "10000"))
QUESTIONS_A_WORLD = 500 if FULL else 250
SHARDS = 8


def _asked(world: World, question: Question) -> bool:
    if isinstance(question.thing, FollowUp | OtherGuardian) and question.thing.child is not None:
        # A child the note never reached has no row: there is nothing to see, whoever asks.
        return question.thing.child in recipients(world, world.notes[question.thing.note])
    if question.kind == "see":
        return type(question.thing) in SEES
    if question.kind != "may" or question.act not in ACTS:
        return False
    # The model answers rights only; reminding about a draft, or correcting what was withdrawn, is a matter of state.
    return not isinstance(question.thing, Note) or question.thing.state == "sent"


def _world(rng: random.Random) -> World:
    # Switches of territories belong to the safety desk; those of schools and of the platform are obeyed already.
    return replace(normalised(draw_world(rng)), switches=())


def _differences(rng: random.Random, draws: int) -> list[str]:
    world = _world(rng)
    rows = load(world)
    notes = load_notes(rows)
    found: list[str] = []
    asked = 0
    known = Known(rows)
    while asked < draws:
        question = draw_question(rng, world)
        if not _asked(world, question):
            continue
        asked += 1
        expected = answer(world, question)
        with clock.frozen(at(question.now)):
            product = Product(rows, notes, question.session, known)
            given = (
                product.seen(question.thing)
                if question.kind == "see"
                else product.may(str(question.act), question.thing)
            )
        if given != expected:
            found.append(f"expected {expected}: {question}")
    return found


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_product_answers_as_the_reference_model(shard: int) -> None:
    worlds = DRAWS // SHARDS // QUESTIONS_A_WORLD
    for number in range(worlds):
        seed = shard * 1_000_000 + number
        with transaction.atomic():
            found = _differences(random.Random(seed), QUESTIONS_A_WORLD)
            transaction.set_rollback(True)
        assert found == [], f"seed {seed}"
