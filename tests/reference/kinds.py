"""Things of declared kinds, as the rows of `kind_rows.py` answer for them: seen, listed, acted on, addressed.

What a state changes is the same for all kinds: a draft is its author's; before its day, withdrawn or thrown away, a
thing is of who manages it; after its last day it is found in the past; the trash is of who writes the kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tests.reference.kind_rows import ROWS
from tests.reference.links import (
    ADULTS_OF_SCHOOL,
    TERRITORY_ROLES,
    Viewer,
    attached,
    classes_of_pupil,
    entitled,
    groups_of_pupil,
    mandates,
    restriction_level,
    running,
    schools_of_pupil,
    schools_of_territory,
)
from tests.reference.world import Switch

# Acts of who manages, and of the author of a draft, as switches name them.
ON_DRAFTS = ("edit", "publish", "discard")
ON_THINGS = ("correct", "withdraw", "trash", "restore", "readdress", "copy", "hand_over")
# Roles in which something made is own.
MAKERS = ADULTS_OF_SCHOOL | {"partner"}
type Target = tuple[str, str]


@dataclass(frozen=True)
class Thing:
    """A thing of a kind; state: draft, out, withdrawn, trashed. `staff`, `families`, `pupils`: whom of those it is
    addressed to it is for. Of a school, or of a territory."""

    id: str
    kind: str
    school: str
    author: str
    state: str
    targets: tuple[Target, ...]
    pupils: bool = False
    visible_from: int | None = None
    ends_at: int | None = None
    staff: bool = True
    families: bool = True
    territory: str = ""


@dataclass(frozen=True)
class Look:
    """A thing looked at by a session."""

    v: Viewer
    thing: Thing

    @cached_property
    def relations(self) -> frozenset[tuple[str, str]]:
        """(role, relation) that tie the session to the thing; none through a school without entitlement."""
        if self.thing.territory:
            return frozenset((*self._above(), *self._in_territory()))
        if not entitled(self.v.world, self.thing.school, self.v.now):
            return frozenset()
        return frozenset((*self._at_work(), *self._as_family()))

    def _above(self) -> Iterator[tuple[str, str]]:
        """ "Inspector, academy, own territory": for the place of a mandate in force."""
        if self.thing.territory in territories(self.v):
            yield str(self.v.role), "mandate"
            if self.thing.author == self.v.person:
                yield str(self.v.role), "own"

    def _in_territory(self) -> Iterator[tuple[str, str]]:
        """ "Own territory = schools whose dated link … is in force": who is of an open one of them."""
        v, thing = self.v, self.thing
        schools = schools_of_territory(v.world, thing.territory, v.now)
        held = {"pupil": thing.pupils} | dict.fromkeys(ADULTS_OF_SCHOOL, thing.staff)
        if v.role is not None and v.school in schools and held.get(v.role, False):
            yield v.role, "territory"
        if thing.families and any(
            schools & schools_of_pupil(v.world, link.child, v.now) for link in v.guardianships
        ):
            yield "guardian", "territory"

    def _at_work(self) -> Iterator[tuple[str, str]]:
        v, role, school = self.v, self.v.role, self.thing.school
        if role is None:
            return
        here = v.school == school
        if self.thing.author == v.person and ((here and role in MAKERS) or school in v.service_schools):
            yield role, "own"
        if not here:
            return
        if v.directs:
            yield role, "head"
        for kind, target in self.thing.targets:
            if not (self.thing.pupils if role == "pupil" else self.thing.staff):
                continue
            if self._reached(kind, target):
                yield role, kind

    def _reached(self, kind: str, target: str) -> bool:
        v = self.v
        return {
            "class": target in v.classes, "group": target in v.groups, "school": target == v.school,
            "team": target == v.school, "child": target == v.person, "family": False,
        }[kind]  # fmt: skip

    def _as_family(self) -> Iterator[tuple[str, str]]:
        v, school = self.v, self.thing.school
        for link in v.guardianships if self.thing.families else ():
            child = link.child
            if school not in schools_of_pupil(v.world, child, v.now):
                continue
            own = {
                "class": classes_of_pupil(v.world, child, v.now), "group": groups_of_pupil(v.world, child, v.now),
                "school": {school}, "team": frozenset(), "child": {child}, "family": {child},
            }  # fmt: skip
            yield from (("guardian", kind) for kind, target in self.thing.targets if target in own[kind])

    def _row(self, act: str) -> bool:
        return any((self.thing.kind, act, *held) in ROWS for held in self.relations)

    @property
    def _mine(self) -> bool:
        return self._row("draft")

    @property
    def _writes(self) -> bool:
        if self.thing.territory:
            return writes_above(self.v, self.thing.kind) and self.thing.territory in territories(self.v)
        return writes(self.v, self.thing.kind, self.thing.school)

    @property
    def manages(self) -> bool:
        """In the state it is in now: a draft is its author's alone."""
        if not self._row("manage") or not self._writes:
            return False
        return self._mine if self.thing.state == "draft" else True

    @property
    def sees(self) -> bool:
        thing, now = self.thing, self.v.now
        if self._mine or thing.state == "draft":
            return self._mine
        if self._row("manage"):
            return True
        if thing.state == "trashed" or thing.visible_from is None or now < thing.visible_from:
            return False
        return self._row("stub" if thing.state == "withdrawn" else "see")

    @property
    def listed(self) -> str | None:
        """The list that holds it: now, drafts, to come, past, trash; None: none of those this session has."""
        thing, now = self.thing, self.v.now
        if not self.sees:
            return None
        writer = writes_above(self.v, thing.kind) or any(
            writes(self.v, thing.kind, school) for school in _places(self.v)
        )
        if thing.state == "trashed":
            return "trash" if writer else None
        if thing.state == "draft":
            return "drafts" if writer else None
        if thing.state == "withdrawn":
            return "past"
        if thing.visible_from is None or now < thing.visible_from:
            return "to come" if writer else None
        return "past" if thing.ends_at is not None and thing.ends_at <= now else "now"

    def may(self, act: str) -> bool:
        """An act of `ON_DRAFTS` or `ON_THINGS`: the right alone, and no switch against it."""
        right = self._mine and self._writes if act in ON_DRAFTS else self.sees and self.manages
        return right and not switched(self.v, f"{self.thing.kind}.thing.{act}", self.thing.school)


