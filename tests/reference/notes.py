"""The table "Notes of the liaison book": see rows, then acts. An act gives the set of roles that grant it."""

from __future__ import annotations

from tests.reference.directory import guardian_name, own_family
from tests.reference.links import (
    Viewer,
    classes_of_pupil,
    groups_of_pupil,
    recipients,
    running,
    schools_of_pupil,
)
from tests.reference.things import (
    AsFamily,
    ChildNote,
    FollowUp,
    OtherGuardian,
    PersonOf,
    SchoolHasEnough,
    Session,
    Thread,
    WriteTo,
)
from tests.reference.world import Note, NoteVersion, World

NOBODY: frozenset[str] = frozenset()
AUTHORS = frozenset({"teacher", "director", "deputy", "staff"})
# "Guardians: kinds and restrictions": what each kind does beside reading and acknowledging.
SIGNERS = frozenset({"exercises", "not_known", "in_charge"})
EXERCISES = frozenset({"exercises", "not_known"})


def by(role: str | None, granted: bool) -> frozenset[str]:
    """The role as a set when it grants, else nobody."""
    return frozenset({role}) if granted and role is not None else NOBODY


def is_own(v: Viewer, note: Note) -> bool:
    """ "own": written by the person, in the kind of role in use, whose link is in force in the note's school."""
    if note.author != v.person:
        return False
    if note.is_service_note:
        return note.service in v.services and note.school in v.service_schools
    return v.role in AUTHORS and note.school == v.school


def reaches_class(v: Viewer, note: Note, classes: frozenset[str], groups: frozenset[str]) -> bool:
    """Whether the note was sent to one of these classes or groups (the whole school = each of its classes)."""
    if note.is_service_note:
        return False
    whole = note.whole_school and any(
        v.world.classes[c].school == note.school and v.world.classes[c].year == note.year for c in classes
    )
    return bool(note.classes & classes or note.groups & groups or whole)


def delivered(v: Viewer, note: Note, child: str) -> bool:
    """ "of own child, from `visible_from`", with "own class = … guardian: class of an own child" now.

    By class or group: the child is in it now, whenever the child came. By name (or added by name later): from then on,
    while a pupil of that school.
    """
    if (
        note.state == "draft"
        or note.visible_from is None
        or note.visible_from > v.now
        or not v.links_to(child)
    ):
        return False
    if note.school not in schools_of_pupil(v.world, child, v.now):
        return False
    by_name = child in note.children or any(c == child and when <= v.now for c, when in note.added)
    # To a whole service: as if its children of that day had been named.
    by_name = by_name or (note.whole_service and child in recipients(v.world, note))
    classes = classes_of_pupil(v.world, child, v.now)
    return by_name or reaches_class(v, note, classes, groups_of_pupil(v.world, child, v.now))


def received(v: Viewer, note: Note, child: str) -> bool:
    """Delivered, and the child was there at `visible_from` or was added since: what acts ask for."""
    at = recipients(v.world, note).get(child)
    return at is not None and at <= v.now and delivered(v, note, child)


def guardian_sees(v: Viewer, note: Note) -> bool:
    """Guardian: note (or its stub) of at least one own child."""
    return any(delivered(v, note, g.child) for g in v.guardianships)


def pupil_sees(v: Viewer, note: Note) -> bool:
    """ "if addressed to pupils of own class, from `visible_from`"; named children, withdrawn: "–"."""
    return (
        v.role == "pupil"
        and note.state == "sent"
        and note.to_pupils
        and note.visible_from is not None
        and note.visible_from <= v.now
        and reaches_class(v, note, v.classes, v.groups)
    )


def team_sees(v: Viewer, note: Note) -> bool:
    """School and commune columns.

    "see a draft | – | – | own | own | own | own".
    "see a note sent to a class or group | … | own; classes attached now (whole running year) | own school |
    delegated classes | own".
    "see a note to named children | … | own, or named follower | own school | own, or named follower | own".
    "withdrawn note | … | all | all | as follow-up | own".
    """
    own = is_own(v, note)
    if note.state == "draft":
        return own
    if v.directs:
        return note.school == v.school
    if v.role == "teacher":
        follows = bool(note.children) and v.person in note.followers and note.school == v.school
        return own or follows or reaches_class(v, note, v.classes, v.groups)
    if v.role == "staff":
        delegated = reaches_class(v, note, v.delegated, NOBODY)
        if note.state == "withdrawn":
            return delegated
        follows = bool(note.children) and v.person in note.followers and note.school == v.school
        return own or follows or delegated
    return own


def note_view(v: Viewer, note: Note) -> str:
    """How the note shows: "none", "stub" (withdrawn, guardian: « mot retiré ») or "full"."""
    if team_sees(v, note) or pupil_sees(v, note):
        return "full"
    if guardian_sees(v, note):
        return "stub" if note.state == "withdrawn" else "full"
    return "none"


def current_number(world: World, note: Note, at: int) -> int:
    """Number of the version that stands at the instant (0 when none)."""
    return max((x.number for x in world.versions if x.note == note.id and x.at <= at), default=0)


