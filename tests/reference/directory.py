"""The *see* rows of the Directory table, one function per row. Deputy reads the director's column."""

from __future__ import annotations

from dataclasses import replace

from tests.reference.links import (
    ADULTS_OF_SCHOOL,
    DIRECTORS,
    TERRITORY_ROLES,
    Viewer,
    attached,
    children_of_service,
    classes_of_pupil,
    entitled,
    mandates,
    profiles,
    profiles_to_come,
    restriction_level,
    schools_as,
)
from tests.reference.things import AuditEntry, Figures, GuardianContact
from tests.reference.world import Guardianship, World

ORDER = ("none", "initial", "name_and_class", "full")


def names_of_pupil(v: Viewer, child: str) -> str:
    """ "names of pupils | own class | own child; others of the class: first name + initial if the school allows
    (default no; a child marked *protected* never) | own classes; rest of school: name + class | own school |
    attached | own service | –". Restriction 1: "minus … class lists".
    """
    found = {"none", _classmate_name(v, child)}
    if (v.role == "pupil" and v.in_own_class(child)) or v.links_to(child):
        found.add("full")
    if v.role == "teacher" and v.is_pupil_of(child, v.school):
        found.add("full" if v.in_own_class(child) else "name_and_class")
    if v.directs and v.is_pupil_of(child, v.school):
        found.add("full")
    if v.attached_to(child) or child in v.service_children:
        found.add("full")
    return max(found, key=ORDER.index)


def _classmate_name(v: Viewer, child: str) -> str:
    """Guardian: "others of the class: first name + initial if the school allows"."""
    if v.world.persons[child].protected:
        return "none"
    theirs = classes_of_pupil(v.world, child, v.now)
    for link in v.guardianships:
        if restriction_level(v.world, link.id, v.now) >= 1:
            continue
        for class_id in classes_of_pupil(v.world, link.child, v.now) & theirs:
            if v.world.schools[v.world.classes[class_id].school].allows("guardians_see_classmates"):
                return "initial"
    return "none"


def birth_date(v: Viewer, child: str) -> bool:
    """ "birth date | self | own child | own classes | own school | – | own service | –"."""
    return (
        (v.role == "pupil" and child == v.person)
        or bool(v.links_to(child))
        or (v.role == "teacher" and v.in_own_class(child))
        or (v.directs and v.is_pupil_of(child, v.school))
        or child in v.service_children
    )


def ine(v: Viewer, child: str) -> bool:
    """ "INE, source keys | – | – | – | own school | – …"."""
    return v.directs and v.is_pupil_of(child, v.school)


def names_of_staff(v: Viewer, person: str) -> bool:
    """ "names of teachers and staff | own school | schools of own children | own school | own school | own school |
    own schools | of the inviting group | own territory | own territory | director of own schools | –"; next: "see … a
    link to come | director … sheet and search from the day it is written".
    """
    where = schools_as(v.world, person, ADULTS_OF_SCHOOL, v.now)
    seen = set(v.schools_of_children) | set(v.service_schools)
    if v.role in ADULTS_OF_SCHOOL | {"pupil"}:
        seen.add(str(v.school))
    if v.role in TERRITORY_ROLES:
        seen |= v.territory
    if where & seen:
        return True
    if v.directs and profiles_to_come(v.world, person, v.school, v.now) & ADULTS_OF_SCHOOL:
        return True
    if v.role == "partner":
        teaches = profiles(v.world, person, str(v.school), v.now) & {"teacher", "staff"}
        return bool(teaches) and any(attached(v.world, person, "group", g, v.now) for g in v.groups)
    if v.role == "member_rep":
        return bool(schools_as(v.world, person, frozenset({"director"}), v.now) & v.territory)
    return False


def links_of(v: Viewer, adult: str) -> tuple[Guardianship, ...]:
    """Guardianships of the adult whose dates contain now."""
    return tuple(g for g in v.world.guardianships.values() if g.adult == adult and g.contains(v.now))


def guardian_name(v: Viewer, adult: str) -> bool:
    """ "guardians' names | own guardians | self; other guardian of own child: name only (restriction 1: –) |
    own classes | own school | attached children | own service | –".
    """
    if "guardian" in v.hats and adult == v.person:
        return True
    return any(_name_through(v, link) for link in links_of(v, adult))