def _places(v: Viewer) -> frozenset[str]:
    return frozenset(v.service_schools | ({v.school} if v.school else set()))


def writes(v: Viewer, kind: str, school: str) -> bool:
    """Has the role a cell of `write`, in that school? « commune_agent: schools that allow (yes) »."""
    if school not in _places(v):
        return False
    if v.role == "commune_agent" and not v.world.schools[school].allows("agents_write_to_families"):
        return False
    return any((kind, "write", str(v.role), relation) in ROWS for relation in RELATIONS)


def territories(v: Viewer) -> frozenset[str]:
    """Those of the mandates in force of the role in use."""
    if v.role not in TERRITORY_ROLES:
        return frozenset()
    return frozenset(m.target for m in mandates(v.world, v.person, v.role, v.now))


def writes_above(v: Viewer, kind: str) -> bool:
    """For the schools of a territory."""
    return bool(territories(v)) and (kind, "write", str(v.role), "territory") in ROWS


RELATIONS = frozenset(relation for _, act, _, relation in ROWS if act == "write")


def addressable(v: Viewer, kind: str) -> frozenset[Target]:
    """Whom the session may address such a thing to, in the schools where it writes."""
    found = {("territory", one) for one in territories(v)} if writes_above(v, kind) else set()
    for school in _places(v):
        if writes(v, kind, school):
            cells = {relation for relation in RELATIONS if (kind, "write", str(v.role), relation) in ROWS}
            found |= {target for relation in cells for target in _addressed(v, school, relation)}
    return frozenset(found)