def version(v: Viewer, thing: NoteVersion) -> bool:
    """ "older versions … | – | versions from first delivery | all | all | as follow-up | own"."""
    note = v.world.notes[thing.note]
    if thing.number == current_number(v.world, note, v.now) and note.state != "withdrawn":
        return note_view(v, note) == "full"
    if note.state == "sent":
        got = recipients(v.world, note)
        for link in v.guardianships:
            since = got.get(link.child, note.visible_from or 0)
            if delivered(v, note, link.child) and thing.number >= current_number(v.world, note, since):
                return True
    if v.role == "staff":
        return note.state != "draft" and reaches_class(v, note, v.delegated, NOBODY)
    return team_sees(v, note)


def teaches(v: Viewer, note: Note, child: str) -> bool:
    """Teacher of the child by a class or group to which the note was sent."""
    if v.role != "teacher" or child not in recipients(v.world, note):
        return False
    classes = classes_of_pupil(v.world, child, v.now) & v.classes
    groups = groups_of_pupil(v.world, child, v.now) & v.groups
    return reaches_class(v, note, classes, groups)


def follow_up(v: Viewer, thing: FollowUp) -> bool:
    """ "follow-up … | – | – | own; read of own classes | own school | delegated: read, remind | own".

    With a child: the rows of that child only, so that a teacher reads those of the own classes.
    """
    note = v.world.notes[thing.note]
    if not team_sees(v, note):
        return False
    if v.directs:
        return True
    if v.role == "staff":
        return _staff_follows(v, note, thing.child)
    if is_own(v, note):
        return True
    if v.role != "teacher":
        return False
    return (
        reaches_class(v, note, v.classes, v.groups) if thing.child is None else teaches(v, note, thing.child)
    )


def _staff_follows(v: Viewer, note: Note, child: str | None) -> bool:
    if child is None:
        return reaches_class(v, note, v.delegated, NOBODY)
    classes = classes_of_pupil(v.world, child, v.now) & v.delegated
    return child in recipients(v.world, note) and reaches_class(v, note, classes, NOBODY)


def other_guardian(v: Viewer, thing: OtherGuardian) -> bool:
    """ "what the other guardian did | – | … never who, when, replies | yes | yes | as follow-up | own"."""
    return follow_up(v, FollowUp(thing.note, thing.child))


def school_has_enough(v: Viewer, thing: SchoolHasEnough) -> bool:
    """Same row, guardian: "l'école a ce qu'il lui faut" only."""
    note = v.world.notes[thing.note]
    reads = delivered(v, note, thing.child) and note.state == "sent"
    return reads or follow_up(v, FollowUp(thing.note, thing.child))


def thread_roles(v: Viewer, thing: Thread) -> frozenset[str]:
    """ "reply thread | – | own; the page names who reads it | author + teachers of the class (not those of service
    notes) | own school | own notes | own service"; each guardian alone: nobody reads at work of the own family.
    """
    note = v.world.notes[thing.note]
    got = recipients(v.world, note)
    if note.state == "draft" or thing.child not in got or not _links(v.world, thing.guardian, thing.child):
        return NOBODY
    own = thing.guardian == v.person and delivered(v, note, thing.child) and note.state == "sent"
    if own_family(v, frozenset({thing.child})):
        return by("guardian", own)
    roles = by("guardian", own) | by(v.role, v.directs and note.school == v.school)
    if v.role == "teacher" and team_sees(v, note):
        of_class = bool(classes_of_pupil(v.world, thing.child, v.now) & v.classes)
        roles |= by("teacher", is_own(v, note) or (not note.is_service_note and of_class))
    if v.role == "staff":
        roles |= by("staff", is_own(v, note) and team_sees(v, note))
    if v.role == "commune_agent":
        seat = note.service in v.services and note.school in v.service_schools
        roles |= by("commune_agent", seat and thing.child in v.service_children)
    return roles


def thread_writers(v: Viewer, thing: Thread) -> frozenset[str]:
    """Next: "child changes class | old teacher reads, no longer writes"."""
    roles = thread_roles(v, thing)
    classes = classes_of_pupil(v.world, thing.child, v.now)
    near = bool(classes & (v.classes | v.delegated)) or thing.child in v.named_children
    if near or groups_of_pupil(v.world, thing.child, v.now) & v.groups:
        return roles
    return roles - {"teacher", "staff"}


