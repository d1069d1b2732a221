"""The rows "Homework" of the next oracle: entries, who writes them, ticks and their total, what a director consulted.

Written from the rights pages alone. What a state changes is that of every kind: a draft is its author's; before its
day, withdrawn or thrown away, an entry is of who corrects it. `Book` holds the facts that the world does not have.
Not modelled: archives of closed classes (`kinds.archived` answers for them), switches, closed schools (no link of
theirs is in force), what is a matter of state and not of right (a past day, a line « fait en classe »).
"""

from __future__ import annotations

from tests.reference.directory import names_of_pupil
from tests.reference.homework_facts import Book, Consultation, Entry
from tests.reference.links import (
    ADULTS_OF_SCHOOL,
    Viewer,
    attached_classes,
    attached_groups,
    classes_of_pupil,
    groups_of_pupil,
    schools_of_pupil,
)
from tests.reference.notes import NOBODY, by
from tests.reference.things import ChildEntry, EntryTotal
from tests.reference.world import DAY, ClassGroup, Group

# Roles in which a draft is one's own, in that school; an agent: of a school of an own service.
MAKERS = ADULTS_OF_SCHOOL | {"partner"}
STUDY = "study"
AGENT_DAYS = 7


# --- whom an entry is for ----------------------------------------------------------------------------------


def level_fits(book: Book, entry: Entry, child: str) -> bool:
    """ "Own level"; "level not known: all, labelled"."""
    known = book.levels.get(child)
    return not entry.levels or known is None or known in entry.levels


def reaches(v: Viewer, book: Book, entry: Entry, child: str) -> bool:
    """ "Own class or group, own level", now: "change of class at noon: next request shows the new one"."""
    if entry.school not in schools_of_pupil(v.world, child, v.now) or not level_fits(book, entry, child):
        return False
    in_class = entry.classes & classes_of_pupil(v.world, child, v.now)
    return bool(in_class or entry.groups & groups_of_pupil(v.world, child, v.now))


def is_out(v: Viewer, entry: Entry) -> bool:
    """Published, neither withdrawn nor thrown away, and its hour has come."""
    return entry.state == "out" and entry.visible_from is not None and entry.visible_from <= v.now


# --- see an entry ------------------------------------------------------------------------------------------


def as_pupil(v: Viewer, book: Book, entry: Entry) -> bool:
    """ "Own class or group, own level", at the school in use."""
    return v.role == "pupil" and v.school == entry.school and reaches(v, book, entry, v.person)


def as_guardian(v: Viewer, book: Book, entry: Entry) -> bool:
    """ "As own child": any kind but contact, R1 too; R2 and R3 leave no link (`gives_rights`)."""
    return any(reaches(v, book, entry, link.child) for link in v.guardianships)


def teaches(v: Viewer, entry: Entry) -> bool:
    """ "Own classes, groups", of now and of the running year; "director … attached to classes, also the teacher cells
    there".
    """
    if v.school != entry.school or not (v.role == "teacher" or v.directs):
        return False
    classes = attached_classes(v.world, v.person, entry.school, v.now)
    return bool(
        entry.classes & classes or entry.groups & attached_groups(v.world, v.person, entry.school, v.now)
    )


def as_director(v: Viewer, entry: Entry) -> bool:
    """ "Own school, shown to its teachers"."""
    return v.directs and v.school == entry.school


def as_staff(v: Viewer, book: Book, entry: Entry) -> bool:
    """ "Attached": to the class or group, all its levels; to a child by name, what is for that child."""
    if v.role != "staff" or v.school != entry.school:
        return False
    near = entry.classes & v.classes or entry.groups & v.groups
    return bool(near) or any(reaches(v, book, entry, child) for child in v.named_children)


def as_agent(v: Viewer, book: Book, entry: Entry) -> bool:
    """ "Study service, enrolled, 7 days (no)": for the days of today and the six next, of a child enrolled in an own
    study service as a pupil of that school, where the school allows it.
    """
    today = v.now - v.now % DAY
    if entry.school not in book.shown_to_study or not today <= entry.due < today + AGENT_DAYS * DAY:
        return False
    enrolled = {
        e.child for e in v.world.enrolments
        if e.service in v.services and e.contains(v.now) and v.world.services[e.service].kind == STUDY
        and entry.school in v.world.services[e.service].schools and e.school in (None, entry.school)
    }  # fmt: skip
    return entry.school in v.service_schools and any(reaches(v, book, entry, child) for child in enrolled)


def own_draft(v: Viewer, entry: Entry) -> bool:
    """ "Draft seen by author only", while linked to the school."""
    here = v.school == entry.school and v.role in MAKERS
    return entry.author == v.person and (here or entry.school in v.service_schools)


def sees(v: Viewer, book: Book, entry: Entry) -> bool:
    """The row "see an entry". Partner, inspector, academy and the others: not written."""
    if entry.state == "draft":
        return own_draft(v, entry)
    if teaches(v, entry):
        return True
    return is_out(v, entry) and (
        as_pupil(v, book, entry)
        or as_guardian(v, book, entry)
        or as_director(v, entry)
        or as_staff(v, book, entry)
        or as_agent(v, book, entry)
    )


# --- "shown to its teachers" -------------------------------------------------------------------------------