def _addressed(v: Viewer, school: str, relation: str) -> Iterator[Target]:
    world = v.world
    if relation in {"school", "team"}:
        yield relation, school
    elif relation == "service school":
        yield "school", school
    elif relation == "class":
        yield from (("class", one) for one in v.classes)
    elif relation == "school class":
        yield from (
            ("class", c) for c in world.classes if world.classes[c].school == school and running(world, c)
        )
    elif relation in {"group", "school group"}:
        of_year = (g for g in world.groups.values() if g.school == school)
        yield from (
            ("group", g.id) for g in of_year
            if g.year == world.schools[school].running_year and (relation == "school group" or g.id in v.groups)
        )  # fmt: skip
    elif relation != "territory":
        for child in world.persons:
            near = {
                "child of own class": v.is_pupil_of(child, school) and v.in_own_class(child),
                "named child": child in v.named_children, "school child": v.is_pupil_of(child, school),
            }  # fmt: skip
            if near[relation]:
                yield "child", child
                yield "family", child


def switched(v: Viewer, act: str, school: str) -> bool:
    """ "A switch of the safety desk removes the act for the roles it names, … but those who may lift it"."""
    return any(_stands(v, one, school) for one in v.world.switches if one.act == act and one.contains(v.now))


def _stands(v: Viewer, one: Switch, school: str) -> bool:
    if v.role not in one.roles or v.may_lift(one.scope, one.target):
        return False
    if one.scope == "territory":
        return school in schools_of_territory(v.world, one.target, v.now)
    return one.scope == "platform" or one.target == school


def cells_of(v: Viewer, thing: Thing) -> frozenset[tuple[str, str, str, str]]:
    """The cells that a session stands on about a thing."""
    look = Look(v, thing)
    acts = ("draft",) if thing.state == "draft" else ("stub",) if thing.state == "withdrawn" else ("see",)
    return frozenset((thing.kind, act, *held) for act in (*acts, "manage") for held in look.relations) & ROWS


def cells_of_writing(v: Viewer, kind: str) -> frozenset[tuple[str, str, str, str]]:
    """Those of whom it may address."""
    above = {(kind, "write", str(v.role), "territory")} if writes_above(v, kind) else set()
    return (
        frozenset(
            (kind, "write", str(v.role), relation)
            for school in _places(v)
            if writes(v, kind, school)
            for relation in RELATIONS
            if any(_addressed(v, school, relation))
        )
        & ROWS
    ) | above


def archived(v: Viewer, thing: Thing) -> bool:
    """ "An archive of a class opens to its pupils and their guardians who were present on the closing day (link
    interval contains it, no restriction now), and to teachers while still affiliated to that school. It shows resources
    only": what was out on the closing day, addressed to that class.
    """
    if thing.territory or thing.state != "out" or thing.visible_from is None:
        return False
    if not entitled(v.world, thing.school, v.now):
        return False
    return any(_kept(v, thing, target) for kind, target in thing.targets if kind == "class")


def _kept(v: Viewer, thing: Thing, target: str) -> bool:
    world = v.world
    group = world.classes[target]
    closed = group.closed_at
    if closed is None or closed > v.now or running(world, target) or int(thing.visible_from or 0) > closed:
        return False
    taught = attached(world, v.person, "class", target, closed)
    if taught and thing.staff and v.role == "teacher" and v.school == group.school:
        return True
    present = {m.pupil for m in world.class_memberships if m.class_id == target and m.contains(closed)}
    if thing.pupils and v.person in present:
        return True
    return thing.families and any(
        g.adult == v.person and g.child in present and g.kind != "contact" and g.contains(closed)
        and restriction_level(world, g.id, v.now) < 2
        for g in world.guardianships.values()
    )  # fmt: skip
