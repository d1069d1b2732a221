"""The product answers as the reference model, which was written from the rights page by somebody who had not read it.

Each draw is a random small world and a question: does this person, in this role, see this, may they do that.
EPRIMO_DRILL=full draws a million in two thousand worlds, the suite 4,000 in sixteen (RIGHTS_DRAWS changes that).
"""

import os
import random

import pytest
from django.db import transaction

from eprimo.foundation.kernel import clock
from tests.reference.draw import draw_question, draw_world
from tests.reference.links import entitled, recipients
from tests.reference.questions import Question, answer
from tests.reference.things import FollowUp, OtherGuardian
from tests.reference.world import Note, School, World
from tests.rights import keys
from tests.rights.covered import LEFT_OUT, NO_PAGE
from tests.rights.known import Known
from tests.rights.load import at, load, normalised
from tests.rights.load_homework import load_homework
from tests.rights.load_notes import load_notes
from tests.rights.load_presence import load_presence
from tests.rights.product import ACTS, SEES, Product
from tests.rights.switches import forgotten, load_switches, obeyed
from tests.sizes import FULL

DRAWS = 1_000_000 if FULL else int(os.environ.get("RIGHTS_DRAWS", "4000"))
QUESTIONS_A_WORLD = 500 if FULL else 250
SHARDS = 8


def left_out(world: World, question: Question) -> str:
    """Why the product is not asked this question, as a key of LEFT_OUT; empty: it is asked."""
    thing = question.thing
    what = question.act if question.kind == "may" else type(thing).__name__
    # Whom no page serves yet is refused: where the model refuses too, the product is asked.
    if (what, question.session.role) in NO_PAGE and answer(world, question):
        return "an act of whom no page serves yet"
    if question.kind == "see":
        if type(thing) not in SEES:
            return type(thing).__name__
        if not isinstance(thing, FollowUp | OtherGuardian) or thing.child is None:
            return ""
        return (
            ""
            if thing.child in recipients(world, world.notes[thing.note])
            else "a child the note never reached"
        )
    if question.kind in {"code", "sign_in"}:
        return ""
    if (
        isinstance(thing, School)
        and question.act == "role.use"
        and not entitled(world, thing.id, question.now)
    ):
        return "being at a closed school"
    if question.act not in ACTS:
        return str(question.act)
    return "a note that was not sent" if isinstance(thing, Note) and thing.state != "sent" else ""


def asked_of(product: Product, question: Question) -> bool:
    """The product's answer."""
    if product.rows.world.switches:
        forgotten()
    if question.kind == "code":
        return keys.tries_code(product, question.thing) == question.act
    if question.kind == "sign_in":
        return keys.signs_in(product, question.thing)
    return (
        product.seen(question.thing)
        if question.kind == "see"
        else product.may(str(question.act), question.thing)
    )


def drawn(rng: random.Random) -> World:
    return obeyed(normalised(draw_world(rng)))


def _differences(rng: random.Random, draws: int) -> list[str]:
    world = drawn(rng)
    rows = load(world)
    load_switches(rows)
    load_presence(rows)
    load_homework(rows)
    notes = load_notes(rows)
    found: list[str] = []
    asked = 0
    known = Known(rows)
    while asked < draws:
        question = draw_question(rng, world)
        if why := left_out(world, question):
            assert why in LEFT_OUT, f"{why}: write its adapter (product.py), or why it has none (covered.py)."
            continue
        asked += 1
        expected = answer(world, question)
        with clock.frozen(at(question.now)):
            given = asked_of(Product(rows, notes, question.session, known), question)
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
