"""The model against sentences of the oracle: acts of the Directory, of the liaison book, and shares."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.reference import rights
from tests.reference import things as t
from tests.reference.example import EXAMPLE, NOTES, NOW, affiliated, allowing, guardian, restricted, who
from tests.reference.world import World

A, B, C = (EXAMPLE.schools[s] for s in "ABC")
STAFF_WRITE = allowing(staff_write_to_families=True)
MUTE_AGENTS = allowing(agents_write_to_families=False)
KID = t.ChildNote("class", "kid")
BOTH = replace(EXAMPLE, affiliations=(*EXAMPLE.affiliations, affiliated("head", "B", "director")))
HEAD_SECONDS = t.MandateGrant("academy", "academy", "mum", "head")
DISTRICT_OF_IEN = t.MandateGrant("inspector", "district", "ien")
# The director is a contact person of « kid », and named the deputy; or somebody else did.
_KIN = {**EXAMPLE.guardianships, "head-kid": guardian("head", "kid", "contact")}
FAMILY = replace(
    EXAMPLE,
    guardianships=_KIN,
    affiliations=tuple(
        replace(one, named_by="head") if one.person == "dep" else one for one in EXAMPLE.affiliations
    ),
)
# An agent with a desk in the school, a teacher who inspects.
SERVING = replace(EXAMPLE, affiliations=(*EXAMPLE.affiliations, affiliated("agent", "A", "staff")))
ABOVE = replace(
    EXAMPLE,
    mandates=(*EXAMPLE.mandates, replace(EXAMPLE.mandates[2], person="teach")),
)
TWO_HEADS = replace(EXAMPLE, guardianships=_KIN)
MUM_OF_KID, OTHER = _KIN["mum-kid"], _KIN["other-mum-other"]
MUM_AND_B = _KIN["mum-kidb"]
DOCUMENTED = replace(
    EXAMPLE,
    guardianships={
        **EXAMPLE.guardianships,
        "foster-mate": replace(EXAMPLE.guardianships["foster-mate"], document=True),
    },
)


def grant(role: str, target: str, person: str, second: str | None = None) -> t.MandateGrant:
    """Short form."""
    return t.MandateGrant(role, target, person, second)


def diary(audience: str, audience_id: str) -> t.GiveShare:
    """A share of the class diary."""
    return t.GiveShare("diary", audience, audience_id)


GAME = t.GiveShare("game", "person", "coach")
CASES: list[tuple[str, World, str, str, Any, bool]] = [
    ("sheets: teacher, pupils of own classes", EXAMPLE, "teach", "sheet.make", t.PersonOf("kid"), True),
    ("sheets: teacher, no guardian", EXAMPLE, "teach", "sheet.make", t.PersonOf("mum"), False),
    ("sheets: director, everyone of own school", EXAMPLE, "head", "sheet.make", t.PersonOf("mum"), True),
    ("sheets: but oneself", EXAMPLE, "dep", "sheet.make", t.PersonOf("dep"), False),
    ("sheets: a director's: not the deputy", EXAMPLE, "dep", "sheet.make", t.PersonOf("head"), False),
    ("sheets: an agent of one school", SERVING, "head", "sheet.make", t.PersonOf("agent"), True),
    ("sheets: mandate above a school: not the director", ABOVE, "head", "sheet.make", t.PersonOf("teach"), False),
    ("sheets: a director's: academy", EXAMPLE, "dsden", "sheet.make", t.PersonOf("head"), True),
    ("sessions: self", EXAMPLE, "mum", "session.end", t.PersonOf("mum"), True),
    ("sessions: of a pupil: teacher of the class", EXAMPLE, "teach", "session.end", t.PersonOf("kid"), True),
    ("sessions: not of an adult", EXAMPLE, "head", "session.end", t.PersonOf("teach"), False),
    ("import: director of the school", EXAMPLE, "head", "school.import", A, True),
    ("import: not another school", EXAMPLE, "head", "school.import", B, False),
    ("import: academy, AAF of its own", EXAMPLE, "dsden", "aaf.import", A, True),
    ("merge: director", EXAMPLE, "head", "people.merge", t.Merge(frozenset("A")), True),
    ("merge across: not the director of one", EXAMPLE, "head", "people.merge", t.Merge(frozenset("AB")), False),
    ("merge across: director of both", BOTH, "head", "people.merge", t.Merge(frozenset("AB")), True),
    ("merge across: else academy", EXAMPLE, "dsden", "people.merge", t.Merge(frozenset("AB")), True),
    ("agents: member_rep for its body", EXAMPLE, "mayor", "agent.add", t.AgentSeat("canteen"), True),
    ("agents: director for own school", EXAMPLE, "headb", "agent.add", t.AgentSeat("canteen", "B"), False),
    ("mandates: academy, inspector", EXAMPLE, "dsden", "mandate.grant", grant("inspector", "district", "mum"), True),
    ("mandates: nobody to oneself", EXAMPLE, "dsden", "mandate.grant", grant("inspector", "district", "dsden"), False),
    ("mandates: platform, second person", EXAMPLE, "adm", "mandate.grant", grant("academy", "academy", "mum"), False),
    ("mandates: seconded", EXAMPLE, "adm", "mandate.grant", grant("academy", "academy", "mum", "adm2"), True),
    ("mandates: the second is of the platform", EXAMPLE, "adm", "mandate.grant", HEAD_SECONDS, False),
    ("mandates: ending asks no second", EXAMPLE, "adm", "mandate.end", grant("academy", "academy", "dsden"), True),
    ("mandates: platform, no inspector", EXAMPLE, "adm", "mandate.end", DISTRICT_OF_IEN, False),
    ("mandates: academy ends an inspector's", EXAMPLE, "dsden", "mandate.end", DISTRICT_OF_IEN, True),
    ("mandates: academy, no academy's", EXAMPLE, "dsden", "mandate.end", grant("academy", "academy", "mum"), False),
    ("restriction: director", EXAMPLE, "head", "restriction.set", EXAMPLE.guardianships["mum-kid"], True),
    ("restriction: not the teacher", EXAMPLE, "teach", "restriction.set", EXAMPLE.guardianships["mum-kid"], False),
    ("own family: the director does not", FAMILY, "head", "restriction.set", MUM_OF_KID, False),
    ("own family: nor about a guardian's other child", FAMILY, "head", "restriction.set", MUM_AND_B, False),
    ("own family: nor whom the director named", FAMILY, "dep", "restriction.set", MUM_OF_KID, False),
    ("own family: else academy", FAMILY, "dsden", "restriction.set", MUM_OF_KID, True),
    ("own family: academy for such a child only", FAMILY, "dsden", "restriction.set", OTHER, False),
    ("own family: another one, named by nobody tied", TWO_HEADS, "dep", "restriction.set", MUM_OF_KID, True),
    ("own family: then not the academy", TWO_HEADS, "dsden", "restriction.set", MUM_OF_KID, False),
    ("own family: no paper consent", FAMILY, "head", "consent.record", t.PersonOf("kid"), False),
    ("own family: no sheet", FAMILY, "head", "sheet.make", t.PersonOf("mum"), False),
    ("own family: no merge", FAMILY, "head", "people.merge", t.Merge(frozenset("A"), frozenset({"mum"})), False),
    ("own family: no suspension", FAMILY, "head", "person.suspend", t.PersonOf("kid"), False),
    ("consent: guardian who exercises", EXAMPLE, "mum", "consent.give", t.PersonOf("kid"), True),
    ("consent: without exercise", EXAMPLE, "dad", "consent.give", t.PersonOf("kid"), False),
    ("consent: in charge without document", EXAMPLE, "foster", "consent.give", t.PersonOf("mate"), False),
    ("consent: in charge with a document recorded", DOCUMENTED, "foster", "consent.give", t.PersonOf("mate"), True),
    ("suspend: never the last director", EXAMPLE, "dep", "person.suspend", t.PersonOf("head"), False),
    ("suspend: never oneself", EXAMPLE, "head", "person.suspend", t.PersonOf("head"), False),
    ("suspend: director", EXAMPLE, "head", "person.suspend", t.PersonOf("teach"), True),
    ("year: director", EXAMPLE, "head", "year.change", t.SchoolSet(frozenset("A")), True),
    ("year: academy for many schools", EXAMPLE, "dsden", "year.change", t.SchoolSet(frozenset("AB")), True),
    ("ceilings: platform", EXAMPLE, "adm", "platform.ceilings", None, True),
    ("settings: not the platform", EXAMPLE, "adm", "school.settings", A, False),
    ("entitlement: coordinator", EXAMPLE, "coord", "entitlement.grant", C, True),
    ("support: asked by contractor", EXAMPLE, "firm", "support.ask", A, True),
    ("support: granted by the director", EXAMPLE, "head", "support.grant", A, True),
    ("deputy: no further delegation", EXAMPLE, "dep", "delegation.grant", EXAMPLE.classes["a1"], False),
    ("register: everyone signed in", EXAMPLE, "gran", "register.read", None, True),
    ("write: teacher, own classes", EXAMPLE, "teach", "note.write", t.WriteTo("class", "a1"), True),
    ("write: teacher, not another class", EXAMPLE, "teach", "note.write", t.WriteTo("class", "a2"), False),
    ("write: teacher, own groups", EXAMPLE, "teach", "note.write", t.WriteTo("group", "ga"), True),
    ("write: teacher, not the whole school", EXAMPLE, "teach", "note.write", t.WriteTo("school", "A"), False),
    ("write: director, own school", EXAMPLE, "head", "note.write", t.WriteTo("school", "A"), True),
    ("write: staff, default no", EXAMPLE, "aesh", "note.write", t.WriteTo("child", "kid"), False),
    ("write: staff, attached children", STAFF_WRITE, "aesh", "note.write", t.WriteTo("child", "kid"), True),
    ("write: staff, nobody else", STAFF_WRITE, "aesh", "note.write", t.WriteTo("child", "mate"), False),
    ("write: agent, own service", EXAMPLE, "agent", "note.write", t.WriteTo("child", "kid"), True),
    ("write: agent, information kind", EXAMPLE, "agent", "note.write", t.WriteTo("child", "kid", "signature"), False),
    ("write: agent, if the school allows", MUTE_AGENTS, "agent", "note.write", t.WriteTo("child", "kid"), False),
    ("write: guardian no", EXAMPLE, "mum", "note.write", t.WriteTo("child", "kid"), False),
    ("open: without exercise reads and acknowledges", EXAMPLE, "dad", "note.open", KID, True),
    ("sign: without exercise does not", EXAMPLE, "dad", "note.sign", KID, False),
    ("sign: exercises", EXAMPLE, "mum", "note.sign", KID, True),
    ("sign: in charge, usual acts", EXAMPLE, "foster", "note.sign", t.ChildNote("class", "mate"), True),
    ("sign: in charge, not one for both", EXAMPLE, "foster", "note.sign", t.ChildNote("both", "mate"), False),
    ("answer: without exercise does not", EXAMPLE, "dad", "note.answer", KID, False),
    ("sign: not for another's child", EXAMPLE, "mum", "note.sign", t.ChildNote("class", "mate"), False),
    ("sign: restriction 1 as none", restricted(1), "mum", "note.sign", KID, True),
    ("sign: a withdrawn note is a stub", EXAMPLE, "mum", "note.sign", t.ChildNote("withdrawn", "kid"), False),
    ("sign: the teacher does not", EXAMPLE, "teach", "note.sign", KID, False),
    ("paper: teacher, own classes", EXAMPLE, "teach", "note.record_paper", KID, True),
    ("paper: staff delegated", EXAMPLE, "atsem", "note.record_paper", KID, True),
    ("paper: staff follower", EXAMPLE, "aesh", "note.record_paper", t.ChildNote("named", "kid"), False),
    ("paper: agent no", EXAMPLE, "agent", "note.record_paper", t.ChildNote("service", "kid"), False),
    ("remind: staff delegated", EXAMPLE, "atsem", "note.remind", NOTES["class"], True),
    ("correct: staff not", EXAMPLE, "atsem", "note.correct", NOTES["class"], False),
    ("correct: teacher, own", EXAMPLE, "teach", "note.correct", NOTES["class"], True),
    ("correct: read only of own classes", EXAMPLE, "teach", "note.correct", NOTES["two"], False),
    ("withdraw: director, own school", EXAMPLE, "head", "note.withdraw", NOTES["class"], True),
    ("withdraw: not another school's", EXAMPLE, "headb", "note.withdraw", NOTES["class"], False),
    ("archive: agent, own", EXAMPLE, "agent", "note.archive", NOTES["service"], True),
    ("add late: staff –", EXAMPLE, "atsem", "note.add_late", NOTES["class"], False),
    ("print: teacher, of own classes", EXAMPLE, "teach", "note.print", NOTES["two"], True),
    ("print: guardian, own", EXAMPLE, "mum", "note.print", KID, True),
    ("as family: rights of that guardian", EXAMPLE, "teach", "note.as_family", t.AsFamily("class", "kid", "mum"), True),
    ("as family: a contact has none", EXAMPLE, "teach", "note.as_family", t.AsFamily("class", "kid", "gran"), False),
    ("as family: ∩ own", EXAMPLE, "teach", "note.as_family", t.AsFamily("two", "other", "other-mum"), False),
    ("as family: staff –", EXAMPLE, "atsem", "note.as_family", t.AsFamily("class", "kid", "mum"), False),
    ("reply: own thread", EXAMPLE, "mum", "note.reply", t.Thread("class", "kid", "mum"), True),
    ("share: teacher, families of own classes", EXAMPLE, "teach", "share.give", diary("families", "a1"), True),
    ("share: teacher, not other families", EXAMPLE, "teach", "share.give", diary("families", "a2"), False),
    ("share: teachers of other schools by name", EXAMPLE, "teach", "share.give", diary("person", "teachb"), True),
    ("share: teacher, not the school", EXAMPLE, "teach", "share.give", diary("school", "A"), False),
    ("share: director, the school", EXAMPLE, "head", "share.give", diary("school", "A"), True),
    ("share: pupil, own class", EXAMPLE, "kid", "share.give", t.GiveShare("poem", "class", "a1"), True),
    ("share: pupil, its teachers", EXAMPLE, "kid", "share.give", t.GiveShare("poem", "person", "teach"), True),
    ("share: pupil, nobody else", EXAMPLE, "kid", "share.give", t.GiveShare("poem", "person", "mum"), False),
    ("share: no public link", EXAMPLE, "head", "share.give", diary("public", "A"), False),
    ("share: partner, the group's resources", EXAMPLE, "teach", "share.give", GAME, True),
    ("share: partner, no other", EXAMPLE, "teach", "share.give", diary("person", "coach"), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "person", "act", "thing", "expected"), CASES, ids=[c[0] for c in CASES]
)
def test_acts(sentence: str, world: World, person: str, act: str, thing: Any, expected: bool) -> None:
    assert rights.may(world, who(person), act, thing, NOW) is expected, sentence