def _name_through(v: Viewer, link: Guardianship) -> bool:
    child = link.child
    if link.kind != "contact":
        if v.role == "pupil" and child == v.person:
            return True
        if any(restriction_level(v.world, own.id, v.now) == 0 for own in v.links_to(child)):
            return True
    return (
        (v.role == "teacher" and v.in_own_class(child))
        or (v.directs and v.is_pupil_of(child, v.school))
        or child in v.named_children
        or child in v.service_children
    )


def guardian_contact(v: Viewer, thing: GuardianContact) -> bool:
    """ "guardians' phone, e-mail, address | – | self only | own classes: phone, e-mail | own school: all | – |
    own service: emergency phone | –".
    """
    if "guardian" in v.hats and thing.adult == v.person:
        return True
    for link in links_of(v, thing.adult):
        if v.directs and v.is_pupil_of(link.child, v.school):
            return True
        if v.role == "teacher" and v.in_own_class(link.child) and thing.field in ("phone", "email"):
            return True
        if link.child in v.service_children and thing.field == "emergency_phone":
            return True
    return False


def restriction_exists(v: Viewer, guardianship: str) -> bool:
    """ "a restriction exists | – | own link | own classes | own school | attached | own service | –".

    "Each adult sees only that a restriction exists on the own link": also at levels 2 and 3, which take the
    other guardian rights away.
    """
    link = v.world.guardianships[guardianship]
    if not link.contains(v.now):
        return False
    own = (
        link.adult == v.person
        and link.kind != "contact"
        and bool(classes_of_pupil(v.world, link.child, v.now))
    )
    return (
        own
        or (v.role == "teacher" and v.in_own_class(link.child))
        or (v.directs and v.is_pupil_of(link.child, v.school))
        or v.attached_to(link.child)
        or link.child in v.service_children
    )


def restriction_document(v: Viewer, guardianship: str) -> bool:
    """ "its document | – | – | – | with a reason, audited | –"; deputy: "no restriction document"."""
    link = v.world.guardianships[guardianship]
    return (
        v.role == "director"
        and v.is_pupil_of(link.child, v.school)
        and not own_family(v, frozenset({link.child, link.adult}))
    )


def family(world: World, person: str, now: int) -> frozenset[str]:
    """ "About a child, or its guardian, when the actor is guardian of that child (any kind, restricted and contact
    included)": the children that a person answers for, or did, and who answers for them, or will."""
    children = {g.child for g in world.guardianships.values() if g.adult == person}
    adults = {
        g.adult
        for g in world.guardianships.values()
        if g.child in children and (g.ends is None or g.ends > now)
    }
    return frozenset(children | adults)


def hands(world: World, person: str, role: str | None, school: str | None, now: int) -> frozenset[str]:
    """ "Not named by the actor": what a deputy may not do is what who named them may not, too."""
    named = {
        a.named_by for a in world.affiliations
        if role == "deputy" and a.profile == "deputy" and a.person == person and a.school == school and a.contains(now)
    }  # fmt: skip
    return frozenset({person, *(one for one in named if one is not None)})


def own_family(v: Viewer, people: frozenset[str]) -> bool:
    """Whether one of these people is of the viewer's family."""
    mine = hands(v.whole, v.person, v.role, v.school, v.now)
    return any(family(v.whole, hand, v.now) & people for hand in mine)


def direction_tied(v: Viewer, school: str, people: frozenset[str]) -> bool:
    """ "Nobody so tied: another director of the school, not named by the actor": the direction is tied, all of it."""
    heads = {
        (p, role) for p in v.whole.persons for role in profiles(v.whole, p, school, v.now) & DIRECTORS
    }  # fmt: skip
    return bool(heads) and all(
        any(family(v.whole, hand, v.now) & people for hand in hands(v.whole, p, role, school, v.now))
        for p, role in heads
    )


def left_to_academy(v: Viewer, school: str, people: frozenset[str]) -> bool:
    """ "Else academy": of the territory, where the direction is tied, all of it."""
    return v.role == "academy" and school in v.territory and direction_tied(v, school, people)


def consent_state(v: Viewer, child: str, kind: str) -> bool:
    """ "consents of a child | – | own child: state and own decisions | own classes | own school | attached |
    what its service needs | –".
    """
    return _consents_of_school(v, child, kind) or bool(v.links_to(child))


def consent_decision(v: Viewer, consent_id: str) -> bool:
    """Same row: a guardian sees "own decisions", not those of the other one."""
    consent = v.world.consents[consent_id]
    own = consent.by == v.person and bool(v.links_to(consent.child))
    return own or _consents_of_school(v, consent.child, consent.kind)


