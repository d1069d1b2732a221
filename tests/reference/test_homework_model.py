"""The model against sentences of the pages: each cell of the rows "Homework", and what flows B says of rights."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reference import homework as m
from tests.reference.example import (
    EXAMPLE,
    NOW,
    START,
    affiliated,
    attached,
    by_id,
    guardian,
    who,
)
from tests.reference.homework_facts import Book, Consultation, Entry, Tick
from tests.reference.links import Viewer
from tests.reference.things import Session
from tests.reference.world import (
    DAY,
    Attachment,
    ClassMembership,
    CommuneService,
    Group,
    Mandate,
    Person,
    Restriction,
    ServiceEnrolment,
    World,
)

OK = 200
STUDY = CommuneService("study", "commune", "study", frozenset({"A"}))
# The example, with an evening study in school A, whose agent is « carer », and a second group, of nobody.
W = replace(
    EXAMPLE,
    persons={**EXAMPLE.persons, "carer": Person("carer")},
    services={**EXAMPLE.services, "study": STUDY},
    groups={**EXAMPLE.groups, **by_id(Group("gz", "A", 2025))},
    mandates=(*EXAMPLE.mandates, Mandate(START, None, "carer", "commune_agent", "study")),
    enrolments=(*EXAMPLE.enrolments, ServiceEnrolment(START, None, "kid", "study", "A")),
)
CARER = Session("carer", "commune_agent")
BOOK = Book(levels={"kid": "CP", "mate": "CE1"})
ALLOWED = replace(BOOK, shown_to_study=frozenset({"A"}))

LINE = Entry("line", "A", "teach", NOW + DAY, classes=frozenset({"a1"}), visible_from=NOW - DAY)
CP = replace(LINE, levels=frozenset({"CP"}))
CE1 = replace(LINE, levels=frozenset({"CE1"}))
SUNG = replace(LINE, classes=frozenset(), groups=frozenset({"ga"}))
OTHER_GROUP = replace(SUNG, groups=frozenset({"gz"}))
OF_B = replace(LINE, school="B", author="teachb", classes=frozenset({"b1"}))
DRAFT = replace(LINE, state="draft", visible_from=None)
TO_COME = replace(LINE, visible_from=NOW + DAY)
GONE, TRASHED = replace(LINE, state="withdrawn"), replace(LINE, state="trashed")
OLD = replace(LINE, classes=frozenset({"aold"}), due=START - 30 * DAY, visible_from=START - 40 * DAY)


def level(number: int) -> World:
    return replace(W, restrictions=(Restriction("mum-kid", number, START, None, False),))


def plus(*links: Attachment) -> World:
    return replace(W, attachments=(*W.attachments, *links))


SUBSTITUTE = plus(replace(attached("teach2", "class", "a1"), starts=NOW - DAY, ends=NOW + DAY))
LEFT = replace(W, attachments=tuple(a for a in W.attachments if a.person != "teach"))
TEACHING_HEAD = plus(attached("head", "class", "a1"))
PARENT_HEAD = replace(W, guardianships={**W.guardianships, "head-kid": guardian("head", "kid")})
BOTH = replace(W, affiliations=(*W.affiliations, affiliated("mum", "A", "staff")))
_PLACES = tuple(x for x in W.class_memberships if x.pupil != "kid")
MOVED = replace(
    W,
    class_memberships=(*_PLACES, ClassMembership(START, NOW, "kid", "a1"), ClassMembership(NOW, None, "kid", "a2")),
)  # fmt: skip
NOT_ENROLLED = replace(W, enrolments=EXAMPLE.enrolments)
NO_MORE_ENROLLED = replace(
    W, enrolments=(*EXAMPLE.enrolments, ServiceEnrolment(START, NOW, "kid", "study", "A"))
)
ENROLLED_ELSEWHERE = replace(
    W, enrolments=(*EXAMPLE.enrolments, ServiceEnrolment(START, None, "kid", "study", "B"))
)


def view(world: World, person: str | Session, now: int = NOW) -> Viewer:
    return Viewer(world, who(person) if isinstance(person, str) else person, now)


SEEN: list[tuple[str, World, str | Session, Book, Entry, bool]] = [
    ("pupil: own class", W, "kid", BOOK, LINE, True),
    ("pupil: not another class", W, "other", BOOK, LINE, False),
    ("pupil: own group", W, "kid", BOOK, SUNG, True),
    ("pupil: not another group", W, "mate", BOOK, SUNG, False),
    ("pupil: own level", W, "kid", BOOK, CP, True),
    ("pupil: CE1 children do not see it", W, "mate", BOOK, CP, False),
    ("pupil: level not known, all", W, "shy", BOOK, CP, True),
    ("pupil: level not known, all, the other too", W, "shy", BOOK, CE1, True),
    ("pupil: a level in a group", W, "kid", BOOK, replace(SUNG, levels=frozenset({"CE1"})), False),
    ("pupil: not another school", W, "kidb", BOOK, LINE, False),
    ("pupil: not last year's", W, "kid", BOOK, OLD, False),
    ("guardian: as own child", W, "mum", BOOK, LINE, True),
    ("guardian: own child's group", W, "mum", BOOK, SUNG, True),
    ("guardian: own child's level", W, "mum", BOOK, CP, True),
    ("guardian: not another level", W, "mum", BOOK, CE1, False),
    ("guardian: two children, two schools", W, "mum", BOOK, OF_B, True),
    ("guardian: not another child's class", W, "other-mum", BOOK, LINE, False),
    ("guardian: without exercise reads", W, "dad", BOOK, LINE, True),
    ("guardian: in charge", W, "foster", BOOK, LINE, True),
    ("guardian: contact –", W, "gran", BOOK, LINE, False),
    ("guardian: R1 reads", level(1), "mum", BOOK, LINE, True),
    ("guardian: R2 –", level(2), "mum", BOOK, LINE, False),
    ("guardian: R2, the other child untouched", level(2), "mum", BOOK, OF_B, True),
    ("guardian: R3 –", level(3), "mum", BOOK, LINE, False),
    ("guardian beside another role", W, "headb", BOOK, LINE, True),
    ("guardian beside a role that is not attached", BOTH, Session("mum", "staff", "A"), BOOK, LINE, True),
    ("guardian: the child moved at noon, the old list", MOVED, "mum", BOOK, LINE, False),
    ("guardian: the new one", MOVED, "mum", BOOK, replace(LINE, classes=frozenset({"a2"})), True),
    ("guardian: a sheet of school B alone", W, Session("mum", scope=frozenset({"B"})), BOOK, LINE, False),
    ("guardian: closed school", W, "par-c", BOOK,
     replace(LINE, school="C", author="headc", classes=frozenset({"c1"})), False),
    ("teacher: own class", W, "teach", BOOK, LINE, True),
    ("teacher: all its levels", W, "teach", BOOK, CP, True),
    ("teacher: own group", W, "teach", BOOK, SUNG, True),
    ("teacher: not another class", W, "teach2", BOOK, LINE, False),
    ("teacher: not another group", W, "teach", BOOK, OTHER_GROUP, False),
    ("teacher: who wrote it and teaches the class no more", LEFT, "teach", BOOK, LINE, False),
    ("teacher: not last year's", W, "teach", BOOK, OLD, False),
    ("substitute: for the dates of the link", SUBSTITUTE, "teach2", BOOK, LINE, True),
    ("substitute: what was written before", SUBSTITUTE, "teach2", BOOK, replace(LINE, visible_from=START), True),
    ("director: own school", W, "head", BOOK, LINE, True),
    ("director: a group", W, "head", BOOK, SUNG, True),
    ("director: own school, a year that is closed too", W, "head", BOOK, OLD, True),
    ("director: own school only", W, "headb", BOOK, replace(LINE, classes=frozenset({"a2"})), False),
    ("deputy: as director", W, "dep", BOOK, LINE, True),
    ("staff: attached to the class", W, "atsem", BOOK, LINE, True),
    ("staff: attached to the class, all levels", W, "atsem", BOOK, CE1, True),
    ("staff: attached to the child", W, "aesh", BOOK, LINE, True),
    ("staff: attached to the child, its group", W, "aesh", BOOK, SUNG, True),
    ("staff: attached to the child, its level", W, "aesh", BOOK, CE1, False),
    ("staff: not attached", W, "aesh", BOOK, replace(LINE, classes=frozenset({"a2"})), False),
    ("staff: delegated is not attached",
     replace(W, attachments=tuple(a for a in W.attachments if a.person != "atsem")), "atsem", BOOK, LINE, False),
    ("agent: no by default", W, CARER, BOOK, LINE, False),
    ("agent: where the school allows", W, CARER, ALLOWED, LINE, True),
    ("agent: another service –", W, "agent", ALLOWED, LINE, False),
    ("agent: not enrolled", NOT_ENROLLED, CARER, ALLOWED, LINE, False),
    ("agent: no more enrolled", NO_MORE_ENROLLED, CARER, ALLOWED, LINE, False),
    ("agent: enrolled as a pupil of another school", ENROLLED_ELSEWHERE, CARER, ALLOWED, LINE, False),
    ("agent: no enrolled child of that level", W, CARER, ALLOWED, CE1, False),
    ("agent: for today", W, CARER, ALLOWED, replace(LINE, due=NOW), True),
    ("agent: for yesterday", W, CARER, ALLOWED, replace(LINE, due=NOW - DAY), False),
    ("agent: the seventh day", W, CARER, ALLOWED, replace(LINE, due=NOW + 6 * DAY), True),
    ("agent: after seven days", W, CARER, ALLOWED, replace(LINE, due=NOW + 7 * DAY), False),
    ("partner –", W, "coach", BOOK, SUNG, False),
    ("inspector –", W, "ien", BOOK, LINE, False),
    ("academy –", W, "dsden", BOOK, LINE, False),
    ("member_rep –", W, "mayor", BOOK, LINE, False),
    ("platform –", W, "adm", BOOK, LINE, False),
    ("contractor –", W, "firm", BOOK, LINE, False),
    ("draft: its author", W, "teach", BOOK, DRAFT, True),
    ("draft: not another teacher of the class", SUBSTITUTE, "teach2", BOOK, DRAFT, False),
    ("draft: not the director", W, "head", BOOK, DRAFT, False),
    ("to come: teachers of the class", SUBSTITUTE, "teach2", BOOK, TO_COME, True),
    ("to come: not the family", W, "mum", BOOK, TO_COME, False),
    ("to come: not the director", W, "head", BOOK, TO_COME, False),
    ("withdrawn: teachers of the class", W, "teach", BOOK, GONE, True),
    ("withdrawn: nothing is left to the family", W, "mum", BOOK, GONE, False),
    ("trashed: teachers of the class", W, "teach", BOOK, TRASHED, True),
    ("trashed: not the child", W, "kid", BOOK, TRASHED, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "world", "person", "book", "entry", "expected"), SEEN, ids=[c[0] for c in SEEN]
)
def test_see_an_entry(
    sentence: str, world: World, person: str | Session, book: Book, entry: Entry, expected: bool
) -> None:
    assert m.sees(view(world, person), book, entry) is expected, sentence


def test_substitute_before_during_after() -> None:
    """ "Sam until Friday ▸ Saturday ▸ 404, lines stay signed"; K5."""
    mine = replace(LINE, author="teach2")
    for now, has in ((NOW - 2 * DAY, False), (NOW, True), (NOW + DAY - 1, True), (NOW + DAY, False)):
        v = view(SUBSTITUTE, "teach2", now)
        entry = replace(mine, visible_from=NOW - 10 * DAY)
        assert m.sees(v, BOOK, entry) is has
        assert m.verdict_of_correcting(v, BOOK, entry) == (200 if has else 404)
        assert bool(m.write(v, "A", frozenset({"a1"}), frozenset())) is has


ALL = frozenset[str]()
WRITES: list[tuple[str, World, str | Session, frozenset[str], frozenset[str], bool]] = [
    ("pupil –", W, "kid", frozenset({"a1"}), ALL, False),
    ("guardian –", W, "mum", frozenset({"a1"}), ALL, False),
    ("own class", W, "teach", frozenset({"a1"}), ALL, True),
    ("own group", W, "teach", ALL, frozenset({"ga"}), True),
    ("not another class", W, "teach", frozenset({"a2"}), ALL, False),
    ("not another group", W, "teach", ALL, frozenset({"gz"}), False),
    ("each of those it is for", W, "teach", frozenset({"a1", "a2"}), ALL, False),
    ("for nobody", W, "teach", ALL, ALL, False),
    ("not last year's class", W, "teach", frozenset({"aold"}), ALL, False),
    ("substitute", SUBSTITUTE, "teach2", frozenset({"a1"}), ALL, True),
    ("director –", W, "head", frozenset({"a1"}), ALL, False),
    ("director attached, the teacher's cell", TEACHING_HEAD, "head", frozenset({"a1"}), ALL, True),
    ("director attached, there alone", TEACHING_HEAD, "head", frozenset({"a2"}), ALL, False),
    ("deputy –", W, "dep", frozenset({"a1"}), ALL, False),
    ("staff –", W, "atsem", frozenset({"a1"}), ALL, False),
    ("agent –", W, CARER, frozenset({"a1"}), ALL, False),
]


@pytest.mark.parametrize(
    ("sentence", "world", "person", "classes", "groups", "expected"), WRITES, ids=[c[0] for c in WRITES]
)
def test_write(
    sentence: str,
    world: World,
    person: str | Session,
    classes: frozenset[str],
    groups: frozenset[str],
    expected: bool,
) -> None:
    assert bool(m.write(view(world, person), "A", classes, groups)) is expected, sentence


CORRECTS: list[tuple[str, World, str | Session, Book, Entry, int]] = [
    ("its author, teacher of the class", W, "teach", BOOK, LINE, 200),
    ("a colleague of the same class", SUBSTITUTE, "teach2", BOOK, LINE, 200),
    ("a teacher of the group", W, "teach", BOOK, SUNG, 200),
    ("its author who teaches it no more", LEFT, "teach", BOOK, LINE, 404),
    ("another teacher", W, "teach2", BOOK, LINE, 404),
    ("last year's", W, "teach", BOOK, OLD, 404),
    ("pupil: sees, act –", W, "kid", BOOK, LINE, 403),
    ("pupil of another level", W, "mate", BOOK, CP, 404),
    ("guardian: sees, act –", W, "mum", BOOK, LINE, 403),
    ("guardian: R2", level(2), "mum", BOOK, LINE, 404),
    ("guardian: contact", W, "gran", BOOK, LINE, 404),
    ("director: sees, act –", W, "head", BOOK, LINE, 403),
    ("deputy: sees, act –", W, "dep", BOOK, LINE, 403),
    ("director attached to the class", TEACHING_HEAD, "head", BOOK, LINE, 200),
    ("director of another school", W, Session("headc", "director", "C"), BOOK, LINE, 404),
    ("staff: sees, act –", W, "atsem", BOOK, LINE, 403),
    ("agent: not seen by default", W, CARER, BOOK, LINE, 404),
    ("agent: seen where allowed, act –", W, CARER, ALLOWED, LINE, 403),
    ("partner", W, "coach", BOOK, SUNG, 404),
    ("inspector", W, "ien", BOOK, LINE, 404),
    ("draft: its author", W, "teach", BOOK, DRAFT, 200),
    ("draft: a colleague", SUBSTITUTE, "teach2", BOOK, DRAFT, 404),
    ("draft: the director", W, "head", BOOK, DRAFT, 404),
    ("draft: its author who teaches it no more sees it", LEFT, "teach", BOOK, DRAFT, 403),
    ("withdrawn: restored by a teacher of the class", W, "teach", BOOK, GONE, 200),
    ("withdrawn: the director", W, "head", BOOK, GONE, 404),
]


@pytest.mark.parametrize(
    ("sentence", "world", "person", "book", "entry", "expected"), CORRECTS, ids=[c[0] for c in CORRECTS]
)
def test_correct_and_remove(
    sentence: str, world: World, person: str | Session, book: Book, entry: Entry, expected: int
) -> None:
    v = view(world, person)
    assert m.verdict_of_correcting(v, book, entry) == expected, sentence
    assert m.verdict(m.remove(v, entry), seen=m.sees(v, book, entry)) == expected, sentence


TICKS: list[tuple[str, World, str | Session, Book, Entry, str, int]] = [
    ("pupil: own", W, "kid", BOOK, LINE, "kid", 200),
    ("pupil: not a classmate's", W, "kid", BOOK, LINE, "mate", 403),
    ("pupil: not of another level", W, "mate", BOOK, CP, "mate", 404),
    ("pupil: level not known", W, "shy", BOOK, CP, "shy", 200),
    ("guardian: own child", W, "mum", BOOK, LINE, "kid", 200),
    ("guardian: not another child", W, "mum", BOOK, LINE, "mate", 404),
    ("guardian: not the child of the other class", W, "mum", BOOK, LINE, "kidb", 403),
    ("guardian: without exercise", W, "dad", BOOK, LINE, "kid", 200),
    ("guardian: in charge", W, "foster", BOOK, LINE, "mate", 200),
    ("guardian: contact –", W, "gran", BOOK, LINE, "kid", 404),
    ("guardian: R1", level(1), "mum", BOOK, LINE, "kid", 200),
    ("guardian: R2 –", level(2), "mum", BOOK, LINE, "kid", 404),
    ("guardian: to come", W, "mum", BOOK, TO_COME, "kid", 404),
    ("guardian: after the child moved", MOVED, "mum", BOOK, LINE, "kid", 404),
    ("teacher: sees the total, act –", W, "teach", BOOK, LINE, "kid", 403),
    ("director –", W, "head", BOOK, LINE, "kid", 403),
    ("staff –, attached to the child too", W, "aesh", BOOK, LINE, "kid", 403),
    ("agent –", W, CARER, ALLOWED, LINE, "kid", 403),
    ("inspector –", W, "ien", BOOK, LINE, "kid", 404),
]


@pytest.mark.parametrize(
    ("sentence", "world", "person", "book", "entry", "child", "expected"), TICKS, ids=[c[0] for c in TICKS]
)
def test_tick_and_see_ticks(
    sentence: str,
    world: World,
    person: str | Session,
    book: Book,
    entry: Entry,
    child: str,
    expected: int,
) -> None:
    v = view(world, person)
    assert m.verdict_of_tick(v, book, entry, child) == expected, sentence
    assert m.sees_tick(v, book, entry, child) is (expected == OK), sentence


TOTALS: list[tuple[str, World, str | Session, Entry, tuple[int, int] | None]] = [
    ("teacher: own class", W, "teach", LINE, (1, 3)),
    ("teacher: a level; one not known counts", W, "teach", CP, (1, 2)),
    ("teacher: own group", W, "teach", SUNG, (1, 1)),
    ("substitute", SUBSTITUTE, "teach2", LINE, (1, 3)),
    ("another teacher –", W, "teach2", LINE, None),
    ("its author who teaches it no more –", LEFT, "teach", LINE, None),
    ("the child's place is elsewhere, its tick too", MOVED, "teach", LINE, (0, 2)),
    ("not out yet", W, "teach", TO_COME, None),
    ("director –", W, "head", LINE, None),
    ("director attached, the teacher's cell", TEACHING_HEAD, "head", LINE, (1, 3)),
    ("staff –", W, "atsem", LINE, None),
    ("guardian –", W, "mum", LINE, None),
    ("pupil –", W, "kid", LINE, None),
    ("agent –", W, CARER, LINE, None),
]


@pytest.mark.parametrize(
    ("sentence", "world", "person", "entry", "expected"), TOTALS, ids=[c[0] for c in TOTALS]
)
def test_see_total(
    sentence: str, world: World, person: str | Session, entry: Entry, expected: tuple[int, int] | None
) -> None:
    # Helped by each guardian and ticked by the child: one tick.
    ticks = frozenset(Tick("line", "kid", hand) for hand in ("kid", "mum", "dad"))
    assert m.total(view(world, person), replace(ALLOWED, ticks=ticks), entry) == expected, sentence


def test_what_a_director_consults_is_shown_to_the_teachers_of_the_class() -> None:
    """ "Own school, shown to its teachers"; "Consulté par Mme Guilbaud"."""
    read = Consultation("line", "head")
    assert m.consults(view(W, "head"), BOOK, LINE)
    assert m.consults(view(W, "dep"), BOOK, LINE)
    assert not m.consults(view(W, "head"), BOOK, TO_COME)
    assert not m.consults(view(TEACHING_HEAD, "head"), BOOK, LINE), "reads as the teacher of the class"
    assert not m.consults(view(PARENT_HEAD, "head"), BOOK, LINE), "reads as a guardian"
    assert m.consults(view(PARENT_HEAD, "head"), BOOK, CE1), "not of the level of the own child"
    assert not m.consults(view(W, "teach"), BOOK, LINE)
    assert m.sees_consultation(view(W, "teach"), LINE, read)
    assert m.sees_consultation(view(SUBSTITUTE, "teach2"), LINE, read)
    for person in ("teach2", "mum", "kid", "head", "atsem", "ien"):
        assert not m.sees_consultation(view(W, person), LINE, read), person
    assert not m.sees_consultation(view(LEFT, "teach"), LINE, read)
