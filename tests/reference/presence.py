"""The rows "Roll call" of the next oracle: half-days, absences with their reasons, calls to families, the evacuation.

All of it is of the running year: "1 September ▸ last year's file ▸ 404". "Own classes" of a half-day or an absence: in
whose register it stands ("morning in the old register, afternoon in the new"); rows that mean the child's say "now".
"""

from __future__ import annotations

from tests.reference.directory import direction_tied, family, own_family
from tests.reference.links import (
    ADULTS_OF_SCHOOL,
    Viewer,
    attached,
    classes_of_pupil,
    profiles,
    restriction_level,
    running,
)
from tests.reference.notes import NOBODY, SIGNERS, by
from tests.reference.things import Evacuation, EvacuationPhones, Pupil
from tests.reference.world import DAY, Absence, ClassGroup, HalfDay, Hosting


def _classes(v: Viewer, child: str, school: str) -> frozenset[str]:
    """Classes of the child in that school: one may be a pupil of two."""
    return frozenset(
        c for c in classes_of_pupil(v.world, child, v.now) if v.world.classes[c].school == school
    )


def _in_year(v: Viewer, absence: Absence) -> bool:
    return absence.year == v.world.schools[absence.school].running_year


def _of_own_class(v: Viewer, thing: Absence, classes: frozenset[str]) -> bool:
    """In whose register it stands, or where the child is now: what is told of days to come goes with the child."""
    return thing.class_id in classes or bool(_classes(v, thing.child, thing.school) & classes)


def _alone(v: Viewer, child: str, school: str) -> bool:
    """ "Own child", a pupil of that school, "R1 –"."""
    levels = [restriction_level(v.world, link.id, v.now) for link in v.links_to(child)]
    return 0 in levels and bool(_classes(v, child, school))


def _tells(v: Viewer, child: str, school: str) -> bool:
    """ "Declare (act) | – | exercises, in charge, R1; without exercise –": of an own child, where it is a pupil."""
    kinds = {link.kind for link in v.links_to(child)}
    return bool(kinds & SIGNERS) and bool(_classes(v, child, school))


# --- see -------------------------------------------------------------------------------------------------


def half_day(v: Viewer, thing: HalfDay) -> bool:
    """ "see today | – | own child; R1 – | own, hosted classes | own school | attached | own service: absent or not";
    "see past half-days | – | own child; R1: totals of closed months | own classes | own school | – | –".
    """
    if thing.day > v.now or not running(v.world, thing.class_id):
        return False
    if _alone(v, thing.child, thing.school):
        return True
    if v.directs:
        return thing.school == v.school
    if v.role == "teacher":
        return thing.class_id in v.classes or (v.now < thing.day + DAY and _hosted(v, thing))
    if v.now >= thing.day + DAY:
        return False
    if v.role == "staff":
        by_name = thing.child in v.named_children and thing.school == v.school
        return by_name or thing.class_id in v.classes | v.delegated  # who takes the roll sees it
    return _served(v, thing)


def _hosted(v: Viewer, thing: HalfDay) -> bool:
    """ "Hosted = children of a spread class placed there that half-day": in an own class."""
    return any(
        (h.child, h.school, h.day, h.half) == (thing.child, thing.school, thing.day, thing.half)
        and h.host in v.classes
        for h in v.world.hostings.values()
    )


def hosting(v: Viewer, thing: Hosting) -> bool:
    """Who "sees today" the "own, hosted classes" sees who is hosted where; "own school"; of past half-days "own
    classes"."""
    if not running(v.world, thing.class_id):
        return False
    if v.directs:
        return thing.school == v.school
    today = thing.day <= v.now < thing.day + DAY
    return v.role == "teacher" and (thing.class_id in v.classes or (today and thing.host in v.classes))


def _served(v: Viewer, thing: HalfDay) -> bool:
    """ "Own service", of the school that the enrolment names."""
    return (
        thing.school in v.service_schools
        and v.is_pupil_of(thing.child, thing.school)
        and any(
            e.child == thing.child and e.service in v.services and e.contains(v.now)
            and e.school in (None, thing.school) and thing.school in v.world.services[e.service].schools
            for e in v.world.enrolments
        )
    )  # fmt: skip


def absence(v: Viewer, thing: Absence) -> bool:
    """ "see reason, words, file | – | own declarations | own classes | own school | – | –"; what nobody explained: who
    is asked. Who holds a reason for legitimate sees it.
    """
    if not _in_year(v, thing):
        return False
    if (v.directs and thing.school == v.school) or (
        v.role == "teacher" and _of_own_class(v, thing, v.classes)
    ):
        return True
    own = bool(v.links_to(thing.child)) and bool(_classes(v, thing.child, thing.school))
    if own and thing.explained and thing.said_by == v.person:
        return True
    return bool(answer(v, thing) or judge(v, thing))


def evacuation(v: Viewer, thing: Evacuation) -> bool:
    """ "evacuation list | – | – | school: names, present; phones: own classes | own school, phones | school: names,
    present | own service, its hours".
    """
    return v.role in ADULTS_OF_SCHOOL and thing.school == v.school


def evacuation_phones(v: Viewer, thing: EvacuationPhones) -> bool:
    """Same row: the phones of a class of the running year."""
    group = v.world.classes[thing.class_id]
    if v.role == "teacher":
        return group.id in v.classes
    return v.directs and group.school == v.school


