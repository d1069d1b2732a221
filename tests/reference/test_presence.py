"""The model against sentences of the next oracle: the rows "Roll call"."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from tests.reference import rights
from tests.reference import things as t
from tests.reference.draw import draw_world
from tests.reference.example import (
    EXAMPLE,
    NOW,
    SENT,
    START,
    attached,
    guardian,
    restricted,
    who,
    without,
)
from tests.reference.links import classes_of_pupil
from tests.reference.things import Session
from tests.reference.world import DAY, Absence, ClassMembership, HalfDay, Hosting, Restriction, World

THIS, LAST = EXAMPLE.classes["a1"], EXAMPLE.classes["aold"]
TODAY = HalfDay("today", "kid", "A", "a1", NOW, "am")
PAST = replace(TODAY, day=NOW - DAY)
LATER, OLD = replace(PAST, day=NOW + DAY), replace(PAST, class_id="aold", day=START - DAY)
OF_MATE, OF_B = replace(TODAY, child="mate"), replace(TODAY, child="kidb", school="B", class_id="b1")
ASKED = Absence("asked", "kid", "A", "a1", 2025, NOW - DAY, False)
BY_MUM = replace(ASKED, explained=True, said_by="mum")
BY_DAD, BY_GRAN = replace(BY_MUM, said_by="dad"), replace(BY_MUM, said_by="gran")
BY_PAPER = replace(BY_MUM, said_by=None)
OF_LAST_YEAR = replace(BY_MUM, year=2024, class_id="aold", day=START - DAY)
LEVEL1, LEVEL2 = restricted(1), restricted(2)
KID, MATE = t.Pupil("kid", "A"), t.Pupil("mate", "A")

# « kid » is with a2, whose teacher is « teach2 », for the half-days of TODAY and PAST.
IN_A2 = Hosting("in a2", "kid", "A", "a1", "a2", NOW, "am")
THEN = replace(IN_A2, id="then", day=NOW - DAY)
SPREAD = replace(EXAMPLE, hostings={x.id: x for x in (IN_A2, THEN)})
OTHER_HALF = replace(TODAY, half="pm")

# « kid » went from a1 to a2 after it was absent.
_PLACES = tuple(m for m in EXAMPLE.class_memberships if m.pupil != "kid")
MOVED = replace(
    EXAMPLE,
    class_memberships=(*_PLACES, ClassMembership(START, NOW, "kid", "a1"), ClassMembership(NOW, None, "kid", "a2")),
)  # fmt: skip
# The director is a contact person of « kid », and named the deputy; then the teacher is tied too.
_KIN = {**EXAMPLE.guardianships, "head-kid": guardian("head", "kid", "contact")}
_NAMED = tuple(replace(a, named_by="head") if a.person == "dep" else a for a in EXAMPLE.affiliations)
ONE_TIED = replace(EXAMPLE, guardianships=_KIN)
ALL_TIED = replace(ONE_TIED, affiliations=_NAMED)
TEACHER_TOO = replace(ALL_TIED, guardianships={**_KIN, "teach-kid": guardian("teach", "kid", "no_exercise")})
NO_HEAD = replace(
    EXAMPLE, affiliations=tuple(a for a in EXAMPLE.affiliations if a.person not in ("head", "dep"))
)
SUBSTITUTE = replace(
    EXAMPLE,
    attachments=(*EXAMPLE.attachments, replace(attached("teach2", "class", "a1"), starts=NOW, ends=NOW + DAY)),
)  # fmt: skip

SEEN: list[tuple[str, World, str, Any, bool]] = [
    ("today: pupil –", EXAMPLE, "kid", TODAY, False),
    ("today: own child", EXAMPLE, "mum", TODAY, True),
    ("today: own child, without exercise reads", EXAMPLE, "dad", TODAY, True),
    ("today: contact –", EXAMPLE, "gran", TODAY, False),
    ("today: not another's child", EXAMPLE, "mum", OF_MATE, False),
    ("today: R1 –", LEVEL1, "mum", TODAY, False),
    ("today: R1, the other child of the same guardian", LEVEL1, "mum", OF_B, True),
    ("today: R2 –", LEVEL2, "mum", TODAY, False),
    ("today: own classes", EXAMPLE, "teach", TODAY, True),
    ("today: not another class", EXAMPLE, "teach2", TODAY, False),
    ("today: hosted", SPREAD, "teach2", TODAY, True),
    ("today: hosted that half-day only", SPREAD, "teach2", OTHER_HALF, False),
    ("past: hosted –", SPREAD, "teach2", PAST, False),
    ("hosting: the host, today", SPREAD, "teach2", IN_A2, True),
    ("hosting: the host, not later", SPREAD, "teach2", THEN, False),
    ("hosting: own class", SPREAD, "teach", THEN, True),
    ("hosting: own school", SPREAD, "dep", THEN, True),
    ("hosting: own school only", SPREAD, "headb", IN_A2, False),
    ("hosting: family –", SPREAD, "mum", IN_A2, False),
    ("hosting: delegated –", SPREAD, "atsem", IN_A2, False),
    ("reason: hosted –", SPREAD, "teach2", BY_MUM, False),
    ("today: substitute for the dates of the link", SUBSTITUTE, "teach2", TODAY, True),
    ("today: own school", EXAMPLE, "head", TODAY, True),
    ("today: own school only", EXAMPLE, "headb", TODAY, False),
    ("today: staff attached by name", EXAMPLE, "aesh", TODAY, True),
    ("today: staff attached to the class", without("atsem", "delegations"), "atsem", OF_MATE, True),
    ("today: staff who takes the roll", without("atsem", "attachments"), "atsem", OF_MATE, True),
    ("today: staff not attached", EXAMPLE, "aesh", OF_MATE, False),
    ("today: own service", EXAMPLE, "agent", TODAY, True),
    ("today: not enrolled", EXAMPLE, "agent", OF_MATE, False),
    ("today: inspector –", EXAMPLE, "ien", TODAY, False),
    ("today: partner –", EXAMPLE, "coach", TODAY, False),
    ("past: own child", EXAMPLE, "mum", PAST, True),
    ("past: R1 –", LEVEL1, "mum", PAST, False),
    ("past: own classes", EXAMPLE, "teach", PAST, True),
    ("past: own school", EXAMPLE, "dep", PAST, True),
    ("past: staff –", EXAMPLE, "atsem", PAST, False),
    ("past: agent –", EXAMPLE, "agent", PAST, False),
    ("a day to come is no half-day yet", EXAMPLE, "teach", LATER, False),
    ("morning in the old register", MOVED, "teach", PAST, True),
    ("the new class has its own", MOVED, "teach2", PAST, False),
    ("1 September: last year's file is 404", EXAMPLE, "head", OLD, False),
    ("1 September: to its family too", EXAMPLE, "mum", OLD, False),
    ("reason: own declarations", EXAMPLE, "mum", BY_MUM, True),
    ("reason: not the other's", EXAMPLE, "mum", BY_DAD, False),
    ("reason: own declarations, whatever the kind since", EXAMPLE, "dad", BY_DAD, True),
    ("reason: contact –", EXAMPLE, "gran", BY_GRAN, False),
    ("reason: R1, own declarations", LEVEL1, "mum", BY_MUM, True),
    ("reason: R2 –", LEVEL2, "mum", BY_MUM, False),
    ("reason: own classes", EXAMPLE, "teach", BY_MUM, True),
    ("reason: own school", EXAMPLE, "head", BY_MUM, True),
    ("reason: staff –", EXAMPLE, "atsem", BY_MUM, False),
    ("reason: agent never", EXAMPLE, "agent", BY_MUM, False),
    ("reason: pupil –", EXAMPLE, "kid", BY_MUM, False),
    ("reason: last year's file is 404", EXAMPLE, "head", OF_LAST_YEAR, False),
    ("asked: who exercises", EXAMPLE, "mum", ASKED, True),
    ("asked: not without exercise", EXAMPLE, "dad", ASKED, False),
    ("asked: R1 never alerted", LEVEL1, "mum", ASKED, False),
    ("evacuation: teacher, school", EXAMPLE, "teach2", t.Evacuation("A"), True),
    ("evacuation: staff, school", EXAMPLE, "aesh", t.Evacuation("A"), True),
    ("evacuation: not another school", EXAMPLE, "head", t.Evacuation("B"), False),
    ("evacuation: guardian –", EXAMPLE, "mum", t.Evacuation("A"), False),
    ("evacuation: partner –", EXAMPLE, "coach", t.Evacuation("A"), False),
    ("phones: own classes", EXAMPLE, "teach", t.EvacuationPhones("a1"), True),
    ("phones: no other class", EXAMPLE, "teach", t.EvacuationPhones("a2"), False),
    ("phones: own school", EXAMPLE, "dep", t.EvacuationPhones("a2"), True),
    ("phones: staff –", EXAMPLE, "atsem", t.EvacuationPhones("a1"), False),
]


@pytest.mark.parametrize(("sentence", "world", "person", "thing", "expected"), SEEN, ids=[c[0] for c in SEEN])
def test_see_rows(sentence: str, world: World, person: str, thing: Any, expected: bool) -> None:
    assert rights.sees(world, who(person), thing, NOW) is expected, sentence


CASES: list[tuple[str, World, str, str, Any, bool]] = [
    ("take: own classes", EXAMPLE, "teach", "call.take", THIS, True),
    ("hosted: own classes", EXAMPLE, "teach", "call.hosted", THIS, True),
    ("hosted: any class", EXAMPLE, "dep", "call.hosted", THIS, True),
    ("hosted: delegated –", EXAMPLE, "atsem", "call.hosted", THIS, False),
    ("afternoons: own school", EXAMPLE, "dep", "afternoons.arrange", KID, True),
    ("afternoons: own school only", EXAMPLE, "headb", "afternoons.arrange", KID, False),
    ("afternoons: teacher –", EXAMPLE, "teach", "afternoons.arrange", KID, False),
    ("afternoons: guardian –", EXAMPLE, "mum", "afternoons.arrange", KID, False),
    ("spread: own school", EXAMPLE, "head", "class.spread", THIS, True),
    ("spread: own school only", EXAMPLE, "headb", "class.spread", THIS, False),
    ("spread: teacher –", EXAMPLE, "teach", "class.spread", THIS, False),
    ("take: not another class", EXAMPLE, "teach2", "call.take", THIS, False),
    ("take: substitute", SUBSTITUTE, "teach2", "call.take", THIS, True),
    ("take: any class", EXAMPLE, "dep", "call.take", THIS, True),
    ("take: own school", EXAMPLE, "headb", "call.take", THIS, False),
    ("take: running year", EXAMPLE, "head", "call.take", LAST, False),
    ("take: delegated", EXAMPLE, "atsem", "call.take", THIS, True),
    ("take: attached is not delegated", without("atsem", "delegations"), "atsem", "call.take", THIS, False),
    ("take: guardian –", EXAMPLE, "mum", "call.take", THIS, False),
    ("take: the child proposes", EXAMPLE, "kid", "call.take", THIS, False),
    ("declare: exercises", EXAMPLE, "mum", "absence.declare", KID, True),
    ("declare: in charge", EXAMPLE, "foster", "absence.declare", MATE, True),
    ("declare: R1", LEVEL1, "mum", "absence.declare", KID, True),
    ("declare: R2 –", LEVEL2, "mum", "absence.declare", KID, False),
    ("declare: without exercise –", EXAMPLE, "dad", "absence.declare", KID, False),
    ("declare: contact –", EXAMPLE, "gran", "absence.declare", KID, False),
    ("declare: where it is a pupil", EXAMPLE, "mum", "absence.declare", t.Pupil("kid", "B"), False),
    ("declare: the teacher writes it down", EXAMPLE, "teach", "absence.declare", KID, False),
    ("answer: all who exercise", EXAMPLE, "mum", "absence.answer", ASKED, True),
    ("answer: without exercise –", EXAMPLE, "dad", "absence.answer", ASKED, False),
    ("answer: R1 never alerted", LEVEL1, "mum", "absence.answer", ASKED, False),
    ("answer: the own one again", EXAMPLE, "mum", "absence.answer", BY_MUM, True),
    ("answer: the own one, R1", LEVEL1, "mum", "absence.answer", BY_MUM, True),
    ("answer: one answer closes both", EXAMPLE, "mum", "absence.answer", BY_DAD, False),
    ("answer: told on paper", EXAMPLE, "mum", "absence.answer", BY_PAPER, False),
    ("answer: last year's", EXAMPLE, "mum", "absence.answer", OF_LAST_YEAR, False),
    ("record: own classes", EXAMPLE, "teach", "absence.record", KID, True),
    ("record: not another class", EXAMPLE, "teach2", "absence.record", KID, False),
    ("record: own school", EXAMPLE, "head", "absence.record", KID, True),
    ("record: not where it is no pupil", EXAMPLE, "headb", "absence.record", t.Pupil("kid", "B"), False),
    ("record: staff –", EXAMPLE, "atsem", "absence.record", KID, False),
    ("record: agent –", EXAMPLE, "agent", "absence.record", KID, False),
    ("calls: own classes", EXAMPLE, "teach", "attempt.log", ASKED, True),
    ("calls: own school", EXAMPLE, "head", "attempt.log", ASKED, True),
    ("calls: delegated", EXAMPLE, "atsem", "attempt.log", ASKED, True),
    ("calls: staff attached by name –", EXAMPLE, "aesh", "attempt.log", ASKED, False),
    ("calls: last year's", EXAMPLE, "head", "attempt.log", OF_LAST_YEAR, False),
    ("judge: own school", EXAMPLE, "head", "absence.judge", BY_MUM, True),
    ("judge: not the teacher", EXAMPLE, "teach", "absence.judge", BY_MUM, False),
    ("judge: nobody so tied", ONE_TIED, "head", "absence.judge", BY_MUM, False),
    ("judge: another director", ONE_TIED, "dep", "absence.judge", BY_MUM, True),
    ("judge: then not the teacher", ONE_TIED, "teach", "absence.judge", BY_MUM, False),
    ("judge: not named by the actor", ALL_TIED, "dep", "absence.judge", BY_MUM, False),
    ("judge: the child's teacher", ALL_TIED, "teach", "absence.judge", BY_MUM, True),
    ("judge: not another teacher", ALL_TIED, "teach2", "absence.judge", BY_MUM, False),
    ("judge: then not the inspector", ALL_TIED, "ien", "absence.judge", BY_MUM, False),
    ("judge: the teacher when not tied", TEACHER_TOO, "teach", "absence.judge", BY_MUM, False),
    ("judge: else inspector", TEACHER_TOO, "ien", "absence.judge", BY_MUM, True),
    ("judge: never the academy", TEACHER_TOO, "dsden", "absence.judge", BY_MUM, False),
    ("judge: of such a child alone", ALL_TIED, "teach", "absence.judge", replace(BY_MUM, child="mate"), False),
    ("judge: nobody is tied where nobody directs", NO_HEAD, "teach", "absence.judge", BY_MUM, False),
    *(
        case
        for act in ("step.note", "step.report", "step.open")
        for case in (
            (f"{act}: own school", EXAMPLE, "head", act, KID, True),
            (f"{act}: the deputy too", EXAMPLE, "dep", act, KID, True),
            (f"{act}: not another school", EXAMPLE, "headb", act, KID, False),
            (f"{act}: teacher –", EXAMPLE, "teach", act, KID, False),
            (f"{act}: staff –", EXAMPLE, "atsem", act, KID, False),
            (f"{act}: guardian –", EXAMPLE, "mum", act, KID, False),
            (f"{act}: pupil –", EXAMPLE, "kid", act, KID, False),
            (f"{act}: agent –", EXAMPLE, "agent", act, KID, False),
            (f"{act}: nobody so tied", ONE_TIED, "head", act, KID, False),
            (f"{act}: another director", ONE_TIED, "dep", act, KID, True),
            (f"{act}: then not the inspector", ONE_TIED, "ien", act, KID, False),
            (f"{act}: not named by the actor", ALL_TIED, "dep", act, KID, False),
            (f"{act}: never the teacher", ALL_TIED, "teach", act, KID, False),
            (f"{act}: else inspector", ALL_TIED, "ien", act, KID, True),
            (f"{act}: never the academy", ALL_TIED, "dsden", act, KID, False),
        )
    ),
    ("step.note: a pupil of the school", EXAMPLE, "headb", "step.note", t.Pupil("kid", "B"), False),
    ("step.open: wherever the child is", EXAMPLE, "headb", "step.open", t.Pupil("kid", "B"), True),
    ("judge: last year's", EXAMPLE, "head", "absence.judge", OF_LAST_YEAR, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "person", "act", "thing", "expected"), CASES, ids=[c[0] for c in CASES]
)
def test_acts(sentence: str, world: World, person: str, act: str, thing: Any, expected: bool) -> None:
    assert rights.may(world, who(person), act, thing, NOW) is expected, sentence


def test_a_session_born_of_a_sheet_has_the_things_of_its_school() -> None:
    born = Session("mum", None, None, frozenset({"B"}))
    assert not rights.sees(EXAMPLE, born, TODAY, NOW)
    assert rights.sees(EXAMPLE, born, OF_B, NOW)
    assert not rights.may(EXAMPLE, born, "absence.declare", KID, NOW)


def test_today_ends_at_midnight() -> None:
    """What staff and agents see of a day, they see on that day."""
    for person in ("atsem", "agent"):
        assert rights.sees(EXAMPLE, who(person), TODAY, NOW + DAY - 1)
        assert not rights.sees(EXAMPLE, who(person), TODAY, NOW + DAY)


def test_protected_contact_opens_again_when_the_decision_is_over() -> None:
    over = replace(EXAMPLE, restrictions=(Restriction("mum-kid", 1, START, SENT, confirmed=True),))
    assert rights.sees(over, who("mum"), TODAY, NOW)


def test_draws_hold_what_the_rows_speak_of() -> None:
    found: dict[str, int] = {}
    for seed in range(60):
        world = draw_world(Random(seed), 12)
        days = list(world.half_days.values())
        absences = list(world.absences.values())
        facts = {
            "today": any(x.day == world.now - world.now % DAY for x in days),
            "past": any(x.day < world.now - DAY for x in days),
            "last year": any(world.classes[x.class_id].closed_at is not None for x in days),
            "hosted today": any(x.day == world.now - world.now % DAY for x in world.hostings.values()),
            "asked": any(not x.explained for x in absences),
            "by a guardian": any(x.said_by for x in absences),
            "by nobody known": any(x.explained and not x.said_by for x in absences),
            "of a class that the child left": any(
                x.class_id not in classes_of_pupil(world, x.child, world.now) for x in absences
            ),
        }
        for name, held in facts.items():
            found[name] = found.get(name, 0) + held
    assert min(found.values()) >= 10, found


def test_who_calls_families_sees_that_the_child_is_not_there_and_no_reason() -> None:
    assert rights.may(EXAMPLE, who("atsem"), "attempt.log", ASKED, NOW)
    assert rights.sees(EXAMPLE, who("atsem"), TODAY, NOW)
    assert not rights.sees(EXAMPLE, who("atsem"), ASKED, NOW)