def _consents_of_school(v: Viewer, child: str, kind: str) -> bool:
    return (
        (v.role == "teacher" and v.in_own_class(child))
        or (v.directs and v.is_pupil_of(child, v.school))
        or v.attached_to(child)
        or any(
            kind in v.world.services[s].needs and child in children_of_service(v.world, s, v.now)
            for s in v.services
        )
    )


def sign_in_state(v: Viewer, person: str) -> str:
    """ "sign-in state | – | self | own classes: pupils, guardians | pupils, guardians: never / this month / earlier;
    staff: never / activated | – …figures". One of none, activated, month, full.
    """
    found = {"none"}
    if "guardian" in v.hats and person == v.person:
        found.add("full")
    children = {person} | {g.child for g in links_of(v, person) if g.kind != "contact"}
    if v.role == "teacher" and any(v.in_own_class(c) for c in children):
        found.add("month")
    if v.directs and any(v.is_pupil_of(c, v.school) for c in children):
        found.add("month")
    if v.directs:
        here = profiles(v.world, person, str(v.school), v.now)
        if (here | profiles_to_come(v.world, person, v.school, v.now)) & ADULTS_OF_SCHOOL:
            found.add("activated")
    return max(found, key=("none", "activated", "month", "full").index)


def audit_entry(v: Viewer, entry: AuditEntry) -> bool:
    """ "audit trail | – | own acts | own acts | own school | own acts | own acts | own acts | own acts | own acts |
    own acts | own acts, chain check; ids unresolved"; next: "everyone own acts, pupils too".
    A session born of a sheet: those of its schools, "nothing else".
    """
    if v.directs and entry.school == v.school:
        return True
    scope = v.session.scope
    return entry.actor == v.person and (scope is None or entry.school is None or entry.school in scope)


def figures(v: Viewer, thing: Figures) -> bool:
    """ "figures (cells ≥ 5) | – | – | own classes | own school | – | own schools | – | own territory | own territory |
    schools of own body | all". "Territory … screens are not concerned" by the entitlement.
    """
    if v.role == "platform":
        return True
    if thing.scope == "class":
        group = v.world.classes[thing.id]
        if v.role == "teacher":
            return thing.id in v.classes
        return v.directs and group.school == v.school
    if thing.scope == "school":
        own = v.directs and thing.id == v.school
        return own or thing.id in v.service_schools or thing.id in v.territory
    if thing.scope == "territory" and v.role in TERRITORY_ROLES:
        return any(m.target == thing.id for m in mandates(v.world, v.person, str(v.role), v.now))
    return False


def searches(v: Viewer) -> bool:
    """ "people search | scope of row 1 and 4 | same ×5 | – | rows 4 | rows 4 | – | –": who has the search."""
    wide = ADULTS_OF_SCHOOL | TERRITORY_ROLES | {"pupil", "guardian", "commune_agent"}
    return bool(v.hats & wide)


def found(v: Viewer, person: str) -> bool:
    """People search: a person comes out when row 1 or row 4 shows the name, by a role that has the search."""
    role = None if v.role in ("partner", "member_rep") else v.session.role
    w = Viewer(v.whole, replace(v.session, role=role, school=v.session.school if role else None), v.now)
    return searches(w) and (names_of_pupil(w, person) != "none" or names_of_staff(w, person))


def open_school(v: Viewer, school: str) -> bool:
    """Row 4 read as the sight of a school: whoever may see its staff there sees that it exists."""
    own = v.role in ADULTS_OF_SCHOOL | {"pupil", "partner"} and school == v.school
    seen = v.schools_of_children | v.service_schools | v.territory
    return (
        own
        or (school in seen and (entitled(v.world, school, v.now) or school in v.territory))
        or v.role == "platform"
    )


def open_class(v: Viewer, class_id: str) -> bool:
    """Row 1 read as the sight of a class: own class; teacher, director: those of the own school."""
    group = v.world.classes[class_id]
    if v.role in ("teacher", "director", "deputy") and group.school == v.school:
        return True
    of_children = {c for g in v.guardianships for c in classes_of_pupil(v.world, g.child, v.now)}
    return class_id in v.classes or class_id in of_children


def open_group(v: Viewer, group: str) -> bool:
    """Sight of a group: own groups; director: those of the own school."""
    return group in v.groups or (v.directs and v.world.groups[group].school == v.school)
