"""The model against sentences of the oracle: see rows, contact rules, content."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.reference import rights
from tests.reference import things as t
from tests.reference.example import (
    EXAMPLE,
    NOTES,
    NOW,
    SENT,
    START,
    affiliated,
    allowing,
    restricted,
    who,
    without,
)
from tests.reference.world import (
    DAY,
    ClassMembership,
    Mandate,
    NoteVersion,
    ProjectOpening,
    World,
)

V = {x.number: x for x in EXAMPLE.versions if x.note == "class"}

CLASS_LIST = allowing(guardians_see_classmates=True)
OPENED = replace(EXAMPLE, openings=(ProjectOpening(START, None, "a1"),))

NAMES: list[tuple[str, World, str, str, str]] = [
    ("pupil: own class", EXAMPLE, "kid", "mate", "full"),
    ("pupil: own class only", EXAMPLE, "kid", "other", "none"),
    ("guardian: own child", EXAMPLE, "mum", "kid", "full"),
    ("contact person: no right", EXAMPLE, "gran", "kid", "none"),
    ("others of the class: default no", EXAMPLE, "mum", "mate", "none"),
    ("others: first name + initial if the school allows", CLASS_LIST, "mum", "mate", "initial"),
    ("a child marked protected never", CLASS_LIST, "mum", "shy", "none"),
    ("teacher: own classes", EXAMPLE, "teach", "kid", "full"),
    ("teacher: rest of school: name + class", EXAMPLE, "teach", "other", "name_and_class"),
    ("teacher: not another school", EXAMPLE, "teach", "kidb", "none"),
    ("director: own school", EXAMPLE, "head", "other", "full"),
    ("deputy: as director", EXAMPLE, "dep", "other", "full"),
    ("staff: attached by name", EXAMPLE, "aesh", "kid", "full"),
    ("staff: not attached", EXAMPLE, "aesh", "mate", "none"),
    ("staff: attached to the class", EXAMPLE, "atsem", "mate", "full"),
    ("commune agent: own service", EXAMPLE, "agent", "kid", "full"),
    ("commune agent: not enrolled", EXAMPLE, "agent", "mate", "none"),
    ("inspector: –", EXAMPLE, "ien", "kid", "none"),
    ("platform: never content", EXAMPLE, "adm", "kid", "none"),
    ("guardian rights always in force beside another role", EXAMPLE, "headb", "shy", "full"),
    ("school without entitlement", EXAMPLE, "par-c", "kidc", "none"),
    ("restriction 1: as none for the own child", restricted(1), "mum", "kid", "full"),
    ("restriction 2: the child is 404", restricted(2), "mum", "kid", "none"),
    ("restriction 2: other children untouched", restricted(2), "mum", "kidb", "full"),
    ("stays until confirmed", restricted(2, ends=NOW - 14 * DAY), "mum", "kid", "none"),
    ("at most 15 days after", restricted(2, ends=NOW - 15 * DAY), "mum", "kid", "full"),
    ("confirmed: ends at its date", restricted(2, ends=NOW, confirmed=True), "mum", "kid", "full"),
    ("attachment ended", without("teach", "attachments"), "teach", "kid", "name_and_class"),
    ("affiliation ended", without("teach", "affiliations"), "teach", "kid", "none"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "person", "child", "expected"), NAMES, ids=[c[0] for c in NAMES]
)
def test_names_of_pupils(sentence: str, world: World, person: str, child: str, expected: str) -> None:
    assert rights.names_of_pupil(world, who(person), child, NOW) == expected, sentence


def test_restriction_1_takes_class_lists_away() -> None:
    world = replace(CLASS_LIST, restrictions=restricted(1).restrictions)
    assert rights.names_of_pupil(world, who("mum"), "mate", NOW) == "none"


SEEN: list[tuple[str, World, str, Any, bool]] = [
    ("birth date: pupil self", EXAMPLE, "kid", t.BirthDate("kid"), True),
    ("birth date: not of a classmate", EXAMPLE, "kid", t.BirthDate("mate"), False),
    ("birth date: staff –", EXAMPLE, "aesh", t.BirthDate("kid"), False),
    ("birth date: teacher, own classes only", EXAMPLE, "teach", t.BirthDate("other"), False),
    ("INE: director", EXAMPLE, "head", t.Ine("kid"), True),
    ("INE: teacher –", EXAMPLE, "teach", t.Ine("kid"), False),
    ("staff names: schools of own children", EXAMPLE, "mum", t.StaffName("teachb"), True),
    ("staff names: own school only", EXAMPLE, "teach", t.StaffName("teachb"), False),
    ("staff names: partner, of the inviting group", EXAMPLE, "coach", t.StaffName("teach"), True),
    ("staff names: partner, nobody else", EXAMPLE, "coach", t.StaffName("teach2"), False),
    ("staff names: inspector, own territory", EXAMPLE, "ien", t.StaffName("teach"), True),
    ("staff names: inspector, other district", EXAMPLE, "ien", t.StaffName("teachb"), False),
    ("staff names: member_rep, director of own schools", EXAMPLE, "mayor", t.StaffName("head"), True),
    ("staff names: member_rep, no teacher", EXAMPLE, "mayor", t.StaffName("teach"), False),
    ("guardian names: other guardian of own child", EXAMPLE, "mum", t.GuardianName("dad"), True),
    ("guardian names: restriction 1: –", restricted(1), "mum", t.GuardianName("dad"), False),
    ("guardian names: staff, attached children", EXAMPLE, "aesh", t.GuardianName("mum"), True),
    ("guardian names: pupil, own guardians", EXAMPLE, "kid", t.GuardianName("foster"), False),
    ("contact: self only", EXAMPLE, "mum", t.GuardianContact("dad", "phone"), False),
    ("contact: own classes: phone, e-mail", EXAMPLE, "teach", t.GuardianContact("dad", "email"), True),
    ("contact: own classes: no address", EXAMPLE, "teach", t.GuardianContact("dad", "address"), False),
    ("contact: own school: all", EXAMPLE, "head", t.GuardianContact("dad", "address"), True),
    ("contact: own service: emergency phone", EXAMPLE, "agent", t.GuardianContact("mum", "emergency_phone"), True),
    ("contact: own service: nothing else", EXAMPLE, "agent", t.GuardianContact("mum", "email"), False),
    ("restriction: own link", restricted(2), "mum", t.RestrictionExists("mum-kid"), True),
    ("restriction: each adult, own link only", restricted(2), "dad", t.RestrictionExists("mum-kid"), False),
    ("restriction document: director", EXAMPLE, "head", t.RestrictionDocument("mum-kid"), True),
    ("restriction document: not the deputy", EXAMPLE, "dep", t.RestrictionDocument("mum-kid"), False),
    ("consents: state", EXAMPLE, "dad", t.ConsentState("kid", "image"), True),
    ("consents: own decisions", EXAMPLE, "dad", t.ConsentDecision("yes"), False),
    ("consents: what its service needs", EXAMPLE, "agent", t.ConsentState("kid", "health"), True),
    ("consents: not what it does not need", EXAMPLE, "agent", t.ConsentState("kid", "image"), False),
    ("audit: own acts", EXAMPLE, "teach", t.AuditEntry("teach", "A"), True),
    ("audit: not those of others", EXAMPLE, "teach", t.AuditEntry("head", "A"), False),
    ("audit: pupils own acts, too", EXAMPLE, "kid", t.AuditEntry("kid", "A"), True),
    ("audit: director, own school", EXAMPLE, "head", t.AuditEntry("teachb", "B"), False),
    ("figures: own classes", EXAMPLE, "teach", t.Figures("class", "a2"), False),
    ("figures: own territory", EXAMPLE, "ien", t.Figures("school", "A"), True),
    ("territory screens are not concerned by entitlement", EXAMPLE, "ien", t.Figures("school", "C"), True),
    ("figures: platform all", EXAMPLE, "adm", t.Figures("school", "B"), True),
    ("search: partner –", EXAMPLE, "coach", t.Found("teach"), False),
    ("search: inspector rows 4", EXAMPLE, "ien", t.Found("teach"), True),
    ("search: restriction 2", restricted(2), "mum", t.Found("kid"), False),
    ("support: a pupil while it is open", EXAMPLE, "firm", t.ThroughSupport("A", "kid"), True),
    ("support: a guardian, an adult", EXAMPLE, "firm", t.ThroughSupport("A", "mum"), True),
    ("support: not a contact", EXAMPLE, "firm", t.ThroughSupport("A", "gran"), False),
    ("support: that school only", EXAMPLE, "firm", t.ThroughSupport("B", "kidb"), False),
    ("support: who asked only", EXAMPLE, "adm", t.ThroughSupport("A", "kid"), False),
    ("support: no other cell", EXAMPLE, "firm", t.PupilName("kid"), False),
    ("a draft: own", EXAMPLE, "teach", NOTES["draft"], True),
    ("a draft: the director neither", EXAMPLE, "head", NOTES["draft"], False),
    ("class note: of own child", EXAMPLE, "dad", NOTES["class"], True),
    ("class note: not another class", EXAMPLE, "other-mum", NOTES["class"], False),
    ("class note: contact person", EXAMPLE, "gran", NOTES["class"], False),
    ("class note: from visible_from", EXAMPLE, "mum", NOTES["later"], False),
    ("class note: teachers before visible_from", EXAMPLE, "teach", NOTES["later"], True),
    ("class note: classes attached now", EXAMPLE, "teach2", NOTES["class"], False),
    ("class note: staff, delegated classes", EXAMPLE, "atsem", NOTES["class"], True),
    ("class note: staff without delegation", without("atsem", "delegations"), "atsem", NOTES["class"], False),
    ("class note: commune agent, own only", EXAMPLE, "agent", NOTES["class"], False),
    ("class note: pupil, not addressed", EXAMPLE, "kid", NOTES["class"], False),
    ("class note: pupil, addressed", EXAMPLE, "kid", NOTES["pupils"], True),
    ("class note: pupil, from visible_from", EXAMPLE, "kid", NOTES["later"], False),
    ("named children: of own child", EXAMPLE, "mate-mum", NOTES["named"], False),
    ("named children: named follower", EXAMPLE, "aesh", NOTES["named"], True),
    ("named children: pupil –", EXAMPLE, "kid", NOTES["named"], False),
    ("named children: director, own school", EXAMPLE, "headb", NOTES["named"], False),
    ("service note: director, own school", EXAMPLE, "head", NOTES["service"], True),
    ("service note: teacher of the class", EXAMPLE, "teach", NOTES["service"], False),
    ("service note: agent, own", EXAMPLE, "agent2", NOTES["service"], False),
    ("note: restriction 2", restricted(2), "mum", NOTES["class"], False),
    ("note: inspector – everywhere", EXAMPLE, "ien", NOTES["class"], False),
    ("withdrawn: pupil –", EXAMPLE, "kid", NOTES["withdrawn"], False),
    ("versions: from first delivery", EXAMPLE, "mum", V[1], True),
    ("versions: pupil –", EXAMPLE, "kid", V[1], False),
    ("versions: all", EXAMPLE, "teach", V[1], True),
    ("follow-up: own", EXAMPLE, "teach", t.FollowUp("class"), True),
    ("follow-up: read of own classes", EXAMPLE, "teach", t.FollowUp("two", "kid"), True),
    ("follow-up: not of the other class", EXAMPLE, "teach", t.FollowUp("two", "other"), False),
    ("follow-up: staff delegated", EXAMPLE, "atsem", t.FollowUp("class", "kid"), True),
    ("follow-up: a follower is not delegated", EXAMPLE, "aesh", t.FollowUp("named"), False),
    ("follow-up: guardian –", EXAMPLE, "mum", t.FollowUp("class", "kid"), False),
    ("other guardian: never who, when", EXAMPLE, "mum", t.OtherGuardian("class", "kid", "dad"), False),
    ("other guardian: teacher yes", EXAMPLE, "teach", t.OtherGuardian("class", "kid", "dad"), True),
    ("other guardian: l'école a ce qu'il lui faut", EXAMPLE, "dad", t.SchoolHasEnough("class", "kid"), True),
    ("thread: own", EXAMPLE, "mum", t.Thread("class", "kid", "mum"), True),
    ("thread: not the other guardian's", EXAMPLE, "mum", t.Thread("class", "kid", "dad"), False),
    ("thread: not those of service notes", EXAMPLE, "teach", t.Thread("service", "kid", "mum"), False),
    ("thread: own service", EXAMPLE, "agent2", t.Thread("service", "kid", "mum"), True),
    ("thread: a follower does not read it", EXAMPLE, "aesh", t.Thread("named", "kid", "mum"), False),
    ("archive: teacher never sees a class of others", EXAMPLE, "teachb", EXAMPLE.resources["memory"], False),
    ("archive: present on the closing day", EXAMPLE, "left", EXAMPLE.resources["memory"], True),
    ("archive: guardian whose link contains the day", EXAMPLE, "old-mum", EXAMPLE.resources["memory"], True),
    ("archive: link later than the closing day", EXAMPLE, "mum", EXAMPLE.resources["memory"], False),
    ("archive: no restriction now", restricted(2, "old-mum-left"), "old-mum", EXAMPLE.resources["memory"], False),
    ("contribution: after validation", EXAMPLE, "mate", EXAMPLE.resources["poem"], False),
    ("private resource of an adult: not the director", EXAMPLE, "head", EXAMPLE.resources["secret"], False),
    ("partner: the inviting group's resources", EXAMPLE, "coach", EXAMPLE.resources["game"], True),
    ("partner: nothing else, even shared", EXAMPLE, "coach", EXAMPLE.resources["plan"], False),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "world", "person", "thing", "expected"), SEEN, ids=[c[0] for c in SEEN])
def test_see_rows(sentence: str, world: World, person: str, thing: Any, expected: bool) -> None:
    assert rights.sees(world, who(person), thing, NOW) is expected, sentence


def test_withdrawn_note_is_a_stub_for_guardians_and_whole_for_the_team() -> None:
    views = {
        p: rights.note_view(EXAMPLE, who(p), NOTES["withdrawn"], NOW)
        for p in ("mum", "teach", "head", "atsem")
    }
    assert views == {"mum": "stub", "teach": "full", "head": "full", "atsem": "full"}


def test_a_child_added_later_brings_the_version_of_that_day() -> None:
    late = replace(NOTES["class"], added=(("other", SENT + 2 * DAY),))
    world = replace(EXAMPLE, notes={**NOTES, "class": late})
    assert rights.sees(world, who("other-mum"), NoteVersion("class", 2, SENT + DAY), NOW)
    assert not rights.sees(world, who("other-mum"), NoteVersion("class", 1, SENT), NOW)


def test_a_child_who_joins_later_reads_but_owes_nothing_until_added() -> None:
    joined = ClassMembership(SENT + DAY, None, "other", "a1")
    moved = [m for m in EXAMPLE.class_memberships if m.pupil != "other"]
    world = replace(EXAMPLE, class_memberships=(*moved, joined))
    assert rights.sees(world, who("other-mum"), NOTES["class"], NOW)
    assert not rights.may(world, who("other-mum"), "note.sign", t.ChildNote("class", "other"), NOW)


def test_a_child_who_changed_class_takes_the_note_away_from_the_guardian() -> None:
    moved = [m for m in EXAMPLE.class_memberships if m.pupil != "kid"]
    world = replace(EXAMPLE, class_memberships=(*moved, ClassMembership(SENT + DAY, None, "kid", "a2")))
    assert rights.sees(EXAMPLE, who("mum"), NOTES["class"], NOW)
    assert not rights.sees(world, who("mum"), NOTES["class"], NOW)


def test_role_in_use_counts_not_the_others_held() -> None:
    world = replace(EXAMPLE, affiliations=(*EXAMPLE.affiliations, affiliated("mum", "A", "director")))
    assert not rights.sees(world, t.Session("mum"), t.Ine("kid"), NOW)
    assert rights.sees(world, t.Session("mum", "director", "A"), t.Ine("kid"), NOW)


def test_a_link_of_the_future_gives_nothing_until_its_day() -> None:
    world = replace(EXAMPLE, mandates=(Mandate(NOW + DAY, None, "gran", "inspector", "district"),))
    session = t.Session("gran", "inspector")
    assert not rights.sees(world, session, t.StaffName("teach"), NOW)
    assert rights.sees(world, session, t.StaffName("teach"), NOW + DAY)


def test_partner_invitation_lasts_a_year_at_most() -> None:
    assert rights.sees(EXAMPLE, who("coach"), t.StaffName("teach"), START + 364 * DAY)
    assert not rights.sees(EXAMPLE, who("coach"), t.StaffName("teach"), START + 365 * DAY)


def test_sign_in_state_levels() -> None:
    assert rights.sign_in_state(EXAMPLE, who("mum"), "mum", NOW) == "full"
    assert rights.sign_in_state(EXAMPLE, who("head"), "mum", NOW) == "month"
    assert rights.sign_in_state(EXAMPLE, who("head"), "teach", NOW) == "activated"
    assert rights.sign_in_state(EXAMPLE, who("teach"), "other-mum", NOW) == "none"
    assert rights.sign_in_state(EXAMPLE, who("mum"), "dad", NOW) == "none"


def test_resource_levels() -> None:
    levels = {
        (person, name): rights.resource_level(EXAMPLE, who(person), EXAMPLE.resources[name], NOW)
        for person, name in (("teach", "diary"), ("teach2", "diary"), ("mum", "diary"), ("head", "diary"),
                             ("teach", "poem"), ("left", "memory"), ("other-mum", "diary"))
    }  # fmt: skip
    assert list(levels.values()) == ["manage", "manage", "comment", "manage", "manage", "read", None]


MESSAGES: list[tuple[str, World, str, str, bool]] = [
    ("pupil to pupil: not opened", EXAMPLE, "kid", "mate", False),
    ("pupil to pupil: opened for a dated project", OPENED, "kid", "mate", True),
    ("pupil: teachers of own class", EXAMPLE, "kid", "teach", True),
    ("pupil: no director", EXAMPLE, "kid", "head", False),
    ("guardian: no guardian", EXAMPLE, "mum", "mate-mum", False),
    ("guardian: teachers of own child's class", EXAMPLE, "mum", "teach", True),
    ("guardian: not of another class", EXAMPLE, "mum", "teach2", False),
    ("guardian: staff attached to the child", EXAMPLE, "mum", "aesh", True),
    ("guardian: service of own child", EXAMPLE, "mum", "agent", True),
    ("guardian: restriction 2", restricted(2), "mum", "teach", False),
    ("teacher: guardians of own classes", EXAMPLE, "teach", "mum", True),
    ("teacher: not a contact person", EXAMPLE, "teach", "gran", False),
    ("teacher: own circonscription", EXAMPLE, "teach", "ien", True),
    ("teacher: not the academy", EXAMPLE, "teach", "dsden", False),
    ("teacher: partner of own groups", EXAMPLE, "teach2", "coach", False),
    ("staff: families, default no", EXAMPLE, "aesh", "mum", False),
    ("staff: families, if the school allows", allowing(staff_message_guardians=True), "aesh", "mum", True),
    ("director: all directors", EXAMPLE, "head", "headb", True),
    ("director: own territory", EXAMPLE, "head", "dsden", True),
    ("commune agent: own body", EXAMPLE, "agent", "agent2", True),
    ("commune agent: no inspector", EXAMPLE, "agent", "ien", False),
    ("inspector: own territory", EXAMPLE, "ien", "headb", False),
    ("inspector: no guardian", EXAMPLE, "ien", "mum", False),
    ("partner: inviting school's director", EXAMPLE, "coach", "head", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "person", "to", "expected"), MESSAGES, ids=[c[0] for c in MESSAGES]
)
def test_contact_rules(sentence: str, world: World, person: str, to: str, expected: bool) -> None:
    assert rights.may_write(world, who(person), to, NOW) is expected, sentence


def test_teachers_of_other_schools_are_written_to_by_name() -> None:
    assert not rights.may_write(EXAMPLE, who("teach"), "teachb", NOW)
    assert rights.may_write(EXAMPLE, who("teach"), "teachb", NOW, by_name=True)
