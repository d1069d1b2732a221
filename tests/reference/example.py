"""One small world told in full, for the hand-written examples. Names say who people are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.reference.things import Session
from tests.reference.world import (
    DAY,
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    CommuneService,
    Consent,
    Delegation,
    Group,
    GroupMembership,
    Guardianship,
    Mandate,
    Member,
    Note,
    NoteVersion,
    Person,
    Resource,
    Restriction,
    School,
    ServiceEnrolment,
    Share,
    Span,
    SupportAccess,
    TerritoryLink,
    World,
)

NOW = 1000 * DAY
START = NOW - 100 * DAY
SENT = NOW - 10 * DAY


def affiliated(person: str, school: str, profile: str, **more: Any) -> Affiliation:
    """An affiliation since the start of the year."""
    return Affiliation(START, more.pop("ends", None), person, school, profile, **more)


def attached(person: str, kind: str, target: str) -> Attachment:
    """An attachment since the start of the year."""
    return Attachment(START, None, person, kind, target)


def guardian(adult: str, child: str, kind: str = "exercises", **more: Any) -> Guardianship:
    """A guardianship called adult-child."""
    return Guardianship(START, None, f"{adult}-{child}", adult, child, kind, **more)


def note(name: str, author: str, **more: Any) -> Note:
    """A note of school A sent ten days ago."""
    facts: dict[str, Any] = {"state": "sent", "year": 2025, "sent_at": SENT, "visible_from": SENT}
    return Note(name, more.pop("school", "A"), author, **{**facts, **more})


def restricted(
    level: int, link: str = "mum-kid", ends: int | None = None, *, confirmed: bool = False
) -> World:
    """The example with a restriction on one guardianship."""
    return replace(EXAMPLE, restrictions=(Restriction(link, level, START, ends, confirmed),))


def allowing(**settings: bool) -> World:
    """The example with settings of school A."""
    return replace(
        EXAMPLE, schools={**EXAMPLE.schools, "A": replace(EXAMPLE.schools["A"], settings=settings)}
    )


def without(person: str, field: str) -> World:
    """The example without one kind of links of a person."""
    kept = tuple(x for x in getattr(EXAMPLE, field) if x.person != person)
    changed: dict[str, Any] = {field: kept}
    return replace(EXAMPLE, **changed)


def by_id(*items: Any) -> dict[str, Any]:
    """Index by id."""
    return {x.id: x for x in items}


def _school(name: str, district: str, *, open_: bool = True) -> School:
    links = tuple(TerritoryLink(0, None, x) for x in ("academy", district, "commune"))
    return School(name, (Span(0, None),) if open_ else (), 2025, {}, links)


CHILDREN = {"kid": "a1", "mate": "a1", "shy": "a1", "other": "a2", "kidb": "b1", "kidc": "c1"}
TEAM = {
    "teach": ("A", "teacher"), "teach2": ("A", "teacher"), "head": ("A", "director"), "dep": ("A", "deputy"),
    "aesh": ("A", "staff"), "atsem": ("A", "staff"), "coach": ("A", "partner"), "teachb": ("B", "teacher"),
    "headb": ("B", "director"), "headc": ("C", "director"),
}  # fmt: skip
MANDATES = {
    "agent": ("commune_agent", "canteen"), "agent2": ("commune_agent", "canteen"), "ien": ("inspector", "district"),
    "dsden": ("academy", "academy"), "mayor": ("member_rep", "member"), "coord": ("coordinator", "consortium"),
    "adm": ("platform", "platform"), "adm2": ("platform", "platform"), "firm": ("contractor", "platform"),
}  # fmt: skip
GUARDIANS = (
    guardian("mum", "kid"), guardian("mum", "kidb"), guardian("dad", "kid", "no_exercise"),
    guardian("gran", "kid", "contact"), guardian("foster", "mate", "in_charge"), guardian("mate-mum", "mate"),
    guardian("par-c", "kidc"), guardian("other-mum", "other"), guardian("headb", "shy"),
)  # fmt: skip
SCHOOL_OF = {"a": "A", "b": "B", "c": "C"}
NOTES = by_id(
    note("class", "teach", classes=frozenset({"a1"})),
    note("draft", "teach", state="draft", sent_at=None, visible_from=None, classes=frozenset({"a1"})),
    note("withdrawn", "teach", state="withdrawn", classes=frozenset({"a1"}), to_pupils=True),
    note("named", "teach", children=frozenset({"kid"}), followers=frozenset({"aesh"})),
    note("later", "teach", classes=frozenset({"a1"}), to_pupils=True, visible_from=NOW + DAY),
    note("pupils", "teach", classes=frozenset({"a1"}), to_pupils=True),
    note("both", "head", classes=frozenset({"a1"}), both_guardians=True),
    note("whole", "head", whole_school=True),
    note("service", "agent", children=frozenset({"kid"}), service="canteen"),
    note("two", "head", classes=frozenset({"a1", "a2"})),
)
EXAMPLE = World(
    now=NOW,
    schools=by_id(_school("A", "district"), _school("B", "district2"), _school("C", "district", open_=False)),
    territories={"academy": None, "district": "academy", "district2": "academy", "commune": "academy"},
    classes=by_id(
        ClassGroup("a1", "A", 2025), ClassGroup("a2", "A", 2025), ClassGroup("b1", "B", 2025),
        ClassGroup("c1", "C", 2025), ClassGroup("aold", "A", 2024, START - DAY),
    ),
    groups=by_id(Group("ga", "A", 2025)),
    persons=by_id(*(Person(c, 0, protected=c == "shy") for c in (*CHILDREN, "left")),
                  *(Person(p) for p in dict.fromkeys((*TEAM, *MANDATES, *(g.adult for g in GUARDIANS), "old-mum")))),
    services=by_id(CommuneService("canteen", "commune", "canteen", frozenset({"A"}), frozenset({"health"}))),
    members=by_id(Member("member", "commune")),
    guardianships=by_id(*GUARDIANS, Guardianship(0, None, "old-mum-left", "old-mum", "left", "exercises")),
    notes=NOTES,
    consents=by_id(Consent("yes", "kid", "image", "mum", True, SENT)),
    resources=by_id(
        Resource("diary", "teach2", "A", "class", "a1", (Share(0, None, "families", "a1", "comment"),)),
        Resource("secret", "teach", "A", "private", None),
        Resource("poem", "kid", "A", "class", "a1", (Share(0, None, "class", "a1", "read"),), True, False),
        Resource("memory", "teach", "A", "class", "aold", (Share(0, None, "class", "aold", "contribute"),)),
        Resource("game", "teach", "A", "group", "ga", (Share(0, None, "person", "coach", "read"),)),
        Resource("plan", "head", "A", "school", "A", (Share(0, None, "person", "coach", "read"),)),
    ),
    affiliations=(
        *(affiliated(c, SCHOOL_OF[k[0]], "pupil") for c, k in CHILDREN.items()),
        *(affiliated(p, s, r) for p, (s, r) in TEAM.items()),
    ),
    class_memberships=(
        *(ClassMembership(START, None, c, k) for c, k in CHILDREN.items()),
        ClassMembership(0, START, "left", "aold"), ClassMembership(0, START, "kid", "aold"),
    ),
    group_memberships=(GroupMembership(START, None, "kid", "ga"),),
    attachments=(
        attached("teach", "class", "a1"), attached("teach2", "class", "a2"), attached("teachb", "class", "b1"),
        attached("aesh", "child", "kid"), attached("atsem", "class", "a1"), attached("coach", "group", "ga"),
        attached("teach", "group", "ga"),
    ),
    delegations=(Delegation(START, None, "atsem", "a1"),),
    enrolments=(ServiceEnrolment(START, None, "kid", "canteen"),),
    mandates=tuple(Mandate(START, None, p, r, target) for p, (r, target) in MANDATES.items()),
    supports=(SupportAccess(NOW - 60, NOW + 60, "firm", "contractor", "A"),),
    versions=(NoteVersion("class", 1, SENT), NoteVersion("class", 2, SENT + DAY), NoteVersion("withdrawn", 1, SENT)),
)  # fmt: skip


def who(person: str) -> Session:
    """The usual session of a person of the example."""
    if person in TEAM:
        return Session(person, TEAM[person][1], TEAM[person][0])
    if person in CHILDREN:
        return Session(person, "pupil", SCHOOL_OF[CHILDREN[person][0]])
    return Session(person, MANDATES[person][0]) if person in MANDATES else Session(person)