# --- acts ------------------------------------------------------------------------------------------------


def take_call(v: Viewer, group: ClassGroup) -> frozenset[str]:
    """ "take, correct (act) | own animal on the class's device: a proposal | – | own, hosted classes … | any class … |
    delegated | –".
    """
    if v.role == "teacher":
        return by("teacher", group.id in v.classes)
    if v.role == "staff":
        return by("staff", group.id in v.delegated)
    return by(v.role, v.directs and group.school == v.school and running(v.world, group.id))


def call_hosted(v: Viewer, group: ClassGroup) -> frozenset[str]:
    """Same row, of whom the class hosts: "own, hosted classes | any class"; "delegated" names no hosted ones."""
    if v.role == "teacher":
        return by("teacher", group.id in v.classes)
    return by(v.role, v.directs and group.school == v.school and running(v.world, group.id))


def spread(v: Viewer, group: ClassGroup) -> frozenset[str]:
    """ "… spread a class (act) | – | – | – | own school | – | –"."""
    return by(v.role, v.directs and group.school == v.school and running(v.world, group.id))


def arrange(v: Viewer, thing: Pupil) -> frozenset[str]:
    """ "… arrange afternoons … (act) | – | – | – | own school | – | –"."""
    return by(v.role, v.directs and thing.school == v.school and v.is_pupil_of(thing.child, thing.school))


def declare(v: Viewer, thing: Pupil) -> frozenset[str]:
    """The guardian's cell of "declare"."""
    return by("guardian", _tells(v, thing.child, thing.school))


def answer(v: Viewer, thing: Absence) -> frozenset[str]:
    """What nobody explained: "all who exercise ring"; "R1: no live presence, never alerted". What was told: who told it
    may say it otherwise; "one answer closes both".
    """
    if not _in_year(v, thing) or not _tells(v, thing.child, thing.school):
        return NOBODY
    if thing.explained:
        return by("guardian", thing.said_by == v.person)
    return by("guardian", _alone(v, thing.child, thing.school))


def record(v: Viewer, thing: Pupil) -> frozenset[str]:
    """ "declare (act) | … | own classes, by phone, paper | same, own school | – | –"."""
    if v.directs:
        return by(v.role, thing.school == v.school and v.is_pupil_of(thing.child, thing.school))
    return by("teacher", v.role == "teacher" and bool(_classes(v, thing.child, thing.school) & v.classes))


def log_attempt(v: Viewer, thing: Absence) -> frozenset[str]:
    """ "see, log calls to families | – | – | own classes | own school | delegated | –"."""
    if not _in_year(v, thing):
        return NOBODY
    if v.role == "teacher":
        return by("teacher", _of_own_class(v, thing, v.classes))
    if v.role == "staff":
        return by("staff", _of_own_class(v, thing, v.delegated))
    return by(v.role, v.directs and thing.school == v.school)


def judge(v: Viewer, thing: Absence) -> frozenset[str]:
    """ "judge a reason … (act) | – | – | – | own school | – | –"; of a child of the own family "nobody so tied: another
    director of the school, not named by the actor …. Reason of such a child's absence: the child's teacher when not
    tied, else inspector".
    """
    people = frozenset({thing.child})
    if not _in_year(v, thing) or own_family(v, people):
        return NOBODY
    if v.directs:
        return by(v.role, thing.school == v.school)
    if not direction_tied(v, thing.school, people):
        return NOBODY
    if v.role == "teacher":
        return by("teacher", bool(_classes(v, thing.child, thing.school) & v.classes))
    return by("inspector", v.role == "inspector" and thing.school in v.territory and not _teachers(v, thing))


def follow(v: Viewer, thing: Pupil) -> frozenset[str]:
    """ "Judge a reason, sign the month, arrange afternoons, signalement, spread a class (act) | – | – | – | own school
    | – | –", and what leads there (flows C, "Assiduité"), about a pupil of the school; of a child of the own family
    "nobody so tied: another director of the school, not named by the actor"; "else inspector", as of the reasons
    that are counted.
    """
    return _follows(v, thing.child, thing.school, v.is_pupil_of(thing.child, thing.school))


def open_report(v: Viewer, thing: Pupil) -> frozenset[str]:
    """ "Sealed document, signalement | director": its paper stays of the school that made it, wherever the child is."""
    return _follows(v, thing.child, thing.school, True)


def _follows(v: Viewer, child: str, school: str, there: bool) -> frozenset[str]:
    people = frozenset({child})
    if not there or own_family(v, people):
        return NOBODY
    if v.directs:
        return by(v.role, school == v.school)
    inspects = v.role == "inspector" and school in v.territory
    return by("inspector", inspects and direction_tied(v, school, people))


def _teachers(v: Viewer, thing: Absence) -> frozenset[str]:
    """The child's teachers who are not tied to it."""
    classes = _classes(v, thing.child, thing.school)
    return frozenset(
        p
        for p in v.whole.persons
        if "teacher" in profiles(v.whole, p, thing.school, v.now)
        and any(attached(v.whole, p, "class", c, v.now) for c in classes)
        and thing.child not in family(v.whole, p, v.now)
    )
