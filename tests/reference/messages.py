"""The table "Messages: contact rules (ceiling of the platform; the school may narrow)", one function per row."""

from __future__ import annotations

from tests.reference.links import (
    DIRECTORS,
    TERRITORY_ROLES,
    Viewer,
    agent_services,
    attached,
    classes_of_pupil,
    gives_rights,
    mandates,
    open_schools_of_service,
    profiles,
    schools_as,
    schools_of_pupil,
    schools_of_territory,
)

TEAM = frozenset({"teacher", "staff"})


class Recipient:
    """What the person written to is, now, whatever role is in use on that side."""

    def __init__(self, v: Viewer, person: str) -> None:
        self.v, self.person = v, person
        self.world, self.now = v.world, v.now

    def is_in(self, wanted: frozenset[str], schools: frozenset[str]) -> bool:
        """Holds one of the profiles in one of the schools."""
        return any(profiles(self.world, self.person, s, self.now) & wanted for s in schools)

    def children(self) -> frozenset[str]:
        """Children over whom the person has guardian rights now."""
        links = self.world.guardianships.values()
        return frozenset(
            g.child for g in links if g.adult == self.person and gives_rights(self.world, g, self.now)
        )

    def teaches(self, class_id: str) -> bool:
        """Teacher of the class."""
        school = frozenset({self.world.classes[class_id].school})
        return self.is_in(frozenset({"teacher"}), school) and attached(
            self.world, self.person, "class", class_id, self.now
        )

    def serves(self, schools: frozenset[str]) -> bool:
        """Commune agent of a service of one of the schools."""
        services = agent_services(self.world, self.person, self.now)
        return any(open_schools_of_service(self.world, s, self.now) & schools for s in services)

    def oversees(self, role: str, schools: frozenset[str]) -> bool:
        """Inspector or academy whose territory holds one of the schools."""
        held = mandates(self.world, self.person, role, self.now)
        return any(schools_of_territory(self.world, m.target, self.now) & schools for m in held)

    def visits(self, groups: frozenset[str]) -> bool:
        """Partner invited to one of the groups."""
        return any(
            self.is_in(frozenset({"partner"}), frozenset({self.world.groups[g].school}))
            and attached(self.world, self.person, "group", g, self.now)
            for g in groups
        )


def write_roles(v: Viewer, person: str, *, by_name: bool = False) -> frozenset[str]:
    """Roles by which the viewer may write to the person; `by_name` = the person was named, not picked."""
    if person == v.person:
        return frozenset()
    to = Recipient(v, person)
    rows = {
        "pupil": lambda: from_pupil(v, to),
        "guardian": lambda: from_guardian(v, to),
        "teacher": lambda: from_teacher(v, to, by_name=by_name),
        "staff": lambda: from_staff(v, to),
        "director": lambda: from_director(v, to, by_name=by_name),
        "deputy": lambda: from_director(v, to, by_name=by_name),
        "commune_agent": lambda: from_agent(v, to),
        "inspector": lambda: from_territory(v, to),
        "academy": lambda: from_territory(v, to),
        "partner": lambda: from_partner(v, to),
    }
    return frozenset(hat for hat in v.hats if hat in rows and rows[hat]())


def from_pupil(v: Viewer, to: Recipient) -> bool:
    """ "pupil | own class, only while the teacher has opened it for a dated project | no | teachers of own class |
    no | no | no | no".
    """
    opened = {o.class_id for o in v.world.openings if o.contains(v.now)} & v.classes
    return bool(classes_of_pupil(v.world, to.person, v.now) & opened) or any(to.teaches(c) for c in v.classes)


def from_guardian(v: Viewer, to: Recipient) -> bool:
    """ "guardian | no | no (elected parents' space, opt-in, later) | teachers of own child's class, staff attached to
    the child | own child's school | service of own child | no | no".
    """
    for link in v.guardianships:
        schools = schools_of_pupil(v.world, link.child, v.now)
        if any(to.teaches(c) for c in classes_of_pupil(v.world, link.child, v.now)):
            return True
        if to.is_in(frozenset({"staff"}), schools) and attached(
            v.world, to.person, "child", link.child, v.now
        ):
            return True
        if to.is_in(DIRECTORS, schools) or _serves_child(v, to.person, link.child):
            return True
    return False


