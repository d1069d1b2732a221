"""Random questions about a world: a session, something to see or an act on something, an instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.reference import homework, keys
from tests.reference import things as t
from tests.reference.links import Viewer, recipients, running
from tests.reference.rights import ACTS, may, may_write, sees
from tests.reference.schools import schools_of
from tests.reference.sentences import can_sign_in
from tests.reference.things import Session
from tests.reference.world import DAY, Affiliation, Note, Tie, World

AFTER = (0, 0, 0, 0, 1, DAY, 3 * DAY, 16 * DAY, 40 * DAY)  # how long after World.now the question comes
FIELDS = ("phone", "email", "address", "emergency_phone")
ABOVE = 1 / 6
SHARED = ("person", "class", "families", "group", "staff", "school", "public")


@dataclass(frozen=True)
class Question:
    """One question; kind "see" (thing), "may" (act on thing), "write" (thing = the person written to), "code" (what a
    try of the code of a sheet does: act = open, one_more, wrong, void), "sign_in" (whether the person may).
    """

    session: Session
    kind: str
    act: str | None
    thing: Any
    now: int


@dataclass(frozen=True)
class Picker:
    """Draws pieces of a world."""

    rng: Random
    world: World

    def one(self, facts: Any) -> Any:
        """One value of a mapping or of a sequence."""
        return self.rng.choice(list(facts.values()) if hasattr(facts, "values") else list(facts))

    def person(self) -> str:
        """Anyone."""
        return str(self.one(self.world.persons).id)

    def pupil(self) -> str:
        """A child."""
        return str(self.rng.choice([p for p in self.world.persons if p.startswith("pupil")]))

    def adult(self) -> str:
        """An adult."""
        return str(self.rng.choice([p for p in self.world.persons if p.startswith("adult")]))

    def note_child(self) -> tuple[Note, str]:
        """A note and a child, one who received it most of the time."""
        note: Note = self.one(self.world.notes)
        got = sorted(recipients(self.world, note))
        return note, self.rng.choice(got) if got and self.rng.random() < 0.85 else self.pupil()

    def parent(self, child: str) -> str:
        """A guardian of the child most of the time."""
        links = [g.adult for g in self.world.guardianships.values() if g.child == child]
        return str(self.rng.choice(links)) if links and self.rng.random() < 0.9 else self.adult()


def aside(rng: Random) -> Random:
    """Another generator, as this one is now: what it draws changes nothing of what comes after."""
    twin = Random()
    twin.setstate(rng.getstate())
    return twin


def draw_session(rng: Random, world: World, thing: Any = None) -> Session:
    """A person in one of the roles that some fact (past, present or to come) gives, or with guardian rights only; one
    session in eight is born of a sheet.

    With a thing, most of the time someone near it: the author, the owner, or people of its schools.
    """
    near = schools_of(world, thing, world.now) if thing is not None and rng.random() < 0.75 else frozenset()
    people = [a.person for a in world.affiliations if a.school in near]
    people += [g.adult for g in world.guardianships.values() if g.child in people]
    note = world.notes.get(getattr(thing, "note", getattr(thing, "id", "")))
    if note is not None and rng.random() < 0.25:
        people = [note.author]
    child = getattr(thing, "child", None)
    if child is not None and rng.random() < 0.25:
        people = [g.adult for g in world.guardianships.values() if g.child == child]
    person = rng.choice(people or list(world.persons))
    choices: list[tuple[str | None, str | None]] = [(None, None)]
    held: list[Affiliation | Tie] = [a for a in world.affiliations if a.person == person]
    held += [x for x in world.ties.values() if x.person == person]
    choices += [(a.profile, a.school) for a in held if not near or a.school in near or rng.random() < 0.3] * 2
    choices += [(m.role, None) for m in world.mandates if m.person == person] * 2
    role, school = rng.choice(choices)
    return Session(person, role, school, draw_scope(rng, world, person, school))


def draw_scope(rng: Random, world: World, person: str, school: str | None) -> frozenset[str] | None:
    """The school of the sheet that the session was born of: mostly the one in use, or one of an own child."""
    if rng.random() > 0.125:
        return None
    near = [a.school for a in world.affiliations if a.person == person]
    children = {g.child for g in world.guardianships.values() if g.adult == person}
    near += [a.school for a in world.affiliations if a.person in children and a.profile == "pupil"]
    if school is not None and rng.random() < 0.7:
        near = [school]
    return frozenset({rng.choice(near or list(world.schools))})


def _note(p: Picker) -> Any:
    return p.one(p.world.notes)


def _child_note(p: Picker) -> Any:
    note, child = p.note_child()
    return t.ChildNote(note.id, child)


def _thread(p: Picker) -> Any:
    note, child = p.note_child()
    return t.Thread(note.id, child, p.parent(child))


def _as_family(p: Picker) -> Any:
    note, child = p.note_child()
    return t.AsFamily(note.id, child, p.parent(child))


def _other(p: Picker) -> Any:
    note, child = p.note_child()
    return t.OtherGuardian(note.id, child, p.parent(child))


def _enough(p: Picker) -> Any:
    note, child = p.note_child()
    return t.SchoolHasEnough(note.id, child)


def _follow_up(p: Picker) -> Any:
    note, child = p.note_child()
    return t.FollowUp(note.id, p.rng.choice((None, child)))


def _figures(p: Picker) -> Any:
    scope = p.rng.choice(("class", "school", "territory", "platform"))
    pools = {"class": p.world.classes, "school": p.world.schools, "territory": p.world.territories}
    return t.Figures(scope, p.rng.choice(list(pools.get(scope, ("platform",)))))


def _write_to(p: Picker) -> Any:
    target = p.rng.choice(("class", "class", "group", "child", "child", "school", "service"))
    kind = p.rng.choice(("information", "information", "signature"))
    school = p.one(p.world.schools).id
    if target == "service":
        return t.WriteTo("service", p.one(p.world.services).id, kind, school)
    if target == "child":
        return t.WriteTo("child", p.pupil(), kind)
    pools: dict[str, Any] = {"class": p.world.classes, "group": p.world.groups, "school": p.world.schools}
    return t.WriteTo(target, p.one(pools[target]).id, kind)


def _give_share(p: Picker) -> Any:
    resource = p.one(p.world.resources)
    audience = p.rng.choice(SHARED)
    pools: dict[str, Any] = {"class": p.world.classes, "families": p.world.classes, "group": p.world.groups}
    pool = pools.get(audience, p.world.persons if audience == "person" else p.world.schools)
    return t.GiveShare(resource.id, audience, p.one(pool).id, p.rng.choice(("read", "comment")))


def _mandate(p: Picker) -> Any:
    role = p.rng.choice(("inspector", "commune_agent", "member_rep", "academy", "coordinator", "contractor"))
    pools: dict[str, Any] = {
        "commune_agent": p.world.services, "member_rep": p.world.members, "academy": ("academy", "department"),
        "inspector": [name for name in p.world.territories if name.startswith("district")],
    }  # fmt: skip
    pool = list(pools.get(role, ("consortium",)))
    return t.MandateGrant(role, p.rng.choice(pool), p.adult(), p.rng.choice((None, p.adult())))


def _school_set(p: Picker) -> frozenset[str]:
    return frozenset(p.rng.sample(list(p.world.schools), p.rng.randint(1, 2)))


def _proposal(p: Picker) -> Any:
    profile = p.rng.choice(("teacher", "staff", "partner", "director"))
    return t.Proposal(p.adult(), p.one(p.world.schools).id, profile)


def _kind(p: Picker) -> Any:
    kind = p.rng.choice(("exercises", "no_exercise", "in_charge", "contact"))
    return t.KindChange(p.one(p.world.guardianships).id, kind, p.rng.random() < 0.8)


def _import_file(p: Picker) -> Any:
    """A file that names all pupils of the school or few of them, and ends one tie at times."""
    school = p.one(p.world.schools).id
    pupils = [a.person for a in p.world.affiliations if a.school == school and a.profile == "pupil"]
    named = pupils if p.rng.random() < 0.6 else pupils[: p.rng.randint(0, 1)]
    team = [a.person for a in p.world.affiliations if a.school == school and a.profile != "pupil"]
    ends = p.rng.sample(team, min(len(team), p.rng.choice((0, 0, 1, 2))))
    return t.ImportFile(school, frozenset(ends), frozenset(named), p.rng.random() < 0.2)


def _sheet_try(p: Picker) -> t.SheetTry:
    """The code of a sheet, typed with the dates of some of the children, and of a stranger at times."""
    person, school = p.person(), str(p.one(p.world.schools).id)
    children = [g.child for g in p.world.guardianships.values() if g.adult == person]
    typed = frozenset(p.rng.sample(children, min(len(children), p.rng.choice((0, 1, 1, 2)))))
    return t.SheetTry(person, school, typed, p.rng.random() < 0.15, p.rng.choice((0, 0, 1, 2, 3)))


def _pupil_of(p: Picker) -> t.Pupil:
    """A child and a school, where it is a pupil most of the time."""
    child = p.pupil()
    places = [a.school for a in p.world.affiliations if a.person == child and a.profile == "pupil"]
    return t.Pupil(
        child, p.rng.choice(places) if places and p.rng.random() < 0.8 else p.one(p.world.schools).id
    )


def _place(p: Picker) -> Any:
    return p.one([*p.world.classes.values(), *p.world.groups.values()])


def _child_entry(p: Picker) -> t.ChildEntry:
    """A line, and a child of whom it asks something most of the time."""
    entry = p.one(p.world.book.entries)
    given = [m.pupil for m in p.world.class_memberships if m.class_id in entry.classes]
    given += [m.pupil for m in p.world.group_memberships if m.group in entry.groups]
    child = p.rng.choice(given) if given and p.rng.random() < 0.85 else p.pupil()
    return t.ChildEntry(entry.id, entry.school, child)


def _entry_total(p: Picker) -> t.EntryTotal:
    """The total of a line as its teachers read it, or one that is wrong."""
    entry = p.one(p.world.book.entries)
    done, among = homework.figures(Viewer(p.world, Session(entry.author), p.world.now), p.world.book, entry)
    wrong = p.rng.choice((0, 0, 0, 1))
    return t.EntryTotal(entry.id, entry.school, done + wrong, among)


def _pair(p: Picker) -> frozenset[str]:
    return frozenset(aside(p.rng).sample(sorted(p.world.persons), 2))


SEEN: tuple[Callable[[Picker], Any], ...] = (
    lambda p: t.PupilName(p.pupil()),
    lambda p: t.BirthDate(p.pupil()),
    lambda p: t.Ine(p.pupil()),
    lambda p: t.StaffName(p.adult()),
    lambda p: t.GuardianName(p.adult()),
    lambda p: t.GuardianContact(p.adult(), p.rng.choice(FIELDS)),
    lambda p: t.RestrictionExists(p.one(p.world.guardianships).id),
    lambda p: t.RestrictionDocument(p.one(p.world.guardianships).id),
    lambda p: t.ConsentState(p.pupil(), p.rng.choice(("image", "health"))),
    lambda p: t.ConsentDecision(p.one(p.world.consents).id),
    lambda p: t.SignInState(p.person()),
    lambda p: t.AuditEntry(p.person(), p.one(p.world.schools).id),
    lambda p: t.Found(p.person()),
    lambda p: p.one(p.world.versions),
    lambda p: p.one(p.world.resources),
    _note,
    _note,
    _note,
    _child_note,
    _follow_up,
    _follow_up,
    _other,
    _enough,
    _thread,
    _thread,
    _figures,
    lambda p: t.ThroughSupport(p.one(p.world.schools).id, p.person()),
    lambda p: p.one(p.world.ties),
    lambda p: p.one(p.world.half_days),
    lambda p: p.one(p.world.hostings),
    lambda p: p.one(p.world.absences),
    lambda p: t.Evacuation(p.one(p.world.schools).id),
    lambda p: p.one(p.world.book.entries),
    lambda p: p.one(p.world.book.entries),
    _child_entry,
    _entry_total,
    lambda p: t.EvacuationPhones(p.rng.choice([c for c in p.world.classes if running(p.world, c)])),
)
OBJECTS: dict[Callable[[Picker], Any], tuple[str, ...]] = {
    lambda p: t.PersonOf(p.person()): (
        "sheet.make", "erasure.decide", "session.end", "account.own", "person.suspend", "person.reactivate",
        "account.whole", "export.own",
    ),
    lambda p: t.PersonOf(p.pupil()): (
        "consent.record", "consent.give", "consent.withdraw", "animal.choose", "export.child", "bag.tick",
        "talk.school", "talk.family",
    ),
    lambda p: p.one(p.world.ties): ("tie.accept", "tie.print", "tie.withdraw"),
    _proposal: ("tie.propose",),
    _kind: ("guardianship.kind",),
    _import_file: ("import.file",),
    lambda p: p.one(p.world.schools): (
        "school.import", "import.open", "aaf.import", "attachment.edit", "class.edit", "hand.add", "school.settings",
        "entitlement.grant", "support.ask", "support.grant", "deputy.make", "group.edit", "people.export",
        "family.open", "switch.set", "role.use",
    ),
    lambda p: t.Alarm(p.person(), p.rng.choice((None, p.one(p.world.schools).id, p.one(p.world.schools).id))): (
        "alarm.name",
    ),
    lambda p: p.one(p.world.classes): (
        "delegation.grant", "class.door", "timetable.write", "call.take", "call.hosted", "class.spread",
    ),
    _place: ("homework.write", "homework.consult"),
    lambda p: p.one(p.world.groups): ("partner.write",),
    lambda p: p.one(p.world.book.entries): ("homework.correct",),
    _child_entry: ("homework.tick",),
    _pupil_of: (
        "absence.declare", "absence.record", "afternoons.arrange", "step.note", "step.report", "step.open",
    ),
    lambda p: p.one(p.world.absences): ("absence.answer", "absence.judge", "attempt.log"),
    lambda p: p.one(p.world.guardianships): ("restriction.set",),
    lambda p: t.Merge(_school_set(p), _pair(p)): ("people.merge",),
    lambda p: t.SchoolSet(_school_set(p)): ("year.change",),
    lambda p: t.AgentSeat(p.one(p.world.services).id, p.one(p.world.schools).id, p.adult()): ("agent.add",),
    lambda _: None: ("academy_run.start", "platform.ceilings", "register.read"),
    _mandate: ("mandate.grant", "mandate.end"),
    _write_to: ("note.write",),
    _child_note: ("note.open", "note.sign", "note.answer", "note.record_paper", "note.print"),
    _thread: ("note.reply",),
    _as_family: ("note.as_family",),
    _note: (
        "note.remind", "note.correct", "note.withdraw", "note.archive", "note.copy", "note.add_late",
        "note.name_followers",
    ),
    lambda p: p.one(p.world.resources): (
        "resource.read", "resource.comment", "resource.contribute", "resource.manage",
    ),
    _give_share: ("share.give",),
}  # fmt: skip
OBJECT_OF: dict[str, Callable[[Picker], Any]] = {act: make for make, acts in OBJECTS.items() for act in acts}
NOTE_ACTS = tuple(a for a in ACTS if a.startswith("note."))


def answer(world: World, question: Question) -> bool:
    """The answer of the model."""
    if question.kind == "see":
        return sees(world, question.session, question.thing, question.now)
    if question.kind == "code":
        return keys.second_fact(world, question.thing, question.now) == question.act
    if question.kind == "sign_in":
        return can_sign_in(world, question.thing, question.now)
    if question.kind == "write":
        return may_write(world, question.session, question.thing, question.now)
    return may(world, question.session, str(question.act), question.thing, question.now)


def draw_question(rng: Random, world: World) -> Question:
    """A question; half of the time, a few draws are tried for one whose answer is yes."""
    tries = rng.choice((1, 6))
    question = _draw(rng, world)
    while tries > 1 and not answer(world, question):
        question, tries = _draw(rng, world), tries - 1
    return question


def _who_acts(rng: Random, world: World, act: str, thing: Any) -> Session:
    """Somebody near the thing; one time in six who holds a mandate that may give the act: few do."""
    above = [m for m in world.mandates if m.role in ACTS[act][1]]
    if above and rng.random() < ABOVE:
        held = rng.choice(above)
        return Session(held.person, held.role)
    return draw_session(rng, world, thing)


def _draw(rng: Random, world: World) -> Question:
    """A few about codes and sign-in, some about messages; half about sights, the rest about acts, of notes mostly."""
    now, draw, p = world.now + rng.choice(AFTER), rng.random(), Picker(rng, world)
    if draw < 0.02:
        thing = _sheet_try(p)
        act = rng.choice(("open", "one_more", "wrong", "void"))
        return Question(Session(thing.person), "code", act, thing, now)
    if draw < 0.03:
        person = p.adult()
        return Question(Session(person), "sign_in", None, person, now)
    if draw < 0.1:
        to = p.person()
        return Question(draw_session(rng, world, t.PersonOf(to)), "write", "message.write", to, now)
    while True:  # a world may hold no consent or no note: then another question is drawn
        try:
            if draw < 0.55:
                thing = rng.choice(SEEN)(p)
                return Question(draw_session(rng, world, thing), "see", None, thing, now)
            act = rng.choice(NOTE_ACTS if draw < 0.8 else tuple(ACTS))
            thing = OBJECT_OF[act](p)
            return Question(_who_acts(rng, world, act, thing), "may", act, thing, now)
        except IndexError:
            draw = 0.9 if draw < 0.8 else 0.3
