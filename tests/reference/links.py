"""Links in force now: "its dates contain now, its school has an entitlement, no restriction stands against it"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tests.reference.scope import narrowed
from tests.reference.things import Session
from tests.reference.world import YEAR, Affiliation, Guardianship, Mandate, Note, World

DIRECTORS = frozenset({"director", "deputy"})
ADULTS_OF_SCHOOL = frozenset({"teacher", "director", "deputy", "staff"})
SCHOOL_ROLES = ADULTS_OF_SCHOOL | {"pupil", "partner"}
TERRITORY_ROLES = frozenset({"inspector", "academy"})
MANDATE_ROLES = TERRITORY_ROLES | {
    "commune_agent", "coordinator", "member_rep", "managing_body", "commission", "contractor", "platform",
}  # fmt: skip


def entitled(world: World, school: str, now: int) -> bool:
    """ "Its school has an entitlement"."""
    return any(span.contains(now) for span in world.schools[school].entitlements)


def affiliations(world: World) -> tuple[Affiliation, ...]:
    """Affiliations and the ties that were accepted: "before: no right"."""
    accepted = (
        Affiliation(max(t.starts, t.accepted), t.ends, t.person, t.school, t.profile)
        for t in world.ties.values() if t.accepted is not None
    )  # fmt: skip
    return (*world.affiliations, *accepted)


def profiles(world: World, person: str, school: str, now: int) -> frozenset[str]:
    """ "Own school = affiliation in force": the profiles of the person there. Partner: "≤ 1 year"."""
    if not entitled(world, school, now):
        return frozenset()
    return frozenset(
        a.profile for a in affiliations(world) if a.person == person and a.school == school and a.contains(now)
        and not (a.profile == "partner" and now >= a.starts + YEAR)
    )  # fmt: skip


def profiles_to_come(world: World, person: str, school: str | None, now: int) -> frozenset[str]:
    """ "See, print ahead a link to come | director; it opens nothing before its start": those that start later."""
    if school is None or not entitled(world, school, now):
        return frozenset()
    return frozenset(
        a.profile
        for a in affiliations(world)
        if a.person == person
        and a.school == school
        and now < a.starts
        and (a.ends is None or a.starts < a.ends)
    )


def schools_as(world: World, person: str, wanted: frozenset[str], now: int) -> frozenset[str]:
    """Schools where the person holds one of these profiles now."""
    return frozenset(s for s in world.schools if profiles(world, person, s, now) & wanted)


def running(world: World, class_id: str) -> bool:
    """ "Running year = the last year switched to in that school; no gap in summer"."""
    group = world.classes[class_id]
    return group.year == world.schools[group.school].running_year


def classes_of_pupil(world: World, child: str, now: int) -> frozenset[str]:
    """ "pupil: class of the running year", of a school where the child is affiliated as a pupil."""
    mine = {m.class_id for m in world.class_memberships if m.pupil == child and m.contains(now)}
    return frozenset(
        c
        for c in mine
        if running(world, c) and "pupil" in profiles(world, child, world.classes[c].school, now)
    )


def groups_of_pupil(world: World, child: str, now: int) -> frozenset[str]:
    """Groups of the running year of a pupil."""
    return frozenset(
        m.group for m in world.group_memberships if m.pupil == child and m.contains(now)
        and world.groups[m.group].year == world.schools[world.groups[m.group].school].running_year
        and "pupil" in profiles(world, child, world.groups[m.group].school, now)
    )  # fmt: skip


def schools_of_pupil(world: World, child: str, now: int) -> frozenset[str]:
    """Schools where the child *is a pupil*: "affiliation pupil + class of the running year"."""
    return frozenset(world.classes[c].school for c in classes_of_pupil(world, child, now))


def restriction_level(world: World, guardianship: str, now: int) -> int:
    """Highest level standing against the guardianship, 0 when none."""
    return max(
        (r.level for r in world.restrictions if r.guardianship == guardianship and r.in_force(now)), default=0
    )


def gives_rights(world: World, link: Guardianship, now: int) -> bool:
    """In force, not "Contact person: no right", below "2 no information", "of a child who is a pupil"."""
    return (
        link.contains(now)
        and link.kind != "contact"
        and restriction_level(world, link.id, now) < 2
        and bool(schools_of_pupil(world, link.child, now))
    )


def attached(world: World, person: str, kind: str, target: str, now: int) -> bool:
    """ "Attached = dated link teacher or staff ↔ class or child" (here groups too)."""
    return any(
        a.person == person and a.kind == kind and a.target == target and a.contains(now)
        for a in world.attachments
    )


def attached_classes(world: World, person: str, school: str, now: int) -> frozenset[str]:
    """Classes of the running year of the school to which the person is attached."""
    return frozenset(
        c.id
        for c in world.classes.values()
        if c.school == school and running(world, c.id) and attached(world, person, "class", c.id, now)
    )


def attached_groups(world: World, person: str, school: str, now: int) -> frozenset[str]:
    """Groups of the running year of the school to which the person is attached."""
    return frozenset(
        g.id
        for g in world.groups.values()
        if g.school == school and g.year == world.schools[school].running_year
        and attached(world, person, "group", g.id, now)
    )  # fmt: skip


def attached_children(world: World, person: str, school: str, now: int) -> frozenset[str]:
    """Children attached by name, while they are pupils of the school."""
    return frozenset(
        p
        for p in world.persons
        if attached(world, person, "child", p, now) and "pupil" in profiles(world, p, school, now)
    )


def mandates(world: World, person: str, role: str, now: int) -> tuple[Mandate, ...]:
    """Mandates of the role in force now."""
    return tuple(m for m in world.mandates if m.person == person and m.role == role and m.contains(now))


def schools_of_territory(world: World, territory: str, now: int) -> frozenset[str]:
    """ "Schools whose dated link to the mandate's circonscription, … commune or EPCI is in force"."""
    return frozenset(
        s.id
        for s in world.schools.values()
        if any(k.territory == territory and k.contains(now) for k in s.links)
    )


def inside(world: World, territory: str | None, other: str) -> bool:
    """Whether the territory is the other one or held by it."""
    while territory is not None:
        if territory == other:
            return True
        territory = world.territories[territory]
    return False


def open_schools_of_service(world: World, service: str, now: int) -> frozenset[str]:
    """Named schools of the service that have an entitlement."""
    return frozenset(s for s in world.services[service].schools if entitled(world, s, now))


def agent_services(world: World, person: str, now: int) -> frozenset[str]:
    """Services of which the person is an agent now, with at least one open school."""
    return frozenset(
        m.target
        for m in mandates(world, person, "commune_agent", now)
        if open_schools_of_service(world, m.target, now)
    )


def children_of_service(world: World, service: str, now: int) -> frozenset[str]:
    """ "Own service = children with a ServiceEnrolment in force", pupils of its named schools; next: "counts only while
    the child is a pupil of the school it names".
    """
    schools = open_schools_of_service(world, service, now)
    return frozenset(
        e.child for e in world.enrolments if e.service == service and e.contains(now)
        and any("pupil" in profiles(world, e.child, s, now) for s in schools if e.school in (None, s))
    )  # fmt: skip


@dataclass(frozen=True)
class Viewer:
    """A session looked at now: its links in force, computed once. `whole` = all the facts, whatever its scope."""

    whole: World
    session: Session
    now: int

    @cached_property
    def world(self) -> World:
        """The facts as the session may use them: all, or what the sheet it was born of opens."""
        scope = self.session.scope
        if scope is None:
            return self.whole
        links = [g.child for g in self.whole.guardianships.values() if g.adult == self.person]
        here = frozenset(c for c in links if schools_of_pupil(self.whole, c, self.now) & scope)
        return narrowed(self.whole, self.person, scope, here)

    @property
    def person(self) -> str:
        """Who looks."""
        return self.session.person

    @cached_property
    def role(self) -> str | None:
        """The role in use if the link that gives it is in force, else None."""
        role, school = self.session.role, self.session.school
        if role in SCHOOL_ROLES:
            if school is None or role not in profiles(self.world, self.person, school, self.now):
                return None
            if role == "pupil" and school not in schools_of_pupil(self.world, self.person, self.now):
                return None
            return role
        if role == "commune_agent":
            return role if agent_services(self.world, self.person, self.now) else None
        if role in MANDATE_ROLES:
            return role if mandates(self.world, self.person, role, self.now) else None
        return None

    @cached_property
    def hats(self) -> frozenset[str]:
        """ "Rights = the role in use at the school in use ∪ guardian rights"."""
        worn = {self.role, "guardian" if self.guardianships else None}
        return frozenset(hat for hat in worn if hat is not None)

    @cached_property
    def school(self) -> str | None:
        """Own school: the school in use, when the role in use is one of a school."""
        return self.session.school if self.role in SCHOOL_ROLES else None

    @property
    def directs(self) -> bool:
        """Director, or deputy ("as director")."""
        return self.role in DIRECTORS

    @cached_property
    def guardianships(self) -> tuple[Guardianship, ...]:
        """Guardianships of the person that give rights now."""
        return tuple(
            g
            for g in self.world.guardianships.values()
            if g.adult == self.person and gives_rights(self.world, g, self.now)
        )

    def links_to(self, child: str) -> tuple[Guardianship, ...]:
        """Guardianships giving rights over this child."""
        return tuple(g for g in self.guardianships if g.child == child)

    @cached_property
    def schools_of_children(self) -> frozenset[str]:
        """Schools of own children."""
        return frozenset(
            s for g in self.guardianships for s in schools_of_pupil(self.world, g.child, self.now)
        )

    @cached_property
    def classes(self) -> frozenset[str]:
        """Own classes of the role in use: pupil, teacher, staff."""
        if self.role == "pupil":
            mine = classes_of_pupil(self.world, self.person, self.now)
            return frozenset(c for c in mine if self.world.classes[c].school == self.school)
        if self.role in ("teacher", "staff") and self.school is not None:
            return attached_classes(self.world, self.person, self.school, self.now)
        return frozenset()

    @cached_property
    def groups(self) -> frozenset[str]:
        """Own groups of the role in use: pupil (member), teacher, staff and partner (attached)."""
        if self.role == "pupil":
            mine = groups_of_pupil(self.world, self.person, self.now)
            return frozenset(g for g in mine if self.world.groups[g].school == self.school)
        if self.role in ("teacher", "staff", "partner") and self.school is not None:
            return attached_groups(self.world, self.person, self.school, self.now)
        return frozenset()

    @cached_property
    def named_children(self) -> frozenset[str]:
        """Children to whom a staff is attached by name."""
        if self.role != "staff" or self.school is None:
            return frozenset()
        return attached_children(self.world, self.person, self.school, self.now)

    @cached_property
    def delegated(self) -> frozenset[str]:
        """ "Delegated = dated grant by the director: named person × class" (staff only)."""
        if self.role != "staff":
            return frozenset()
        return frozenset(
            d.class_id
            for d in self.world.delegations
            if d.person == self.person and d.contains(self.now) and running(self.world, d.class_id)
            and self.world.classes[d.class_id].school == self.school
        )  # fmt: skip

    @cached_property
    def services(self) -> frozenset[str]:
        """Own services of a commune agent."""
        if self.role != "commune_agent":
            return frozenset()
        return agent_services(self.world, self.person, self.now)

    @cached_property
    def service_children(self) -> frozenset[str]:
        """Children of own services."""
        return frozenset(c for s in self.services for c in children_of_service(self.world, s, self.now))

    @cached_property
    def service_schools(self) -> frozenset[str]:
        """ "Own schools" of a commune agent."""
        return frozenset(x for s in self.services for x in open_schools_of_service(self.world, s, self.now))

    @cached_property
    def territory(self) -> frozenset[str]:
        """ "Own territory" of an inspector or academy; "schools of own body" of a member_rep (entitled or not)."""
        names: set[str] = set()
        if self.role in TERRITORY_ROLES:
            names = {m.target for m in mandates(self.world, self.person, str(self.role), self.now)}
        if self.role == "member_rep":
            seats = mandates(self.world, self.person, "member_rep", self.now)
            names = {self.world.members[m.target].territory for m in seats}
        return frozenset(s for t in names for s in schools_of_territory(self.world, t, self.now))

    def is_pupil_of(self, child: str, school: str | None) -> bool:
        """Whether the child is affiliated as a pupil to the school now."""
        return school is not None and "pupil" in profiles(self.world, child, school, self.now)

    def in_own_class(self, child: str) -> bool:
        """Whether the child is in one of the viewer's own classes."""
        return bool(classes_of_pupil(self.world, child, self.now) & self.classes)

    def attached_to(self, child: str) -> bool:
        """Staff: attached to the child by name or to the child's class."""
        return self.role == "staff" and (child in self.named_children or self.in_own_class(child))

    def may_lift(self, scope: str, target: str) -> bool:
        """ "Those who may lift it (director: own school; academy: own territory; platform: all)"."""
        if self.role == "platform":
            return True
        if self.directs:
            return scope == "school" and target == self.school
        if self.role == "academy":
            own = {m.target for m in mandates(self.world, self.person, "academy", self.now)}
            if scope == "territory":
                return any(inside(self.world, target, t) for t in own)
            return scope == "school" and target in self.territory
        return False


def recipients(world: World, note: Note) -> dict[str, int]:
    """Children a note was delivered to, with the instant: who was there at `visible_from`, then who was added."""
    if note.visible_from is None:
        return {}
    at = note.visible_from
    found = set(note.children)
    for m in world.class_memberships:
        addressed = m.class_id in note.classes or (
            note.whole_school
            and world.classes[m.class_id].school == note.school and world.classes[m.class_id].year == note.year
        )  # fmt: skip
        if addressed and m.contains(at):
            found.add(m.pupil)
    found |= {m.pupil for m in world.group_memberships if m.group in note.groups and m.contains(at)}
    if note.whole_service:
        # "Own service … of named schools", and a note is of one school: the service's children who are its pupils.
        found |= {
            e.child for e in world.enrolments
            if e.service == note.service and e.contains(at) and e.school in (None, note.school)
            and "pupil" in profiles(world, e.child, note.school, at)
        }  # fmt: skip
    delivered = dict.fromkeys(found, at)
    for child, when in note.added:
        delivered.setdefault(child, max(when, at))
    return delivered
