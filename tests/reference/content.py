"""The section "Content": levels of a resource, and who may be given a share."""

from __future__ import annotations

from tests.reference.links import (
    ADULTS_OF_SCHOOL,
    Viewer,
    attached,
    classes_of_pupil,
    entitled,
    profiles,
    restriction_level,
    running,
)
from tests.reference.notes import NOBODY, by
from tests.reference.things import GiveShare
from tests.reference.world import Resource, Share

LEVELS = (None, "read", "comment", "contribute", "manage")


def resource_level(v: Viewer, resource: Resource) -> str | None:
    """ "by share, read < comment < contribute < manage"."""
    found = {None, _by_place(v, resource), _by_archive(v, resource)}
    waits = resource.by_pupil and not resource.validated and _class_validates(v, resource)
    if not waits:
        found |= {s.level for s in resource.shares if s.contains(v.now) and _in_audience(v, resource, s)}
    return max(found, key=LEVELS.index)


def _class_validates(v: Viewer, resource: Resource) -> bool:
    """ "A pupil's contribution is visible to the class after validation when the class is set so (default yes)"."""
    return resource.space == "class" and v.world.classes[str(resource.space_id)].validates


def _by_place(v: Viewer, resource: Resource) -> str | None:
    """ "Owner: manage. Teachers of a class: manage on resources of the class's space. Director: manage on resources
    of the school's and classes' spaces; a private resource of an adult only through the safety desk".
    """
    here = resource.school == v.school or resource.school in v.schools_of_children | v.service_schools
    if resource.owner == v.person and here:
        return "manage"
    if v.role == "teacher" and resource.space == "class" and resource.space_id in v.classes:
        return "manage"
    if v.directs and resource.school == v.school and resource.space in ("school", "class"):
        return "manage"
    return None


def _by_archive(v: Viewer, resource: Resource) -> str | None:
    """ "An archive of a class opens to its pupils and their guardians who were present on the closing day (link
    interval contains it, no restriction now), and to teachers while still affiliated to that school."
    """
    if resource.space != "class" or not entitled(v.world, resource.school, v.now):
        return None
    group = v.world.classes[str(resource.space_id)]
    closed = group.closed_at
    if closed is None or closed > v.now or running(v.world, group.id):
        return None
    was_teacher = attached(v.world, v.person, "class", group.id, closed)
    if v.role == "teacher" and v.school == group.school and was_teacher:
        return "read"
    if resource.by_pupil and not resource.validated and group.validates:
        return None
    present = {m.pupil for m in v.world.class_memberships if m.class_id == group.id and m.contains(closed)}
    audiences = {s.audience for s in resource.shares if s.audience_id == group.id and s.contains(closed)}
    if v.person in present and "class" in audiences:
        return "read"
    parents = {
        g.child
        for g in v.world.guardianships.values()
        if g.adult == v.person and g.kind != "contact" and g.contains(closed)
        and restriction_level(v.world, g.id, v.now) < 2
    }  # fmt: skip
    return "read" if parents & present and audiences & {"class", "families"} else None


def _in_audience(v: Viewer, resource: Resource, share: Share) -> bool:
    """Whether a right in force now puts the viewer in the audience of the share ("public" reaches nobody).

    "To a partner → the inviting group's resources only", whatever the share says.
    """
    target = share.audience_id
    if not entitled(v.world, resource.school, v.now):
        return False
    if v.role == "partner" and share.audience in ("person", "group"):
        named = target == v.person if share.audience == "person" else target in v.groups
        return named and resource.space == "group" and resource.space_id in v.groups
    if share.audience == "person":
        return target == v.person and bool(v.hats)
    if share.audience == "class":
        return target in v.classes
    if share.audience == "families":
        return any(target in classes_of_pupil(v.world, g.child, v.now) for g in v.guardianships)
    if share.audience == "group":
        return target in v.groups
    if share.audience == "staff":
        return v.role in ADULTS_OF_SCHOOL and v.school == target
    if share.audience == "school":
        return v.role in ADULTS_OF_SCHOOL | {"pupil"} and v.school == target
    return False


def give_share(v: Viewer, thing: GiveShare) -> frozenset[str]:
    """ "Who may be given a share: by a pupil → own class, its teachers; by a guardian → nobody; by a teacher → classes,
    groups, staff of own school, families of own classes, teachers of other schools by name; by a director → the
    school; to a partner → the inviting group's resources only. No public link to anything about a child."
    """
    resource = v.world.resources[thing.resource]
    if v.school != resource.school or resource_level(v, resource) != "manage":
        return NOBODY
    if thing.audience == "person" and _is_partner(v, thing.audience_id):
        theirs = attached(v.world, thing.audience_id, "group", str(resource.space_id), v.now)
        host = v.directs or (v.role == "teacher" and resource.space_id in v.groups)
        return by(v.role, resource.space == "group" and theirs and host)
    if v.role == "pupil":
        return by("pupil", _pupil_gives(v, thing))
    if v.role == "teacher":
        return by("teacher", _teacher_gives(v, thing))
    return by(v.role, v.directs and thing.audience in ("school", "staff", "class", "group", "families")
              and _school_of(v, thing) == v.school)  # fmt: skip


def _is_partner(v: Viewer, person: str) -> bool:
    return any("partner" in profiles(v.world, person, s, v.now) for s in v.world.schools)


def _school_of(v: Viewer, thing: GiveShare) -> str | None:
    if thing.audience in ("class", "families"):
        return v.world.classes[thing.audience_id].school if running(v.world, thing.audience_id) else None
    if thing.audience == "group":
        group = v.world.groups[thing.audience_id]
        return group.school if group.year == v.world.schools[group.school].running_year else None
    return thing.audience_id


def _pupil_gives(v: Viewer, thing: GiveShare) -> bool:
    if thing.audience == "class":
        return thing.audience_id in v.classes
    return thing.audience == "person" and any(_teaches(v, thing.audience_id, c) for c in v.classes)


def _teaches(v: Viewer, person: str, class_id: str) -> bool:
    school = v.world.classes[class_id].school
    return "teacher" in profiles(v.world, person, school, v.now) and attached(
        v.world, person, "class", class_id, v.now
    )


def _teacher_gives(v: Viewer, thing: GiveShare) -> bool:
    if thing.audience in ("class", "group", "staff"):
        return _school_of(v, thing) == v.school
    if thing.audience == "families":
        return thing.audience_id in v.classes
    if thing.audience != "person":
        return False
    held = {s: profiles(v.world, thing.audience_id, s, v.now) for s in v.world.schools}
    of_own = bool(held[str(v.school)] & ADULTS_OF_SCHOOL)
    return of_own or any("teacher" in p for s, p in held.items() if s != v.school)
