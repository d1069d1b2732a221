"""The model against sentences of the oracle: how an answer becomes a code, what waits for whom, whom a note reaches."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from tests.reference import rights, sentences
from tests.reference import things as t
from tests.reference.draw import draw_question, draw_world
from tests.reference.example import (
    EXAMPLE,
    NOTES,
    NOW,
    SENT,
    START,
    affiliated,
    attached,
    guardian,
    note,
    restricted,
    who,
)  # fmt: skip
from tests.reference.links import recipients
from tests.reference.questions import answer
from tests.reference.world import (
    DAY,
    ClassMembership,
    CommuneService,
    Consent,
    Guardianship,
    ServiceEnrolment,
    Switch,
    World,
)  # fmt: skip

KID = t.ChildNote("class", "kid")
VERDICTS: list[tuple[str, World, str | None, str, str | None, Any, int | str]] = [
    ("anonymous: pages redirect", EXAMPLE, None, "page", None, NOTES["class"], 302),
    ("anonymous: fragments answer 401", EXAMPLE, None, "fragment", None, NOTES["class"], 401),
    ("anonymous: files answer 401", EXAMPLE, None, "file", None, NOTES["class"], 401),
    ("anonymous sees public pages", EXAMPLE, None, "public", None, None, 200),
    ("see – is 404", EXAMPLE, "other-mum", "page", None, NOTES["class"], 404),
    ("act refused, object seen: 403", EXAMPLE, "dad", "page", "note.sign", KID, 403),
    ("act refused, object not seen: 404", EXAMPLE, "other-mum", "page", "note.sign", KID, 404),
    ("act granted", EXAMPLE, "mum", "page", "note.sign", KID, 200),
    ("form whose act the role never has", EXAMPLE, "mum", "page", "note.write", None, 404),
    ("form of a role that has it", EXAMPLE, "teach", "page", "note.write", None, 200),
    ("form, school does not allow", EXAMPLE, "aesh", "page", "note.write", None, 403),
    ("school without entitlement: director", EXAMPLE, "headc", "page", "note.write", None, "closed_403"),
    ("school without entitlement: guardian", EXAMPLE, "par-c", "page", None, t.PupilName("kidc"), "closed_403"),
    ("school without entitlement: outsiders learn nothing", EXAMPLE, "mum", "page", None, t.PupilName("kidc"), 404),
    ("own account, own export", EXAMPLE, "headc", "account", None, None, 200),
    ("consortium screens are not concerned", EXAMPLE, "dsden", "page", "entitlement.grant", EXAMPLE.schools["C"], 200),
    ("a role not written here", EXAMPLE, "coord", "page", "list.search", None, 404),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "person", "kind", "act", "thing", "expected"),
    VERDICTS,
    ids=[c[0] for c in VERDICTS],
)
def test_how_to_read_it(
    sentence: str,
    world: World,
    person: str | None,
    kind: str,
    act: str | None,
    thing: Any,
    expected: int | str,
) -> None:
    session = who(person) if person is not None else None
    assert rights.verdict(world, session, kind, act, thing, NOW) == expected, sentence


def test_switch_removes_the_act_except_for_those_who_may_lift_it() -> None:
    roles = frozenset({"teacher", "director", "guardian"})
    world = replace(EXAMPLE, switches=(Switch(START, None, "note.write", roles, "school", "A"),))
    to = t.WriteTo("class", "a1")
    assert not rights.may(world, who("teach"), "note.write", to, NOW)
    assert rights.may(world, who("head"), "note.write", to, NOW)
    above = replace(EXAMPLE, switches=(Switch(START, None, "note.write", roles, "territory", "academy"),))
    assert not rights.may(above, who("head"), "note.write", to, NOW)


def test_level_3_refuses_sign_in_only_when_no_other_link_remains() -> None:
    assert sentences.can_sign_in(restricted(3), "mum", NOW)  # kidb remains
    assert not sentences.can_sign_in(restricted(3, "dad-kid"), "dad", NOW)
    assert sentences.can_sign_in(restricted(2, "dad-kid"), "dad", NOW)


def test_note_for_both_waits_for_all_who_exercise() -> None:
    link = Guardianship(START, None, "x", "mate-mum", "kid", "not_known")
    world = replace(EXAMPLE, guardianships={**EXAMPLE.guardianships, "x": link})
    nobody: frozenset[str] = frozenset()
    one, two = frozenset({"mum"}), frozenset({"mum", "mate-mum"})
    assert sentences.signature_done(world, NOTES["class"], "kid", one, nobody, NOW)
    assert not sentences.signature_done(world, NOTES["both"], "kid", one, nobody, NOW)
    assert sentences.signature_done(world, NOTES["both"], "kid", two, nobody, NOW)
    assert not sentences.signature_done(world, NOTES["class"], "kid", one, frozenset({"dad"}), NOW)


def test_any_withdrawal_of_a_consent_wins_at_once() -> None:
    school = EXAMPLE.schools["A"]
    assert sentences.consent_stands(EXAMPLE, school, "kid", "image", NOW)
    no = Consent("no", "kid", "image", "mum", False, NOW)
    assert not sentences.consent_stands(
        replace(EXAMPLE, consents={**EXAMPLE.consents, "no": no}), school, "kid", "image", NOW
    )


def test_draws_are_repeatable_and_answerable() -> None:
    def run(seed: int) -> list[tuple[object, bool]]:
        rng = Random(seed)
        world = draw_world(rng, 12)
        asked = [draw_question(rng, world) for _ in range(200)]
        return [(q, answer(world, q)) for q in asked]

    first = run(7)
    assert first == run(7)
    assert {True, False} == {yes for _, yes in first}


def test_draws_attach_nobody_twice_to_one_thing() -> None:
    """In the seed named, a person is proposed two ties that would give the same class."""
    for seed in (*range(60), 9021):
        held = [(a.person, a.kind, a.target) for a in draw_world(Random(seed)).attachments]
        assert len(held) == len(set(held)), seed


def test_whoever_may_act_on_a_note_sees_it() -> None:
    for seed in range(40):
        rng = Random(seed)
        world = draw_world(rng, 12)
        for q in (draw_question(rng, world) for _ in range(100)):
            if (
                q.kind == "may"
                and str(q.act).startswith("note.")
                and q.act != "note.write"
                and answer(world, q)
            ):
                assert rights.sees(world, q.session, q.thing, q.now), q


def test_substitute_attached_by_dates() -> None:
    late = replace(attached("teach2", "class", "a1"), starts=NOW + DAY, ends=NOW + 3 * DAY)
    world = replace(EXAMPLE, attachments=(*EXAMPLE.attachments, late))
    seen = [rights.sees(world, who("teach2"), NOTES["class"], NOW + n * DAY) for n in (0, 1, 2, 3)]
    assert seen == [False, True, True, False]


def test_a_note_of_a_whole_service_is_of_one_school() -> None:
    """The canteen serves two schools; the note is of the first: no child of the second is reached, then nor later."""
    world = replace(
        EXAMPLE,
        services={"canteen": CommuneService("canteen", "commune", "canteen", frozenset({"A", "B"}))},
        guardianships={**EXAMPLE.guardianships, "par-b-kidb": guardian("par-b", "kidb")},
        enrolments=tuple(ServiceEnrolment(START, None, child, "canteen") for child in ("kid", "kidb")),
        notes={"all": note("all", "agent", service="canteen", whole_service=True)},
    )
    sent = world.notes["all"]
    assert recipients(world, sent) == {"kid": SENT}
    assert [rights.sees(world, who(one), sent, NOW) for one in ("mum", "mate-mum", "par-b")] == [
        True, False, False,
    ]  # fmt: skip
    moved = replace(
        world,
        affiliations=(*world.affiliations, replace(affiliated("kidb", "A", "pupil"), starts=NOW - DAY)),
        class_memberships=(*world.class_memberships, ClassMembership(NOW - DAY, None, "kidb", "a1")),
    )
    assert set(recipients(moved, sent)) == {"kid"}
    assert not rights.sees(moved, who("par-b"), sent, NOW)
    assert set(recipients(moved, replace(sent, visible_from=NOW))) == {"kid", "kidb"}
