"""The table "Keys: sheets, ties, guardianships, mandates" of the next oracle: what the Directory does not hold yet."""

from __future__ import annotations

from tests.reference.directory import family, hands, links_of, own_family
from tests.reference.directory_acts import for_family, in_own_school, of_own_school
from tests.reference.links import (
    ADULTS_OF_SCHOOL,
    DIRECTORS,
    Viewer,
    affiliations,
    profiles,
    restriction_level,
    schools_of_pupil,
)
from tests.reference.notes import NOBODY, by
from tests.reference.things import ImportFile, KindChange, PersonOf, Proposal, SheetTry
from tests.reference.world import School, Tie, World

LEGAL = frozenset({"exercises", "not_known", "no_exercise"})
# What each kind may do, from the most to the least: "Guardians: kinds and restrictions".
RANK = ("contact", "no_exercise", "in_charge", "not_known", "exercises")
TIED = ADULTS_OF_SCHOOL - {"director", "deputy"} | {"partner"}  # "substitute, staff, partner": by hand
TRIES = 3


# --- ties ------------------------------------------------------------------------------------------------


def waits(tie: Tie, now: int) -> bool:
    """Proposed, not yet accepted, not over."""
    accepted = tie.accepted is not None and tie.accepted <= now
    return tie.proposed <= now and not accepted and (tie.ends is None or now < tie.ends)


def see_tie(v: Viewer, tie: Tie) -> bool:
    """ "A known person … it asks to sign in and shows the tie to accept"; "see … a link to come | director"."""
    mine = tie.person == v.person and v.session.scope is None
    return waits(tie, v.now) and (mine or (v.directs and tie.school == v.school))


def propose_tie(v: Viewer, thing: Proposal) -> frozenset[str]:
    """ "Tie a known person to S | director proposes"; "nobody grants … for oneself"."""
    granted = v.directs and thing.school == v.school and thing.profile in TIED
    return by(v.role, granted and thing.person != v.person)


def accept_tie(v: Viewer, tie: Tie) -> frozenset[str]:
    """ "**P accepts, signed in**": with the own secret, never with that of a sheet, which the proposer may have."""
    return by("self", tie.person == v.person and waits(tie, v.now) and see_tie(v, tie))


def print_tie(v: Viewer, tie: Tie) -> frozenset[str]:
    """ "The same paper prints in both cases": whoever proposes, whatever else the person is."""
    return by(v.role, v.directs and tie.school == v.school and waits(tie, v.now))


# --- guardianships ---------------------------------------------------------------------------------------


def withdraw_tie(v: Viewer, tie: Tie) -> frozenset[str]:
    """ "End any of these | who may give it; one person": a director, of the own school."""
    return by(v.role, v.directs and tie.school == v.school)


def change_kind(v: Viewer, thing: KindChange) -> frozenset[str]:
    """ "Lower a guardian's kind | is a restriction: reason, dates, document …. *Contact*: only who never was legal.
    Raise: import, or director with a document"; nobody so tied.
    """
    link = v.world.guardianships[thing.guardianship]
    legal = link.was_legal or link.kind in LEGAL
    if thing.kind == link.kind or not thing.document or (thing.kind == "contact" and legal):
        return NOBODY
    if not link.contains(v.now):
        return NOBODY
    return for_family(v, link.child, frozenset({link.child, link.adult}))