def consults(v: Viewer, book: Book, entry: Entry) -> bool:
    """Whether reading it is a consultation: it is seen by the director's cell, and by no other of this session."""
    return (
        is_out(v, entry)
        and as_director(v, entry)
        and not teaches(v, entry)
        and not as_guardian(v, book, entry)
    )


def sees_consultation(v: Viewer, entry: Entry, read: Consultation) -> bool:
    """ "Shown to its teachers": those in force; nobody else."""
    return read.entry == entry.id and entry.state != "draft" and teaches(v, entry)


# --- acts: the roles that grant them -----------------------------------------------------------------------


def write(v: Viewer, school: str, classes: frozenset[str], groups: frozenset[str]) -> frozenset[str]:
    """ "Write (act) | – | – | own classes, groups | – | – | –": each of those it is for."""
    each = [Entry("", school, v.person, v.now, classes=frozenset({one})) for one in classes]
    each += [Entry("", school, v.person, v.now, groups=frozenset({one})) for one in groups]
    return by(v.role, bool(each) and all(teaches(v, one) for one in each))


def correct(v: Viewer, entry: Entry) -> frozenset[str]:
    """ "Correct, remove (act) | – | – | own classes, groups | – | – | –": whoever wrote it. A draft: its author, while
    a teacher of those it is for.
    """
    if entry.state == "draft":
        return write(v, entry.school, entry.classes, entry.groups) if own_draft(v, entry) else NOBODY
    return by(v.role, teaches(v, entry))


remove = correct


def tick(v: Viewer, book: Book, entry: Entry, child: str) -> frozenset[str]:
    """ "Tick (act) and see ticks | own | own child | see total | – | – | –": the cell asks for no exercise."""
    if not is_out(v, entry) or not reaches(v, book, entry, child):
        return NOBODY
    own = by("pupil", v.role == "pupil" and v.person == child and v.school == entry.school)
    return own | by("guardian", bool(v.links_to(child)))


# --- ticks and their total ---------------------------------------------------------------------------------


def sees_tick(v: Viewer, book: Book, entry: Entry, child: str) -> bool:
    """The same cells: who may tick for the child sees whether it is done; "the teacher sees … never who"."""
    return bool(tick(v, book, entry, child))


def sees_total(v: Viewer, entry: Entry) -> bool:
    """ "See total": teachers of the class or group in force."""
    return is_out(v, entry) and teaches(v, entry)


def total(v: Viewer, book: Book, entry: Entry) -> tuple[int, int] | None:
    """ "18 sur 25": children it is for now, and those of them who are done; None: not seen."""
    return figures(v, book, entry) if sees_total(v, entry) else None


def figures(v: Viewer, book: Book, entry: Entry) -> tuple[int, int]:
    """Those figures, whoever looks."""
    children = {child for child in v.world.persons if reaches(v, book, entry, child)}
    done = {one.child for one in book.ticks if one.entry == entry.id}
    return len(done & children), len(children)


# --- what a request answers --------------------------------------------------------------------------------


def verdict(granted: frozenset[str], *, seen: bool) -> int:
    """ "– = 403 when the actor sees the object by its see row, else 404"."""
    return 200 if granted else 403 if seen else 404


def verdict_of_correcting(v: Viewer, book: Book, entry: Entry) -> int:
    """Of an entry: correct, or remove."""
    return verdict(correct(v, entry), seen=sees(v, book, entry))


def verdict_of_tick(v: Viewer, book: Book, entry: Entry, child: str) -> int:
    """Of an entry and a child: 403 where both are seen."""
    seen = sees(v, book, entry) and names_of_pupil(v, child) != "none"
    return verdict(tick(v, book, entry, child), seen=seen)


# --- what is asked of drawn worlds: with the book of the world -----------------------------------------------


def _given_to(place: ClassGroup | Group) -> tuple[str, frozenset[str], frozenset[str]]:
    """The school, and the place as classes and groups."""
    one: frozenset[str] = frozenset({place.id})
    return (
        (place.school, one, frozenset())
        if isinstance(place, ClassGroup)
        else (place.school, frozenset(), one)
    )


def write_to(v: Viewer, place: ClassGroup | Group) -> frozenset[str]:
    """`write`, of one class or group."""
    return write(v, *_given_to(place))


def consult(v: Viewer, place: ClassGroup | Group) -> frozenset[str]:
    """ "Own school, shown to its teachers": of a class or group of the running year that is not an own one."""
    here = place.school == v.school and place.year == v.world.schools[place.school].running_year
    return by(v.role, v.directs and here and not write_to(v, place))


def see_entry(v: Viewer, entry: Entry) -> bool:
    """`sees`."""
    return sees(v, v.world.book, entry)


def see_tick(v: Viewer, thing: ChildEntry) -> bool:
    """`sees_tick`."""
    return sees_tick(v, v.world.book, v.world.book.entries[thing.entry], thing.child)


def see_total(v: Viewer, thing: EntryTotal) -> bool:
    """Whether `total` is seen, and is that."""
    return total(v, v.world.book, v.world.book.entries[thing.entry]) == (thing.done, thing.among)


def tick_for(v: Viewer, thing: ChildEntry) -> frozenset[str]:
    """`tick`."""
    return tick(v, v.world.book, v.world.book.entries[thing.entry], thing.child)
