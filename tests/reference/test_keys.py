"""The model against sentences of the next oracle: "Keys: sheets, ties, guardianships, mandates"."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from tests.reference import rights, sentences
from tests.reference import things as t
from tests.reference.draw import draw_world
from tests.reference.example import (
    EXAMPLE,
    NOTES,
    NOW,
    SENT,
    START,
    affiliated,
    attached,
    by_id,
    guardian,
    note,
    restricted,
    who,
)  # fmt: skip
from tests.reference.keys import second_fact, waits
from tests.reference.links import profiles
from tests.reference.test_acts import FAMILY
from tests.reference.things import KindChange, Session
from tests.reference.world import (
    DAY,
    ClassMembership,
    CommuneService,
    Mandate,
    Person,
    Restriction,
    ServiceEnrolment,
    Tie,
    World,
)

A, B, C = (EXAMPLE.schools[s] for s in "ABC")


def born(person: str, school: str) -> Session:
    """The usual session of the person, born of a sheet of the school."""
    return replace(who(person), scope=frozenset(school))


# « kid » is a pupil of A and, half of the week, of B; « mum » has « kid » there and « kidb » in B only.
SHARED = replace(
    EXAMPLE,
    affiliations=(
        *EXAMPLE.affiliations,
        affiliated("kid", "B", "pupil"),
        affiliated("teach", "B", "teacher"),
    ),
    class_memberships=(*EXAMPLE.class_memberships, ClassMembership(START, None, "kid", "b1")),
    notes={**NOTES, "of-b": note("of-b", "headb", school="B", classes=frozenset({"b1"}))},
    services=by_id(CommuneService("canteen", "commune", "canteen", frozenset("AB"))),
)
SCOPED: list[tuple[str, Session, Any, bool]] = [
    ("P's links with S", born("teach", "A"), t.PupilName("kid"), True),
    ("nothing else: not with a sheet of another school", born("teach", "B"), t.PupilName("kid"), False),
    ("P's children who are pupils of S", born("mum", "A"), t.PupilName("kid"), True),
    ("nothing else: a child of another school", born("mum", "A"), t.PupilName("kidb"), False),
    ("whole secret: a child of another school", who("mum"), t.PupilName("kidb"), True),
    ("of a child also elsewhere, S's things: its note", born("mum", "A"), SHARED.notes["class"], True),
    ("of a child also elsewhere, S's things only", born("mum", "A"), SHARED.notes["of-b"], False),
    ("whole secret: the note of the other school", who("mum"), SHARED.notes["of-b"], True),
    ("S's things only: who works there", born("mum", "A"), t.StaffName("headb"), False),
    ("S's things only: own acts of S", born("mum", "A"), t.AuditEntry("mum", "B"), False),
    ("own acts", born("mum", "A"), t.AuditEntry("mum", "A"), True),
    ("agent: a service of S and of another school", born("agent", "A"), t.StaffName("teach"), False),
    ("agent: both sheets", replace(who("agent"), scope=frozenset("AB")), t.StaffName("teach"), True),
    ("nothing from above a school", born("ien", "A"), t.StaffName("teach"), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "session", "thing", "expected"), SCOPED, ids=[f"{n} {c[0]}" for n, c in enumerate(SCOPED)]
)
def test_session_born_of_a_sheet(sentence: str, session: Session, thing: Any, expected: bool) -> None:
    assert rights.sees(SHARED, session, thing, NOW) is expected, sentence


def test_own_family_is_known_to_a_session_born_of_a_sheet() -> None:
    """The head of A is contact of « kid », who now is a pupil of B too: the rule looks at all the links."""
    scoped = born("head", "A")
    assert not rights.may(FAMILY, scoped, "restriction.set", FAMILY.guardianships["mum-kid"], NOW)


# A director who is an agent's colleague, an agent of two schools, a member's representative who teaches.
TWO_SCHOOLS = replace(
    EXAMPLE,
    services=by_id(CommuneService("canteen", "commune", "canteen", frozenset("AB"))),
    affiliations=(
        *EXAMPLE.affiliations,
        affiliated("agent", "A", "staff"),
        affiliated("mayor", "A", "staff"),
    ),
)
# Only the head directs A, and is guardian of « other »; « new » comes tomorrow, « new-mum » with the child.
ALONE = replace(
    EXAMPLE,
    guardianships={
        **EXAMPLE.guardianships,
        "head-other": guardian("head", "other"),
        "t": guardian("teach2", "other"),
    },
    affiliations=tuple(a for a in EXAMPLE.affiliations if a.person != "dep"),
)
SOON = replace(
    EXAMPLE,
    persons={**EXAMPLE.persons, "new": Person("new"), "new-mum": Person("new-mum"), "next": Person("next")},
    affiliations=(
        *EXAMPLE.affiliations,
        replace(affiliated("new", "A", "pupil"), starts=NOW + DAY),
        replace(affiliated("next", "A", "teacher"), starts=NOW + DAY),
    ),
    guardianships={**EXAMPLE.guardianships, "new-mum-new": guardian("new-mum", "new")},
)


def tied(accepted: int | None, **more: Any) -> World:
    """The teacher of B, proposed as a teacher of A ten days ago, with class a1."""
    tie = Tie(SENT, None, "tie", "teachb", "A", "teacher", SENT, accepted)
    world = replace(EXAMPLE, ties={"tie": replace(tie, **more)})
    return replace(world, attachments=(*world.attachments, attached("teachb", "class", "a1")))


def of(person: str) -> t.PersonOf:
    """Short form."""
    return t.PersonOf(person)


def kind(link: str, new: str, *, document: bool = True) -> KindChange:
    """Another kind for a guardianship."""
    return KindChange(link, new, document)


def names(*pupils: str, opened: bool = False) -> t.ImportFile:
    """A file of school A that names these pupils and ends nothing."""
    return t.ImportFile("A", frozenset(), frozenset(pupils), opened)


def ends(person: str) -> t.ImportFile:
    """A file of school A that ends the tie of this person, and names half of the pupils."""
    return t.ImportFile("A", frozenset({person}), frozenset({"kid", "mate"}))


KIND, FILE = "guardianship.kind", "import.file"
WAITING, ACCEPTED = tied(None), tied(NOW - DAY)
TIE = WAITING.ties["tie"]
IN_A = Session("teachb", "teacher", "A")
ACTS: list[tuple[str, World, Session, str, Any, bool]] = [
    ("sheets: agent of several schools: not the director", TWO_SCHOOLS, who("head"), "sheet.make", of("agent"), False),
    ("sheets: agent of several schools: member_rep", TWO_SCHOOLS, who("mayor"), "sheet.make", of("agent"), True),
    ("sheets: agent of several schools: academy", TWO_SCHOOLS, who("dsden"), "sheet.make", of("agent"), True),
    ("sheets: agent of one school: not member_rep", EXAMPLE, who("mayor"), "sheet.make", of("agent"), False),
    ("sheets: mandate above a school: academy", TWO_SCHOOLS, who("dsden"), "sheet.make", of("mayor"), True),
    ("sheets: not of whom others mandate", EXAMPLE, who("dsden"), "sheet.make", of("adm"), False),
    ("sheets: not of who works, in a family left", ALONE, who("dsden"), "sheet.make", of("teach2"), False),
    ("sheets: else not the academy", EXAMPLE, who("dsden"), "sheet.make", of("teach"), False),
    ("sheets: else academy, when nobody is untied", ALONE, who("dsden"), "sheet.make", of("other"), True),
    ("sheets: tied, no", ALONE, who("head"), "sheet.make", of("other-mum"), False),
    ("link to come: printed ahead, teacher", SOON, who("head"), "sheet.make", of("next"), True),
    ("link to come: a family's is printed when it begins", SOON, who("head"), "sheet.make", of("new-mum"), False),
    ("link to come: director of that school", SOON, who("headb"), "sheet.make", of("next"), False),
    ("tie: director proposes", EXAMPLE, who("head"), "tie.propose", t.Proposal("teachb", "A", "teacher"), True),
    ("tie: not a teacher", EXAMPLE, who("teach"), "tie.propose", t.Proposal("teachb", "A", "teacher"), False),
    ("tie: own school", EXAMPLE, who("head"), "tie.propose", t.Proposal("teachb", "B", "teacher"), False),
    ("tie: not oneself", EXAMPLE, who("dep"), "tie.propose", t.Proposal("dep", "A", "teacher"), False),
    ("tie: P accepts", WAITING, who("teachb"), "tie.accept", TIE, True),
    ("tie: nobody else accepts", WAITING, who("head"), "tie.accept", TIE, False),
    ("tie: accepted once", ACCEPTED, who("teachb"), "tie.accept", ACCEPTED.ties["tie"], False),
    ("tie: over", tied(None, ends=NOW), who("teachb"), "tie.accept", tied(None, ends=NOW).ties["tie"], False),
    ("tie: signed in, not by a sheet", WAITING, born("teachb", "A"), "tie.accept", TIE, False),
    ("tie: the same paper prints", WAITING, who("head"), "tie.print", TIE, True),
    ("tie: no sheet before", WAITING, who("head"), "sheet.make", of("teachb"), False),
    ("tie: a sheet after", ACCEPTED, who("head"), "sheet.make", of("teachb"), True),
    ("tie: before: no right", WAITING, IN_A, "note.write", t.WriteTo("class", "a1"), False),
    ("tie: after: rights", ACCEPTED, IN_A, "note.write", t.WriteTo("class", "a1"), True),
    ("kind: is a restriction: director", EXAMPLE, who("head"), KIND, kind("mum-kid", "no_exercise"), True),
    ("kind: with a document", EXAMPLE, who("head"), KIND, kind("mum-kid", "no_exercise", document=False), False),
    ("kind: not the teacher", EXAMPLE, who("teach"), KIND, kind("mum-kid", "no_exercise"), False),
    ("kind: contact, only who never was legal", EXAMPLE, who("head"), KIND, kind("mum-kid", "contact"), False),
    ("kind: contact, never legal", EXAMPLE, who("head"), KIND, kind("foster-mate", "contact"), True),
    ("kind: raise with a document", EXAMPLE, who("head"), KIND, kind("dad-kid", "exercises"), True),
    ("kind: raise, none without", EXAMPLE, who("head"), KIND, kind("dad-kid", "exercises", document=False), False),
    ("kind: nobody so tied", FAMILY, who("head"), KIND, kind("mum-kid", "no_exercise"), False),
    ("kind: else academy", FAMILY, who("dsden"), KIND, kind("mum-kid", "no_exercise"), True),
    ("erasure: the director decides", EXAMPLE, who("head"), "erasure.decide", t.PersonOf("kid"), True),
    ("erasure: nobody so tied", ALONE, who("head"), "erasure.decide", t.PersonOf("other"), False),
    ("erasure: else academy", ALONE, who("dsden"), "erasure.decide", t.PersonOf("other"), True),
    ("suspension: else academy", ALONE, who("dsden"), "person.suspend", t.PersonOf("other"), True),
    ("suspension: only then", EXAMPLE, who("dsden"), "person.suspend", t.PersonOf("other"), False),
    ("merge: else academy", ALONE, who("dsden"), "people.merge", t.Merge(frozenset("A"), frozenset({"other"})), True),
    ("import: ends the own tie", EXAMPLE, who("dep"), FILE, ends("dep"), False),
    ("import: ends another's tie", EXAMPLE, who("head"), FILE, ends("dep"), True),
    ("import: 1 of 4 is enough", EXAMPLE, who("head"), FILE, names("kid"), True),
    ("import: < 20 %", EXAMPLE, who("head"), FILE, names("kidb"), False),
    ("import: academy opens it once", EXAMPLE, who("head"), FILE, names(opened=True), True),
    ("import: academy opens", EXAMPLE, who("dsden"), "import.open", A, True),
    ("import: the director does not open", EXAMPLE, who("head"), "import.open", A, False),
    ("animal: the child alone", EXAMPLE, who("kid"), "animal.choose", t.PersonOf("kid"), True),
    ("animal: no guardian", EXAMPLE, who("mum"), "animal.choose", t.PersonOf("kid"), False),
    ("animal: no teacher", EXAMPLE, who("teach"), "animal.choose", t.PersonOf("kid"), False),
    ("bag: the child", EXAMPLE, who("kid"), "bag.tick", t.PersonOf("kid"), True),
    ("bag: as own child", EXAMPLE, who("mum"), "bag.tick", t.PersonOf("kid"), True),
    ("bag: no teacher", EXAMPLE, who("teach"), "bag.tick", t.PersonOf("kid"), False),
    ("nobody grants for oneself", EXAMPLE, who("mayor"), "agent.add", t.AgentSeat("canteen", None, "mayor"), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "session", "act", "thing", "expected"), ACTS, ids=[c[0] for c in ACTS]
)
def test_acts(sentence: str, world: World, session: Session, act: str, thing: Any, expected: bool) -> None:
    assert rights.may(world, session, act, thing, NOW) is expected, sentence


SEEN: list[tuple[str, World, Session, Any, bool]] = [
    ("tie: shown to whom it is for", WAITING, who("teachb"), TIE, True),
    ("tie: not in a session born of a sheet", WAITING, born("teachb", "B"), TIE, False),
    ("tie: the director's list", WAITING, who("head"), TIE, True),
    ("tie: no other school's", WAITING, who("headb"), TIE, False),
    ("tie: does not tell which: the person is not found", WAITING, who("head"), t.Found("teachb"), False),
    ("tie: does not tell which: no state", WAITING, who("head"), t.SignInState("teachb"), False),
    ("tie: once accepted", ACCEPTED, who("head"), t.Found("teachb"), True),
    ("link to come: director sees", SOON, who("head"), t.StaffName("next"), True),
    ("link to come: search", SOON, who("head"), t.Found("next"), True),
    ("link to come: opens nothing", SOON, Session("next", "teacher", "A"), t.PupilName("kid"), False),
    ("link to come: not the teacher", SOON, who("teach"), t.StaffName("next"), False),
    ("link to come: a family's is not shown ahead", SOON, who("head"), t.GuardianName("new-mum"), False),
    ("own acts: everyone, a contact too", EXAMPLE, who("gran"), t.AuditEntry("gran", "A"), True),
    ("own acts: the restricted, too", restricted(2), who("mum"), t.AuditEntry("mum", "A"), True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "session", "thing", "expected"), SEEN, ids=[c[0] for c in SEEN]
)
def test_see_rows(sentence: str, world: World, session: Session, thing: Any, expected: bool) -> None:
    assert rights.sees(world, session, thing, NOW) is expected, sentence


def test_an_enrolment_counts_only_while_the_child_is_a_pupil_of_the_school_it_names() -> None:
    services = by_id(CommuneService("canteen", "commune", "canteen", frozenset("AB")))
    for school, seen in (("A", True), ("B", False)):
        enrolled = (ServiceEnrolment(START, None, "kid", "canteen", school),)
        world = replace(EXAMPLE, services=services, enrolments=enrolled)
        assert rights.sees(world, who("agent"), t.BirthDate("kid"), NOW) is seen


def test_second_fact_takes_the_birth_date_of_ones_children() -> None:
    """Of a sheet of A: « mum » has « kid » there and « kidb » elsewhere; « dad » has « kid » alone."""
    born_on = {
        c: replace(EXAMPLE.persons[c], birth_date=n * DAY)
        for n, c in enumerate(("kid", "kidb", "mate", "shy"))
    }
    world = replace(EXAMPLE, persons={**EXAMPLE.persons, **born_on})

    def told(person: str, *dates: str, **more: Any) -> str:
        return second_fact(world, t.SheetTry(person, "A", frozenset(dates), **more), NOW)

    assert told("teach") == "open"  # no child
    assert told("dad", "kid") == "open"
    assert told("dad") == "one_more"
    assert told("dad", stranger=True) == "wrong"
    assert told("gran") == "open"  # a contact person has no child
    assert told("mum", "kid") == "one_more"
    assert told("mum", "kid", wrong=2) == "one_more"  # "is no wrong try"
    assert told("mum", "kid", "kidb") == "open"
    assert (
        told("mum", "kid", "kidb", stranger=True) == "open"
    )  # "all one's children": a brother at the collège
    assert told("mum", stranger=True, wrong=2) == "void"  # "3 wrong = void"
    assert told("dad", "kid", wrong=3) == "void"
    assert (
        second_fact(world, t.SheetTry("headb", "B", frozenset()), NOW) == "one_more"
    )  # a director with a child


SITUATIONS, OFTEN = 12, 8


def test_draws_hold_what_the_table_of_keys_speaks_of() -> None:
    """Heads who are guardians in their school, children of two schools, ties of each kind, switches of each scope,
    protected children, guardians of children of a closed school, restrictions of each level.
    """
    found: dict[str, int] = {}
    for seed in range(150):
        world = draw_world(Random(seed), 12)
        now = world.now
        pupils = {
            (p, s) for p in world.persons for s in world.schools if "pupil" in profiles(world, p, s, now)
        }
        heads = {
            (p, s) for p in world.persons for s in world.schools
            if profiles(world, p, s, now) & {"director", "deputy"}
        }  # fmt: skip
        links = [g for g in world.guardianships.values() if g.contains(now)]
        closed = {s.id for s in world.schools.values() if not any(x.contains(now) for x in s.entitlements)}
        enrolled = {
            (a.person, a.school) for a in world.affiliations if a.profile == "pupil" and a.contains(now)
        }
        facts = {
            "heads who are guardians": any(
                (g.adult, s) in heads for g in links for c, s in pupils if c == g.child
            ),
            "children of two schools": len({c for c, _ in pupils}) < len(pupils),
            "ties that wait": any(waits(tie, now) for tie in world.ties.values()),
            "ties accepted": any(not waits(tie, now) and tie.contains(now) for tie in world.ties.values()),
            "protected": any(p.protected for p in world.persons.values()),
            "closed": any((g.child, s) in enrolled for g in links for s in closed),
            **{f"switch {x.scope}": True for x in world.switches if x.contains(now)},
            **{f"level {x.level}": True for x in world.restrictions if x.in_force(now)},
        }
        for name, held in facts.items():
            found[name] = found.get(name, 0) + held
    assert len(found) == SITUATIONS, found
    assert min(found.values()) >= OFTEN, found


def test_sign_in_of_who_keeps_another_link() -> None:
    """ "3 no account = 2, and sign-in is refused if no other link remains": an accepted tie is one."""
    level3 = (Restriction("x", 3, START, None),)
    link = {"x": guardian("teachb", "kid")}
    gone = tuple(a for a in EXAMPLE.affiliations if a.person != "teachb")
    for world, able in ((WAITING, False), (ACCEPTED, True)):
        alone = replace(
            world, affiliations=gone, restrictions=level3, guardianships={"x": replace(link["x"], id="x")}
        )
        assert sentences.can_sign_in(alone, "teachb", NOW) is able
    above = replace(
        EXAMPLE,
        affiliations=gone,
        restrictions=level3,
        guardianships={"x": replace(link["x"], id="x")},
        mandates=(Mandate(START, None, "teachb", "inspector", "district"),),
    )
    assert sentences.can_sign_in(above, "teachb", NOW)