def decide_erasure(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "Of an account, of a child's account …: a request that the director decides"; nobody so tied, nor oneself, nor
    whom the person named; else the academy, of a school of the person where nobody is left to decide.
    """
    if thing.person == v.person or own_family(v, frozenset({thing.person})):
        return NOBODY
    if v.role == "academy":
        return by("academy", any(_undecided(v, thing.person, s) for s in v.territory))
    here = v.directs and in_own_school(v, thing.person)
    return by(v.role, here and _decides(v, thing.person, str(v.school), v.person))


def _undecided(v: Viewer, person: str, school: str) -> bool:
    """A school of the person, by dates alone, whose direction may not decide: closed, without any, all concerned."""
    wards = [g.child for g in links_of(v, person) if g.kind != "contact"]
    families = any("pupil" in at_school(v.world, child, school, v.now) for child in wards)
    there = bool(at_school(v.world, person, school, v.now)) or families
    return there and not any(_decides(v, person, school, head) for head in v.world.persons)


def _decides(v: Viewer, person: str, school: str, head: str) -> bool:
    """Whether the head may: by one of its links, concerned neither by itself nor by who named it."""
    for role in profiles(v.whole, head, school, v.now) & DIRECTORS:
        mine = hands(v.whole, head, role, school, v.now)
        if person not in mine and not any(person in family(v.whole, hand, v.now) for hand in mine):
            return True
    return False


def choose_animal(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "Choose a child's animal | the child alone"."""
    here = v.session.school in schools_of_pupil(v.world.opened(), v.person, v.now)  # of the own account
    return by("pupil", v.session.role == "pupil" and here and thing.person == v.person)


def tick(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "**Homework**: tick (act) … | own | as own child", and so what goes into the bag: no legal kind is left out."""
    there = schools_of_pupil(v.world, thing.person, v.now)
    mine = v.session.role == "pupil" and thing.person == v.person and v.session.school in there
    return by("pupil", mine) | by("guardian", bool(there and v.links_to(thing.person)))


# --- imports ---------------------------------------------------------------------------------------------


def import_file(v: Viewer, thing: ImportFile) -> frozenset[str]:
    """ "Import that ends the actor's own tie, or whose file names < 20 % of the pupils in force (a school without any
    is never refused) | no; academy opens it once, with a reason".
    """
    roles = of_own_school(v, v.world.schools[thing.school])
    in_force = {p for p in v.world.persons if "pupil" in profiles(v.world, p, thing.school, v.now)}
    few = bool(in_force) and 5 * len(thing.names & in_force) < len(in_force)
    refused = v.person in thing.ends or few
    return NOBODY if refused and not thing.opened else roles


def open_import(v: Viewer, school: School) -> frozenset[str]:
    """ "Academy opens it once, with a reason": that of the territory of the school."""
    return by("academy", v.role == "academy" and school.id in v.territory)


# --- second fact -----------------------------------------------------------------------------------------


def children_asked(world: World, person: str, now: int) -> frozenset[str]:
    """ "Always asked when P has a child, whatever P's roles": as a guardian, save a child that a decision hides."""
    links = world.guardianships.values()
    return frozenset(
        g.child
        for g in links
        if g.adult == person
        and g.contains(now)
        and g.kind != "contact"
        and restriction_level(world, g.id, now) < 2
    )


def second_fact(world: World, thing: SheetTry, now: int) -> str:
    """ "The form takes the birth dates of all one's children …; when P has a child outside S, the date of a child of S
    alone asks for one more and is no wrong try; 3 wrong = void". One of open, one_more, wrong, void.
    """
    if thing.wrong >= TRIES:
        return "void"
    dates = {c: world.persons[c].birth_date for c in children_asked(world, thing.person, now)}
    here = {d for c, d in dates.items() if "pupil" in at_school(world, c, thing.school, now)}
    outside = {d for c, d in dates.items() if "pupil" not in at_school(world, c, thing.school, now)}
    # A date that is also that of a child of S is the date of a child of S.
    proves = (outside - here) or outside or here
    typed = {world.persons[c].birth_date for c in thing.dates}
    if not proves or typed & proves:
        return "open"
    # "All one's children": a brother that nobody here knows is no mistake beside a date that proves.
    wrong = len(typed - here - outside) + thing.stranger
    if not wrong:
        return "one_more"
    return "void" if thing.wrong + wrong >= TRIES else "wrong"


def at_school(world: World, child: str, school: str, now: int) -> set[str]:
    """Profiles there by their dates: an entitlement says nothing of who is known."""
    return {
        a.profile for a in affiliations(world) if a.person == child and a.school == school and a.contains(now)
    }