def talk_to_school(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """Next: "guardian → school, agent | as the table, each alone, R1 and without exercise too"."""
    return by(
        "guardian", bool(v.links_to(thing.person)) and bool(schools_of_pupil(v.world, thing.person, v.now))
    )


def talk_to_family(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "teacher | guardians of own classes", "director, deputy | own school", but of the own family. Staff and agents:
    not yet."""
    if own_family(v, frozenset({thing.person})) or not v.is_pupil_of(thing.person, v.school):
        return NOBODY
    return by(v.role, v.directs or (v.role == "teacher" and v.in_own_class(thing.person)))


def _links(world: World, adult: str, child: str) -> bool:
    return any(g.adult == adult and g.child == child for g in world.guardianships.values())


# --- acts ------------------------------------------------------------------------------------------------


def write_to(v: Viewer, to: WriteTo) -> frozenset[str]:
    """ "write to families (act) | no | no | own classes and groups | own school | attached children, if the school
    allows (default no) | own service, information kind, if the school allows (default yes)".
    """
    if v.directs:
        return by(v.role, _in_school(v, to))
    if v.role == "teacher":
        child = to.target == "child" and (
            v.in_own_class(to.id) or bool(groups_of_pupil(v.world, to.id, v.now) & v.groups)
        )
        own = (to.target == "class" and to.id in v.classes) or (to.target == "group" and to.id in v.groups)
        return by("teacher", child or own)
    if v.role == "staff":
        allowed = v.world.schools[str(v.school)].allows("staff_write_to_families")
        return by("staff", allowed and to.target == "child" and to.id in v.named_children)
    if v.role == "commune_agent":
        return by("commune_agent", to.kind == "information" and _in_service(v, to))
    return NOBODY


def _in_school(v: Viewer, to: WriteTo) -> bool:
    """Director: own school; classes and groups of the running year."""
    if to.target == "class":
        return v.world.classes[to.id].school == v.school and running(v.world, to.id)
    if to.target == "group":
        group = v.world.groups[to.id]
        return group.school == v.school and group.year == v.world.schools[group.school].running_year
    if to.target == "child":
        return v.is_pupil_of(to.id, v.school)
    return to.target == "school" and to.id == v.school


def _in_service(v: Viewer, to: WriteTo) -> bool:
    """Agent: the whole service in one school, or a child of it, where the school allows."""
    allows = {s for s in v.service_schools if v.world.schools[s].allows("agents_write_to_families")}
    if to.target == "service":
        named = to.id in v.services and to.school in v.world.services[to.id].schools
        return named and to.school in allows
    return (
        to.target == "child" and to.id in v.service_children and any(v.is_pupil_of(to.id, s) for s in allows)
    )


def guardian_act(v: Viewer, act: str, thing: ChildNote) -> frozenset[str]:
    """ "open (fact), sign, answer (act) | no | own child, each guardian apart, by kind above | …".

    "*Legal, without exercise*: reads and acknowledges; does not sign, answer". "*Person in charge*: reads, signs
    usual acts": not a note marked for both, and no answer.
    """
    note = v.world.notes[thing.note]
    if note.state != "sent" or not received(v, note, thing.child):
        return NOBODY
    kinds = {g.kind for g in v.links_to(thing.child)}
    if act == "note.open":
        return by("guardian", True)
    if act == "note.sign":
        return by("guardian", bool(kinds & (EXERCISES if note.both_guardians else SIGNERS)))
    return by("guardian", bool(kinds & EXERCISES))


def record_paper(v: Viewer, thing: ChildNote) -> frozenset[str]:
    """Same row: "records a paper answer, scans slips: own classes | same: own school | same: delegated | no"."""
    note = v.world.notes[thing.note]
    if thing.child not in recipients(v.world, note) or not team_sees(v, note) or note.state != "sent":
        return NOBODY
    if v.role == "teacher":
        return by("teacher", v.in_own_class(thing.child))
    if v.role == "staff":
        return by("staff", bool(classes_of_pupil(v.world, thing.child, v.now) & v.delegated))
    return by(v.role, v.directs and note.school == v.school and v.is_pupil_of(thing.child, v.school))


def manage(v: Viewer, act: str, note: Note) -> frozenset[str]:
    """ "follow-up, remind, correct, withdraw, archive, copy | – | – | own; read of own classes | own school |
    delegated: read, remind | own"; "add recipients who joined later | – | – | own | own school | – | own".
    """
    if not team_sees(v, note):
        return NOBODY
    if v.directs:
        return by(v.role, note.school == v.school)
    if v.role == "staff":
        return by("staff", act == "note.remind" and reaches_class(v, note, v.delegated, NOBODY))
    return by(v.role, is_own(v, note))


def print_note(v: Viewer, note: Note) -> frozenset[str]:
    """ "print | – | own | own, of own classes | own school | delegated | own"."""
    roles = by("guardian", note.state == "sent" and guardian_sees(v, note))
    if not team_sees(v, note):
        return roles
    if v.role == "teacher":
        return roles | by("teacher", is_own(v, note) or reaches_class(v, note, v.classes, v.groups))
    if v.role == "staff":
        return roles | by("staff", reaches_class(v, note, v.delegated, NOBODY))
    return roles | by(v.role, v.directs or is_own(v, note))


def as_family(v: Viewer, thing: AsFamily) -> frozenset[str]:
    """ "voir comme cette famille | – | – | this note only, rights of that guardian ∩ own | same | – | –"."""
    note = v.world.notes[thing.note]
    theirs = Viewer(v.whole, Session(thing.guardian), v.now)
    if (
        not team_sees(v, note)
        or not delivered(theirs, note, thing.child)
        or not guardian_name(v, thing.guardian)
    ):
        return NOBODY
    if v.role == "teacher":
        return by("teacher", v.in_own_class(thing.child))
    return by(v.role, v.directs and v.is_pupil_of(thing.child, v.school))