def _serves_child(v: Viewer, person: str, child: str) -> bool:
    services = agent_services(v.world, person, v.now)
    return any(e.child == child and e.service in services and e.contains(v.now)
               and any(e.school in (None, s) for s in open_schools_of_service(v.world, e.service, v.now)
                       & schools_of_pupil(v.world, child, v.now))
               for e in v.world.enrolments)  # fmt: skip


def from_teacher(v: Viewer, to: Recipient, *, by_name: bool) -> bool:
    """ "teacher | own classes, always readable by a second adult of the school | guardians of own classes |
    own school; others by name | own school | own school's | own circonscription | of own groups".
    """
    own = frozenset({str(v.school)})
    return (
        v.in_own_class(to.person)
        or any(v.in_own_class(c) for c in to.children())
        or to.is_in(TEAM | DIRECTORS, own)
        or (by_name and bool(schools_as(v.world, to.person, TEAM, v.now)))
        or to.serves(own)
        or to.oversees("inspector", own)
        or to.visits(v.groups)
    )


def from_staff(v: Viewer, to: Recipient) -> bool:
    """ "staff | no | guardians of attached children, if the school allows (default no) | own school | own school |
    own school's | no | no".
    """
    own = frozenset({str(v.school)})
    families = v.world.schools[str(v.school)].allows("staff_message_guardians")
    return (
        (families and bool(to.children() & v.named_children))
        or to.is_in(TEAM | DIRECTORS, own)
        or to.serves(own)
    )


def from_director(v: Viewer, to: Recipient, *, by_name: bool) -> bool:
    """ "director, deputy | own school, same reading | own school | own school; others by name | all |
    own school's | own territory | own school's".
    """
    own = frozenset({str(v.school)})
    return (
        v.is_pupil_of(to.person, v.school)
        or any(v.school in schools_of_pupil(v.world, c, v.now) for c in to.children())
        or to.is_in(TEAM | {"partner"}, own)
        or (by_name and bool(schools_as(v.world, to.person, TEAM, v.now)))
        or bool(schools_as(v.world, to.person, DIRECTORS, v.now))
        or to.serves(own)
        or any(to.oversees(role, own) for role in TERRITORY_ROLES)
    )


def from_agent(v: Viewer, to: Recipient) -> bool:
    """ "commune_agent | no | own service | own schools | own schools | own body | no | no"."""
    bodies = {v.world.services[s].owner for s in v.services}
    theirs = {v.world.services[s].owner for s in agent_services(v.world, to.person, v.now)}
    return (
        bool(to.children() & v.service_children)
        or to.is_in(TEAM | DIRECTORS, v.service_schools)
        or bool(bodies & theirs)
    )


def from_territory(v: Viewer, to: Recipient) -> bool:
    """ "inspector, academy | no | no | own territory | own territory | own territory | all | no"."""
    return (
        to.is_in(TEAM | DIRECTORS, v.territory)
        or to.serves(v.territory)
        or any(mandates(v.world, to.person, role, v.now) for role in TERRITORY_ROLES)
    )


def from_partner(v: Viewer, to: Recipient) -> bool:
    """ "partner | no | no | of the inviting group | inviting school | no | no | own body"."""
    own = frozenset({str(v.school)})
    of_group = to.is_in(TEAM, own) and any(attached(v.world, to.person, "group", g, v.now) for g in v.groups)
    return of_group or to.is_in(DIRECTORS, own) or bool(_bodies(v, v.person) & _bodies(v, to.person))


def _bodies(v: Viewer, person: str) -> frozenset[str]:
    return frozenset(
        str(a.body)
        for a in v.world.affiliations
        if a.person == person and a.profile == "partner" and a.body is not None and a.contains(v.now)
        and "partner" in profiles(v.world, person, a.school, v.now)
    )  # fmt: skip
