"""The "act | who" table of the Directory. Each function gives the set of roles that grant the act."""

from __future__ import annotations

from tests.reference.directory import (
    left_to_academy,
    links_of,
    own_family,
)
from tests.reference.links import (
    DIRECTORS,
    Viewer,
    affiliations,
    entitled,
    inside,
    mandates,
    profiles,
    profiles_to_come,
    restriction_level,
    running,
    schools_as,
    schools_of_pupil,
)
from tests.reference.notes import EXERCISES, NOBODY, by
from tests.reference.things import AgentSeat, Alarm, MandateGrant, Merge, PersonOf, SchoolSet, ThroughSupport
from tests.reference.world import HOUR, ClassGroup, Guardianship, School, World

LONGEST_SUPPORT = 4 * HOUR


def in_own_school(v: Viewer, person: str) -> bool:
    """ "Everyone of own school": an affiliation there, or guardian (not contact) of one of its pupils."""
    return v.school is not None and of_school(v, person, v.school)


def of_school(v: Viewer, person: str, school: str) -> bool:
    """The same, for any school."""
    families = any(g.kind != "contact" and v.is_pupil_of(g.child, school) for g in links_of(v, person))
    return bool(profiles(v.world, person, school, v.now)) or families


def will_be_in_own_school(v: Viewer, person: str) -> bool:
    """ "See, print ahead a link to come | director": of an adult; a pupil's begins with the file that tells it."""
    return bool(profiles_to_come(v.world, person, v.school, v.now) - {"pupil"})


def has_link(world: World, person: str, school: str, now: int) -> bool:
    """A link other than a pupil's, by its dates alone."""
    return any(
        a.person == person and a.school == school and a.profile != "pupil" and a.contains(now)
        for a in affiliations(world)
    )


def tied_direction(v: Viewer, person: str) -> bool:
    """ "Nobody so tied: another director of the school …; else academy", for a person of a school of the territory."""
    people = frozenset({person})
    return any(of_school(v, person, s) and left_to_academy(v, s, people) for s in v.world.schools)


