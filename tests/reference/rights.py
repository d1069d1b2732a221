"""`sees`, `may`, `may_write` and `verdict`: the oracle answered from the facts of a world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.reference import content, directory, homework, keys, messages, notes, partners, presence
from tests.reference import directory_acts as acts
from tests.reference import things as t
from tests.reference.homework_facts import Entry
from tests.reference.links import (
    ADULTS_OF_SCHOOL,
    DIRECTORS,
    Viewer,
    affiliations,
    inside,
    mandates,
    recipients,
    schools_of_territory,
)
from tests.reference.schools import schools_of
from tests.reference.things import Session
from tests.reference.world import (
    Absence,
    ClassGroup,
    Group,
    Guardianship,
    HalfDay,
    Hosting,
    Note,
    NoteVersion,
    Resource,
    School,
    Tie,
    World,
)

Verdict = int | str
See = Callable[[Viewer, Any], bool]
Act = Callable[[Viewer, Any], frozenset[str]]
NOBODY: frozenset[str] = frozenset()


def _see_child_note(v: Viewer, thing: t.ChildNote | t.AsFamily) -> bool:
    """The note for one child: received for an own child, or seen by the team for a child who received it."""
    note = v.world.notes[thing.note]
    team = notes.team_sees(v, note) and thing.child in recipients(v.world, note)
    return (
        team
        or notes.delivered(v, note, thing.child)
        or (thing.child == v.person and notes.pupil_sees(v, note))
    )


def _see_person(v: Viewer, thing: t.PersonOf) -> bool:
    """A person is seen by whichever row shows the name."""
    return (
        thing.person == v.person
        or directory.names_of_pupil(v, thing.person) != "none"
        or directory.names_of_staff(v, thing.person)
        or directory.guardian_name(v, thing.person)
    )


def _see_target(v: Viewer, thing: t.WriteTo) -> bool:
    """The audience of a note to write, by the row of the Directory that shows it."""
    if thing.target == "child":
        return directory.names_of_pupil(v, thing.id) != "none"
    if thing.target == "class":
        return directory.open_class(v, thing.id)
    if thing.target == "group":
        return directory.open_group(v, thing.id)
    if thing.target == "service":
        return _see_service(v, thing.id)
    return directory.open_school(v, thing.id)


def _see_service(v: Viewer, service: str) -> bool:
    """A service: its agents, the directors of its schools, its body, the academy of its territory."""
    owner = v.world.services[service].owner
    if v.role == "member_rep":
        held = mandates(v.world, v.person, "member_rep", v.now)
        return any(v.world.members[m.target].territory == owner for m in held)
    academy = v.role == "academy" and _holds(v, owner)
    return service in v.services or academy or (v.directs and v.school in v.world.services[service].schools)


def _holds(v: Viewer, territory: str) -> bool:
    held = mandates(v.world, v.person, str(v.role), v.now)
    return any(inside(v.world, territory, m.target) for m in held)


def _see_schools(v: Viewer, thing: t.Merge | t.SchoolSet) -> bool:
    return all(directory.open_school(v, s) for s in thing.schools)


SEES: dict[type, See] = {
    t.PupilName: lambda v, x: directory.names_of_pupil(v, x.child) != "none",
    t.BirthDate: lambda v, x: directory.birth_date(v, x.child),
    t.Ine: lambda v, x: directory.ine(v, x.child),
    t.StaffName: lambda v, x: directory.names_of_staff(v, x.person),
    t.GuardianName: lambda v, x: directory.guardian_name(v, x.adult),
    t.GuardianContact: directory.guardian_contact,
    t.RestrictionExists: lambda v, x: directory.restriction_exists(v, x.guardianship),
    t.RestrictionDocument: lambda v, x: directory.restriction_document(v, x.guardianship),
    t.ConsentState: lambda v, x: directory.consent_state(v, x.child, x.kind),
    t.ConsentDecision: lambda v, x: directory.consent_decision(v, x.consent),
    t.SignInState: lambda v, x: directory.sign_in_state(v, x.person) != "none",
    t.AuditEntry: directory.audit_entry,
    t.Figures: directory.figures,
    t.Found: lambda v, x: directory.found(v, x.person),
    Note: lambda v, x: notes.note_view(v, x) != "none",
    NoteVersion: notes.version,
    t.FollowUp: notes.follow_up,
    t.OtherGuardian: notes.other_guardian,
    t.SchoolHasEnough: notes.school_has_enough,
    t.Thread: lambda v, x: bool(notes.thread_roles(v, x)),
    t.ChildNote: _see_child_note,
    t.AsFamily: _see_child_note,
    t.WriteTo: _see_target,
    Resource: lambda v, x: content.resource_level(v, x) is not None,
    t.GiveShare: lambda v, x: content.resource_level(v, v.world.resources[x.resource]) is not None,
    School: lambda v, x: directory.open_school(v, x.id),
    ClassGroup: lambda v, x: directory.open_class(v, x.id),
    Group: lambda v, x: directory.open_group(v, x.id),
    Guardianship: lambda v, x: directory.restriction_exists(v, x.id),
    t.PersonOf: _see_person,
    t.Merge: _see_schools,
    t.SchoolSet: _see_schools,
    t.AgentSeat: lambda v, x: _see_service(v, x.service),
    t.MandateGrant: lambda v, _: v.role in ("academy", "platform"),
    t.ThroughSupport: acts.through_support,
    Tie: keys.see_tie,
    t.Proposal: lambda v, x: directory.open_school(v, x.school),
    t.KindChange: lambda v, x: directory.restriction_exists(v, x.guardianship),
    t.ImportFile: lambda v, x: directory.open_school(v, x.school),
    t.Pupil: lambda v, x: directory.names_of_pupil(v, x.child) != "none",
    HalfDay: presence.half_day,
    Hosting: presence.hosting,
    t.Evacuation: presence.evacuation,
    t.EvacuationPhones: presence.evacuation_phones,
    Absence: presence.absence,
    Entry: homework.see_entry,
    t.ChildEntry: homework.see_tick,
    t.EntryTotal: homework.see_total,
}


def _at_least(level: str) -> Act:
    def act(v: Viewer, thing: Resource) -> frozenset[str]:
        held = content.LEVELS.index(content.resource_level(v, thing))
        return v.hats | {"self"} if held >= content.LEVELS.index(level) else NOBODY

    return act


def _guardian(act: str) -> Act:
    return lambda v, x: notes.guardian_act(v, act, x)


def _manage(act: str) -> Act:
    return lambda v, x: notes.manage(v, act, x)


def _print(v: Viewer, thing: Note | t.ChildNote) -> frozenset[str]:
    note = thing if isinstance(thing, Note) else v.world.notes[thing.note]
    if isinstance(thing, t.ChildNote) and not _see_child_note(v, thing):
        return NOBODY
    return notes.print_note(v, note)


HEAD = DIRECTORS
TEAM = ADULTS_OF_SCHOOL | {"commune_agent"}
SIGNED_IN = frozenset({"self"})

# act → (who grants it for an object, the roles that ever have it)
ACTS: dict[str, tuple[Act, frozenset[str]]] = {
    "sheet.make": (acts.make_sheet, HEAD | {"teacher", "academy", "member_rep"}),
    "session.end": (acts.end_sessions, SIGNED_IN),
    "account.own": (acts.own_account, SIGNED_IN),
    "role.use": (acts.use_role, TEAM | {"pupil", "guardian", "partner"}),
    "alarm.name": (acts.name_alarm, HEAD | {"academy", "platform"}),
    "school.import": (acts.import_school, HEAD),
    "aaf.import": (acts.import_aaf, frozenset({"academy"})),
    "import.file": (keys.import_file, HEAD),
    "import.open": (keys.open_import, frozenset({"academy"})),
    "people.merge": (acts.merge, HEAD | {"academy"}),
    "class.edit": (acts.of_own_school, HEAD),
    "attachment.edit": (acts.of_own_school, HEAD),
    "academy_run.start": (acts.start_run, frozenset({"platform"})),
    "hand.add": (acts.of_own_school, HEAD),
    "agent.add": (acts.add_agent, HEAD | {"member_rep"}),
    "mandate.grant": (acts.grant_mandate, frozenset({"academy", "platform"})),
    "mandate.end": (acts.end_mandate, frozenset({"academy", "platform"})),
    "tie.propose": (keys.propose_tie, HEAD),
    "tie.accept": (keys.accept_tie, SIGNED_IN),
    "tie.print": (keys.print_tie, HEAD),
    "guardianship.kind": (keys.change_kind, HEAD | {"academy"}),
    "erasure.decide": (keys.decide_erasure, HEAD | {"academy"}),
    "animal.choose": (keys.choose_animal, frozenset({"pupil"})),
    "bag.tick": (keys.tick, frozenset({"pupil", "guardian"})),
    "restriction.set": (acts.set_restriction, HEAD | {"academy"}),
    "consent.record": (acts.record_consent, HEAD | {"academy"}),
    "consent.give": (acts.give_consent, frozenset({"guardian"})),
    "consent.withdraw": (acts.give_consent, frozenset({"guardian"})),
    "person.suspend": (acts.suspend, HEAD | {"academy"}),
    "person.reactivate": (acts.suspend, HEAD | {"academy"}),
    "year.change": (acts.change_year, HEAD | {"academy"}),
    "school.settings": (acts.of_own_school, HEAD),
    "switch.set": (acts.set_switch, HEAD | {"academy", "platform"}),
    "platform.ceilings": (acts.start_run, frozenset({"platform"})),
    "entitlement.grant": (acts.grant_entitlement, frozenset({"academy", "coordinator"})),
    "support.ask": (acts.ask_support, frozenset({"contractor", "platform"})),
    "support.grant": (acts.of_own_school, HEAD),
    "delegation.grant": (acts.grant_delegation, frozenset({"director"})),
    "deputy.make": (acts.make_deputy, frozenset({"director", "academy"})),
    "register.read": (acts.read_register, SIGNED_IN),
    "note.write": (notes.write_to, TEAM),
    "note.open": (_guardian("note.open"), frozenset({"guardian"})),
    "note.sign": (_guardian("note.sign"), frozenset({"guardian"})),
    "note.answer": (_guardian("note.answer"), frozenset({"guardian"})),
    "note.record_paper": (notes.record_paper, ADULTS_OF_SCHOOL),
    "note.reply": (notes.thread_writers, TEAM | {"guardian"}),
    "talk.school": (notes.talk_to_school, frozenset({"guardian"})),
    "talk.family": (notes.talk_to_family, HEAD | {"teacher"}),
    "note.remind": (_manage("note.remind"), TEAM),
    "note.correct": (_manage("note.correct"), TEAM - {"staff"}),
    "note.withdraw": (_manage("note.withdraw"), TEAM - {"staff"}),
    "note.archive": (_manage("note.archive"), TEAM - {"staff"}),
    "note.copy": (_manage("note.copy"), TEAM - {"staff"}),
    "note.add_late": (_manage("note.add_late"), TEAM - {"staff"}),
    "note.print": (_print, TEAM | {"guardian"}),
    "note.as_family": (notes.as_family, HEAD | {"teacher"}),
    "resource.read": (_at_least("read"), SIGNED_IN),
    "resource.comment": (_at_least("comment"), SIGNED_IN),
    "resource.contribute": (_at_least("contribute"), SIGNED_IN),
    "resource.manage": (_at_least("manage"), SIGNED_IN),
    "group.edit": (acts.of_own_school, HEAD),
    "people.export": (acts.of_own_school, HEAD),
    "class.door": (acts.keep_door, HEAD | {"teacher"}),
    # « Teachers of a class: manage on resources of the class's space »; « director: own school ».
    "timetable.write": (acts.keep_door, HEAD | {"teacher"}),
    "family.open": (acts.open_families, frozenset({"academy"})),
    "tie.withdraw": (keys.withdraw_tie, HEAD),
    "account.whole": (acts.own_whole, SIGNED_IN),
    "export.own": (acts.own_whole, SIGNED_IN),
    "export.child": (acts.export_child, frozenset({"guardian"})),
    "note.name_followers": (_manage("note.correct"), TEAM - {"staff"}),
    "call.take": (presence.take_call, ADULTS_OF_SCHOOL),
    "homework.write": (homework.write_to, HEAD | {"teacher"}),
    "homework.correct": (homework.correct, HEAD | {"teacher"}),
    "homework.tick": (homework.tick_for, frozenset({"pupil", "guardian"})),
    "homework.consult": (homework.consult, HEAD),
    "partner.write": (partners.write_through, frozenset({"partner"})),
    "call.hosted": (presence.call_hosted, HEAD | {"teacher"}),
    "class.spread": (presence.spread, HEAD),
    "afternoons.arrange": (presence.arrange, HEAD),
    "absence.declare": (presence.declare, frozenset({"guardian"})),
    "absence.answer": (presence.answer, frozenset({"guardian"})),
    "absence.record": (presence.record, HEAD | {"teacher"}),
    "absence.judge": (presence.judge, HEAD | {"teacher", "inspector"}),
    "step.note": (presence.follow, HEAD | {"inspector"}),
    "step.report": (presence.follow, HEAD | {"inspector"}),
    "step.open": (presence.open_report, HEAD | {"inspector"}),
    "attempt.log": (presence.log_attempt, ADULTS_OF_SCHOOL),
    "share.give": (content.give_share, HEAD | {"teacher", "pupil"}),
}
# Acts that have no object.
OBJECTLESS = frozenset({"academy_run.start", "platform.ceilings", "register.read"})
# Lists: the roles whose column is not "–" in the row.
LISTS: dict[str, frozenset[str]] = {
    "list.notes": TEAM | {"pupil", "guardian"},
    "list.search": ADULTS_OF_SCHOOL | {"pupil", "guardian", "commune_agent", "inspector", "academy"},
    "list.sign_in_state": HEAD | {"teacher", "guardian"},
    "list.audit": SIGNED_IN,  # next: "everyone own acts, pupils too"
    "list.figures": HEAD | {"teacher", "commune_agent", "inspector", "academy", "member_rep", "platform"},
}


def sees(world: World, session: Session | None, thing: Any, now: int) -> bool:
    """Whether the session sees the thing: one line of `SEES` per kind of thing. Anonymous sees nothing here."""
    return session is not None and SEES[type(thing)](Viewer(world, session, now), thing)


def note_view(world: World, session: Session, note: Note, now: int) -> str:
    """ "none", "stub" or "full"."""
    return notes.note_view(Viewer(world, session, now), note)


def names_of_pupil(world: World, session: Session, child: str, now: int) -> str:
    """ "none", "initial", "name_and_class" or "full"."""
    return directory.names_of_pupil(Viewer(world, session, now), child)


def sign_in_state(world: World, session: Session, person: str, now: int) -> str:
    """ "none", "activated", "month" or "full"."""
    return directory.sign_in_state(Viewer(world, session, now), person)


def resource_level(world: World, session: Session, resource: Resource, now: int) -> str | None:
    """None, "read", "comment", "contribute" or "manage"."""
    return content.resource_level(Viewer(world, session, now), resource)


def may(world: World, session: Session | None, act: str, thing: Any, now: int) -> bool:
    """Whether a role in use or a guardian right grants the act on the thing, and no switch removes it."""
    if session is None:
        return False
    v = Viewer(world, session, now)
    return bool(_left(v, act, ACTS[act][0](v, thing), schools_of(world, thing, now)))


def may_write(world: World, session: Session | None, to: str, now: int, *, by_name: bool = False) -> bool:
    """Whether the session may write a message to the person (contact rules, act "message.write")."""
    if session is None:
        return False
    v = Viewer(world, session, now)
    mine = v.schools_of_children | v.service_schools | ({v.school} if v.school else set())
    shared = mine & schools_of(world, t.PersonOf(to), now)
    return bool(
        _left(v, "message.write", messages.write_roles(v, to, by_name=by_name), frozenset(shared or mine))
    )


def _left(v: Viewer, act: str, roles: frozenset[str], schools: frozenset[str]) -> frozenset[str]:
    """ "A switch of the safety desk removes the act for the roles it names, at once, for everyone but those who may
    lift it".
    """
    for s in v.world.switches:
        if s.act != act or not s.contains(v.now) or v.may_lift(s.scope, s.target):
            continue
        if s.scope == "platform":
            covered = True
        elif s.scope == "school":
            covered = s.target in schools
        else:
            covered = bool(schools_of_territory(v.world, s.target, v.now) & schools)
        if covered:
            roles = roles - s.roles
        # A family of two schools has the act taken away whichever it writes to.
        stands = schools_of_territory(v.world, s.target, v.now) if s.scope == "territory" else {s.target}
        if stands & v.schools_of_children:
            roles = roles - (s.roles & {"guardian"})
    return roles


def verdict(
    world: World, session: Session | None, route_kind: str, act: str | None, thing: Any, now: int
) -> Verdict:
    """Apply "How to read it": 200, 403, 404, 302, 401 or "closed_403".

    `route_kind`: public (open to all), account (sign-out, own account, own export, help), page, fragment, file.
    `act`: None or "see" for a see row, a key of `ACTS`, or a key of `LISTS` with no thing.
    """
    if route_kind == "public":
        return 200
    if session is None:
        return 302 if route_kind in ("page", "account") else 401
    if route_kind == "account":
        return 200
    plain = _plain(world, session, act, thing, now)
    if plain == 200:
        return 200
    if plain != _plain(world.opened(), session, act, thing, now) or _in_closed_school(
        world, session, thing, now
    ):
        return "closed_403"
    return plain


def _in_closed_school(world: World, session: Session, thing: Any, now: int) -> bool:
    """ "School without entitlement: every route of the school 403", for those whose school in use it is."""
    if session.school is None or any(s.contains(now) for s in world.schools[session.school].entitlements):
        return False
    member = any(a.person == session.person and a.school == session.school and a.profile == session.role
                 and a.contains(now) for a in affiliations(world))  # fmt: skip
    return member and (thing is None or session.school in schools_of(world, thing, now))


def _plain(world: World, session: Session, act: str | None, thing: Any, now: int) -> int:
    if act in (None, "see"):
        return 200 if sees(world, session, thing, now) else 404
    if thing is None:
        return _without_object(Viewer(world, session, now), str(act))
    if may(world, session, str(act), thing, now):
        return 200
    return 403 if sees(world, session, thing, now) else 404


def _without_object(v: Viewer, act: str) -> int:
    """ "A route without an object (list, form) whose act the role never has = 404"."""
    roles = (v.hats | {"self"}) & (LISTS[act] if act in LISTS else ACTS[act][1])
    if not roles:
        return 404
    if act == "note.write":
        roles = frozenset(r for r in roles if _school_allows_writing(v, r))
    mine = v.schools_of_children | v.service_schools | ({v.school} if v.school else set())
    return 200 if _left(v, act, roles, frozenset(mine)) else 403


def _school_allows_writing(v: Viewer, role: str) -> bool:
    """ "If the school allows" for the form itself."""
    if role == "staff":
        return v.world.schools[str(v.school)].allows("staff_write_to_families")
    if role == "commune_agent":
        return any(v.world.schools[s].allows("agents_write_to_families") for s in v.service_schools)
    return True
