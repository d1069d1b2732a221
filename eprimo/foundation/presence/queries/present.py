"""Which children of a class or a group are there at an hour of class, by their first names alone: what somebody who
comes from outside reads for the hours of an intervention. Whether the reader may is asked before.

A name stands only where nothing says that the child is away: unlike the list of an evacuation, in which who may be
inside is counted, a doubt leaves the name out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    GroupMembership,
    Guardianship,
    Person,
    School,
)
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.enums import NOT_THERE, Half, State
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.foundation.presence.models import HalfDay, RollCall
from eprimo.foundation.presence.policies import restrictions_standing
from eprimo.foundation.presence.queries.hosting import standing


@dataclass(frozen=True, slots=True)
class Present:
    """`names`: by alphabet; two children of one first name are two lines. `called`: the roll of each class was called,
    so that they are there and not expected alone."""

    names: tuple[str, ...]
    called: bool


def present_now(
    actor: Actor, school: School, *, classes: Collection[int] = (), groups: Collection[int] = ()
) -> Present | None:
    """The children of these classes and groups who are there now; None: the school has no class at this hour. A child
    of whom a decision of justice keeps the reader is not among them."""
    here = actor.now.astimezone(ZoneInfo(school.time_zone))
    one = hours_of(school, here.date()).at(actor.now)
    if one is None:
        return None
    members = _members(actor, school, classes) | _grouped(actor, school, groups)
    kept = set(members) - _kept_away(actor, members)
    halves = _halves(school, one, kept)
    elsewhere = _hosted_elsewhere(actor, school, one, classes)
    own = _in_groups(members)
    there = [
        child
        for child in kept
        if _is_there(halves.get(child, {}), one.half, here.time(), of_class=child not in own)
        and (child in own or child not in elsewhere)
    ]
    names = Person.objects.filter(pk__in=there).values_list("first_name", flat=True)
    return Present(tuple(sorted(names, key=str.casefold)), _called(school, one, members))


type _Members = dict[int, tuple[frozenset[int], bool]]
"""Child → its classes, and whether it is there by a group."""


def _pupils_here(actor: Actor, school: School) -> Exists:
    rows = Affiliation.objects.in_force(actor.now)
    return Exists(rows.filter(person=OuterRef("person"), school=school, profile=Profile.PUPIL))


def _members(actor: Actor, school: School, classes: Collection[int]) -> _Members:
    rows = ClassMembership.objects.in_force(actor.now).filter(
        _pupils_here(actor, school), class_group__in=classes, class_group__closed_at=None, school=school
    )
    return {child: (frozenset({of}), False) for child, of in rows.values_list("person", "class_group")}


def _grouped(actor: Actor, school: School, groups: Collection[int]) -> _Members:
    rows = GroupMembership.objects.in_force(actor.now).filter(
        _pupils_here(actor, school), group__in=groups, group__closed_at=None, school=school
    )
    children = set(rows.values_list("person", flat=True))
    found: dict[int, set[int]] = {child: set() for child in children}
    of_class = ClassMembership.objects.in_force(actor.now).filter(person__in=children, school=school)
    for child, of in of_class.values_list("person", "class_group"):
        found[child].add(of)
    return {child: (frozenset(of), True) for child, of in found.items()}


def _in_groups(members: _Members) -> set[int]:
    """Who is with the group, whatever became of the own class."""
    return {child for child, (_, grouped) in members.items() if grouped}


def _kept_away(actor: Actor, members: Collection[int]) -> set[int]:
    """« R1: live presence: absent; R2: the child is 404 »: whatever the role in use."""
    links = Guardianship.objects.filter(
        Exists(restrictions_standing(actor.now)), adult=actor.person_id, child__in=list(members)
    )
    return set(links.values_list("child", flat=True))


def _halves(school: School, one: HalfOf, children: Collection[int]) -> dict[int, dict[str, HalfDay]]:
    rows = HalfDay.objects.filter(
        school_year=school.running_year_id, school=school, day=one.day, child__in=children
    )
    found: dict[int, dict[str, HalfDay]] = {}
    for row in rows:
        found.setdefault(row.child_id, {})[row.half] = row
    return found


def _is_there(halves: dict[str, HalfDay], half: Half, here: time, *, of_class: bool) -> bool:
    """What is said of this half-day; else, in the afternoon, what was said of the morning. Who is elsewhere at school
    may be with a group, not with the class."""
    row = halves.get(half)
    if row is None:
        before = halves.get(Half.MORNING) if half == Half.AFTERNOON else None
        return before is None or before.state not in NOT_THERE
    if row.state == State.LEFT and row.left_at is not None:
        return here < row.left_at
    if row.state == State.LATE and row.arrived_at is not None:
        return here >= row.arrived_at
    return row.state not in NOT_THERE and not (of_class and row.state == State.ELSEWHERE)


def _hosted_elsewhere(actor: Actor, school: School, one: HalfOf, classes: Collection[int]) -> set[int]:
    """Children of these classes whom another one hosts: they are with it. Those whom these classes host are of other
    classes, and not among the members."""
    rows = standing(actor.now).filter(
        school_year=school.running_year_id, school=school, day=one.day, half=one.half, class_group__in=classes
    )
    return set(rows.exclude(host__in=classes).values_list("child", flat=True))


def _called(school: School, one: HalfOf, members: _Members) -> bool:
    wanted = {of for classes, _ in members.values() for of in classes}
    calls = RollCall.objects.filter(
        school_year=school.running_year_id, school=school, day=one.day, half=one.half, class_group__in=wanted,
        taken_at__isnull=False,
    )  # fmt: skip
    return bool(wanted) and set(calls.values_list("class_group", flat=True)) == wanted