def make_sheet(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "make or renew sheets | teacher: pupils of own classes; director, deputy: everyone of own school but oneself;
    a director's: academy, or a command on the server"; next: "print ahead a link to come | director"; "director,
    mandate above a school: academy only. Agent of several schools: member_rep of the body, academy".
    """
    if own_family(v, frozenset({thing.person})) or thing.person == v.person:
        return NOBODY
    directs_at = schools_as(v.world, thing.person, frozenset({"director"}), v.now)
    if v.role == "academy":
        return by("academy", _academy_makes(v, thing.person, directs_at))
    if v.role == "member_rep":
        return by("member_rep", any(_serves_body(v, s) for s in _several_schools(v, thing.person)))
    if v.role == "teacher":
        return by("teacher", v.in_own_class(thing.person))
    here = in_own_school(v, thing.person) or will_be_in_own_school(v, thing.person)
    kept = directs_at or _acts_above(v, thing.person)
    return by(v.role, v.directs and here and not kept)


def _academy_makes(v: Viewer, person: str, directs_at: frozenset[str]) -> bool:
    """ "Director, mandate above a school: academy only. Agent of several schools: member_rep of the body, academy":
    of its territory, of whom it alone gives the mandates; own family: "else academy".
    """
    held = [m for m in v.whole.mandates if m.person == person and (m.ends is None or v.now < m.ends)]
    kept = [_academy_keeps(v, MandateGrant(m.role, m.target, person)) for m in held]
    return bool(directs_at & v.territory) or (bool(kept) and all(kept)) or _family_left(v, person)


def _family_left(v: Viewer, person: str) -> bool:
    """A family left to the academy, save who works or acts somewhere: their account opens more than a family."""
    works = any(has_link(v.whole, person, s, v.now) for s in v.whole.schools)
    acts = any(m.person == person and m.contains(v.now) for m in v.whole.mandates)
    return not works and not acts and tied_direction(v, person)


def _several_schools(v: Viewer, person: str) -> frozenset[str]:
    """The services of an agent whose services are, together, of several schools."""
    held = {m.target for m in mandates(v.world, person, "commune_agent", v.now)}
    schools = {s for service in held for s in v.world.services[service].schools}
    return frozenset(held) if len(schools) > 1 else frozenset()


def _serves_body(v: Viewer, service: str) -> bool:
    """Whether the service is of the body that a member_rep stands for."""
    held = mandates(v.world, v.person, "member_rep", v.now)
    return any(v.world.members[m.target].territory == v.world.services[service].owner for m in held)


def _acts_above(v: Viewer, person: str) -> bool:
    """A mandate above the schools, or a service (or several) in more than one."""
    held = [m for m in v.whole.mandates if m.person == person and m.contains(v.now)]
    return any(m.role != "commune_agent" for m in held) or bool(_several_schools(v, person))


def end_sessions(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "see and end sessions | self; of a pupil: teacher of the class, director"."""
    if thing.person == v.person:
        return frozenset({"self"})
    teaches = v.role == "teacher" and v.in_own_class(thing.person)
    return by(v.role, teaches or (v.directs and v.is_pupil_of(thing.person, v.school)))


def use_role(v: Viewer, school: School) -> frozenset[str]:
    """Being there: in the role in use at its school, as a guardian at the schools of own children. "A switch of the
    safety desk removes the act for the roles it names, at once".
    """
    if v.role in (None, "guardian"):
        return by("guardian", school.id in v.schools_of_children)
    here = v.service_schools if v.role == "commune_agent" else {v.school}
    return by(v.role, school.id in here)


def name_alarm(v: Viewer, thing: Alarm) -> frozenset[str]:
    """ "set aside, end sessions: director: own school; academy: own territory; platform: all, by hash, unread"; "nobody
    so tied"; "nobody … sees … the report about oneself". Of no school nobody but the platform is left.
    """
    if thing.person == v.person or own_family(v, frozenset({thing.person})):
        return NOBODY
    if thing.school is None:
        return by("platform", v.role == "platform")
    if v.role == "academy":
        return by("academy", thing.school in v.territory)
    return by(v.role, v.directs and thing.school == v.school)


def own_whole(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """Own data: "export of one's own data: everyone, always, also *former*"; "of own optional data at once"; the ways
    in. A session born of a sheet: S's things, "nothing else".
    """
    return by("self", thing.person == v.person and v.session.scope is None)


def export_child(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "Export … a guardian for the child unless restricted (≥ 2)", "always, also *former*": the link is in force, or
    stood until the child left. A session born of a sheet: "S's things only".
    """
    if v.session.scope is not None:
        return NOBODY
    hidden = any(
        restriction_level(v.world, g.id, v.now) >= 2
        for g in v.world.guardianships.values()
        if (g.adult, g.child) == (v.person, thing.person)
    )
    return by(
        "guardian",
        not hidden
        and any(
            g.adult == v.person and g.child == thing.person and g.kind != "contact" and _stood(v, g)
            for g in v.world.guardianships.values()
        ),
    )


def _stood(v: Viewer, link: Guardianship) -> bool:
    if link.contains(v.now):
        return True
    places = [a for a in affiliations(v.world) if a.person == link.child and a.profile == "pupil"]
    if link.ends is None or link.starts > v.now or any(a.contains(v.now) for a in places):
        return False
    ends = [a.ends for a in places if a.ends is not None]
    return bool(ends) and link.ends >= max(ends)


def keep_door(v: Viewer, group: ClassGroup) -> frozenset[str]:
    """What the pupils of a class come in with: "make or renew sheets | teacher: pupils of own classes; director,
    deputy: everyone of own school".
    """
    heads = v.directs and group.school == v.school and running(v.world, group.id)
    return by(v.role, heads or (v.role == "teacher" and group.id in v.classes))


def open_families(v: Viewer, school: School) -> frozenset[str]:
    """ "Nobody so tied: another director of the school, not named by the actor; else academy": of a school where some
    pupil is left to it.
    """
    pupils = (p for p in v.world.persons if "pupil" in profiles(v.world, p, school.id, v.now))
    return by("academy", any(left_to_academy(v, school.id, frozenset({one})) for one in pupils))


def own_account(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "own preferences, devices, charter, role and school in use | self"."""
    return by("self", thing.person == v.person)


def of_own_school(v: Viewer, school: School) -> frozenset[str]:
    """ "import, merge, un-merge, classes, attachments | director, deputy of the school"; "add, prolong, end by hand
    substitute, staff, partner | director, deputy"; "school settings | director"; "support access … granted by the
    director".
    """
    return by(v.role, v.directs and school.id == v.school)


def set_switch(v: Viewer, school: School) -> frozenset[str]:
    """ "switch (act): director own school, academy own territory, platform all"."""
    if v.role == "academy":
        return by("academy", school.id in v.territory)
    return by("platform", v.role == "platform") or of_own_school(v, school)


def import_school(v: Viewer, school: School) -> frozenset[str]:
    """Same row: "director, deputy of the school; academy: AAF of its own" (an AAF import is "aaf.import")."""
    return of_own_school(v, school)


def import_aaf(v: Viewer, school: School) -> frozenset[str]:
    """ "academy: AAF of its own"."""
    return by("academy", v.role == "academy" and school.id in v.territory)


def merge(v: Viewer, thing: Merge) -> frozenset[str]:
    """ "merge across schools: director of both, else academy"; nobody of the own family."""
    if own_family(v, thing.people):
        return NOBODY
    if v.role == "academy" and len(thing.schools) == 1:
        return by("academy", all(left_to_academy(v, s, thing.people) for s in thing.schools))
    if v.directs and v.school in thing.schools:
        return by(v.role, all(profiles(v.world, v.person, s, v.now) & DIRECTORS for s in thing.schools))
    return by("academy", v.role == "academy" and len(thing.schools) > 1 and thing.schools <= v.territory)


def start_run(v: Viewer, thing: None) -> frozenset[str]:
    """ "start an academy run, see counts and problem codes without names | platform"; ceilings: "platform"."""
    return by("platform", v.role == "platform" and thing is None)


def add_agent(v: Viewer, thing: AgentSeat) -> frozenset[str]:
    """ "add, prolong, end commune agents | member_rep of the commune for its body; director for own school"; next:
    "nobody grants … for oneself".
    """
    service = v.world.services[thing.service]
    if thing.person == v.person:
        return NOBODY
    if v.role == "member_rep":
        return by("member_rep", _serves_body(v, thing.service))
    return by(v.role, v.directs and thing.school == v.school and v.school in service.schools)


def grant_mandate(v: Viewer, thing: MandateGrant) -> frozenset[str]:
    """ "mandates | academy: inspectors, commune and member mandates of own territory; platform: academy, coordinator,
    contractor, with a second person. Nobody grants a role to oneself".
    """
    if thing.person == v.person:
        return NOBODY
    if v.role == "platform":
        return by("platform", _seconded(v, thing) and thing.role in ("academy", "coordinator", "contractor"))
    return by("academy", _academy_keeps(v, thing))


def end_mandate(v: Viewer, thing: MandateGrant) -> frozenset[str]:
    """The same row, for an end: what is taken away needs no second person; one's own is not one's own to keep."""
    if thing.person == v.person:
        return NOBODY
    if v.role == "platform":
        return by("platform", thing.role in ("academy", "coordinator", "contractor"))
    return by("academy", _academy_keeps(v, thing))


def _seconded(v: Viewer, thing: MandateGrant) -> bool:
    """ "platform: …, with a second person": another one of the platform, and not the one it is for."""
    if thing.second is None or thing.second in (v.person, thing.person):
        return False
    return bool(mandates(v.world, thing.second, "platform", v.now))


def _academy_keeps(v: Viewer, thing: MandateGrant) -> bool:
    """ "academy: inspectors, commune and member mandates of own territory"."""
    if v.role != "academy":
        return False
    if thing.role == "inspector":
        place: str | None = thing.target
    elif thing.role == "commune_agent":
        place = v.world.services[thing.target].owner
    elif thing.role == "member_rep":
        place = v.world.members[thing.target].territory
    else:
        return False
    return any(inside(v.world, place, m.target) for m in mandates(v.world, v.person, "academy", v.now))


def set_restriction(v: Viewer, thing: Guardianship) -> frozenset[str]:
    """ "restriction | director"; "nobody so tied: another director of the school, not named by the actor; else
    academy".
    """
    return for_family(v, thing.child, frozenset({thing.child, thing.adult}))


def for_family(v: Viewer, child: str, people: frozenset[str]) -> frozenset[str]:
    """The director of the school of the child, when nobody is tied to it; else the academy."""
    if own_family(v, people):
        return NOBODY
    if v.role == "academy":
        schools = [s for s in v.world.schools if v.is_pupil_of(child, s)]
        return by("academy", any(left_to_academy(v, s, people) for s in schools))
    return by(v.role, v.directs and v.is_pupil_of(child, v.school))


def record_consent(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "record a paper consent … | director"; nobody so tied, as above."""
    return for_family(v, thing.person, frozenset({thing.person}))


def give_consent(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "give, withdraw | … guardian who exercises"; person in charge: "consents only with a document recorded"."""
    scope, schools = v.session.scope, schools_of_pupil(v.whole, thing.person, v.now)
    if scope is not None and not schools <= scope:
        return NOBODY  # it holds in the other school too: "S's things only"
    return by("guardian", any(g.kind in EXERCISES or (g.kind == "in_charge" and g.document)
                              for g in v.links_to(thing.person)))  # fmt: skip


def suspend(v: Viewer, thing: PersonOf) -> frozenset[str]:
    """ "suspend, reactivate | director; never oneself or the last director"; nobody so tied, as above."""
    if own_family(v, frozenset({thing.person})):
        return NOBODY
    if v.role == "academy":
        return by("academy", tied_direction(v, thing.person))
    if not v.directs or thing.person == v.person or not in_own_school(v, thing.person):
        return NOBODY
    # It shuts the whole account: not of who works in another school, or holds a mandate.
    others = {s for s in v.whole.schools if s != v.school and has_link(v.whole, thing.person, s, v.now)}
    if others or any(m.person == thing.person and m.contains(v.now) for m in v.whole.mandates):
        return NOBODY
    heads = {p for p in v.world.persons if "director" in profiles(v.world, p, str(v.school), v.now)}
    return by(v.role, heads != {thing.person})


def change_year(v: Viewer, thing: SchoolSet) -> frozenset[str]:
    """ "year change: prepare, switch, undo | director; academy for many schools"."""
    if v.role == "academy":
        return by("academy", len(thing.schools) > 1 and thing.schools <= v.territory)
    return by(v.role, v.directs and thing.schools == {v.school})


def grant_entitlement(v: Viewer, school: School) -> frozenset[str]:
    """ "entitlement by hand | academy, coordinator" (a coordinator who only reads does not)."""
    if v.role == "coordinator":
        held = mandates(v.world, v.person, "coordinator", v.now)
        return by("coordinator", any(m.level in ("manage", "sign") for m in held))
    return by("academy", v.role == "academy" and school.id in v.territory)


def ask_support(v: Viewer, school: School) -> frozenset[str]:
    """ "support access (read-only, ≤ 4 h, reason) | asked by contractor or platform"."""
    return by(v.role, v.role in ("contractor", "platform") and school.id in v.world.schools)


def through_support(v: Viewer, thing: ThroughSupport) -> bool:
    """ "support access (read-only, ≤ 4 h, reason) | asked by contractor or platform, granted by the director"; "its
    dates contain now, its school has an entitlement". Who asked as one role looks in that role.
    """
    held = any(
        one.person == v.person and one.role == v.role and one.school == thing.school
        and one.starts <= v.now < min(one.ends or one.starts, one.starts + LONGEST_SUPPORT)
        for one in v.world.supports
    )  # fmt: skip
    if not held or v.role not in ("contractor", "platform") or not entitled(v.world, thing.school, v.now):
        return False
    families = any(
        link.adult == thing.person and link.contains(v.now) and link.kind != "contact"
        and "pupil" in profiles(v.world, link.child, thing.school, v.now)
        for link in v.world.guardianships.values()
    )  # fmt: skip
    return bool(profiles(v.world, thing.person, thing.school, v.now)) or families


def grant_delegation(v: Viewer, group: ClassGroup) -> frozenset[str]:
    """ "Delegated = dated grant by the director"; deputy: "no further delegation"."""
    return by("director", v.role == "director" and group.school == v.school)


def make_deputy(v: Viewer, school: School) -> frozenset[str]:
    """ "deputy | dated delegation by the director, or by academy when there is none"."""
    if v.role == "academy":
        headed = any(
            a.school == school.id and a.profile == "director" and a.contains(v.now)
            for a in affiliations(v.world)
        )
        return by("academy", school.id in v.territory and not headed)
    return by("director", v.role == "director" and school.id == v.school)


def read_register(v: Viewer, thing: None) -> frozenset[str]:
    """ "register of processing, retention page | everyone signed in: read"."""
    return by("self", thing is None and bool(v.person))
