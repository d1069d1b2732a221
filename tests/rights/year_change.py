"""The change of year of a random world: in the product by its actions, in the model as the rights page tells it."""

import random
from dataclasses import dataclass, replace

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.directory.actions import year_switch
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import PupilOutcome, YearState
from eprimo.foundation.directory.models import (
    PlannedAttachment,
    PlannedClass,
    PlannedPupil,
    SchoolYear,
    YearChange,
)
from tests.reference import world as facts
from tests.reference.links import ADULTS_OF_SCHOOL
from tests.reference.world import World
from tests.rights.load import Loaded, at


@dataclass
class Turned:
    """A world before and after, and the changes to undo."""

    world: World
    changes: list[YearChange]


def let_it_be_summer(now: int) -> None:
    """The running year of the world is about to end."""
    day = at(now).date()
    SchoolYear.objects.filter(ends__gt=day).update(ends=day.replace(month=12, day=31))


def plan(rows: Loaded, rng: random.Random) -> list[YearChange]:
    """Every school prepared, and adjusted at random: anybody anywhere."""
    made = []
    for school in rows.schools.values():
        change = YearChange.objects.create(
            school=school, from_year=school.running_year, to_year=year_after(school.running_year),
            state=YearState.ASKED,
        )  # fmt: skip
        plan_fill(change)
        classes = list(change.classes.all())
        for line in PlannedPupil.objects.filter(change=change):
            choice = rng.choice((*PupilOutcome, PupilOutcome.CLASS, PupilOutcome.CLASS))
            line.outcome = choice
            line.planned_class = rng.choice(classes) if choice == PupilOutcome.CLASS else None
            line.save()
        PlannedAttachment.objects.filter(
            planned_class__change=change, person__id__in=_some(rows, rng)
        ).delete()
        made.append(change)
    return made


def _some(rows: Loaded, rng: random.Random) -> list[int]:
    return [person.pk for person in rows.people.values() if rng.random() < 0.3]


def turn(rows: Loaded, changes: list[YearChange], now: int) -> World:
    """Switch every school, and tell what the model should know of it."""
    world = rows.world
    for change in changes:
        year_switch.year_switch(actor=None, change=change, unplaced_agreed=True)
    names = {row.pk: name for name, row in rows.people.items()}
    classes = {
        name: replace(one, closed_at=now - 1) if one.closed_at is None else one
        for name, one in world.classes.items()
    }
    memberships = [_ended(m, world, now) for m in world.class_memberships]
    attachments = [_over(a, now) if a.kind in ("class", "group") else a for a in world.attachments]
    left: set[tuple[str, str]] = set()
    for school, change in zip(world.schools, changes, strict=True):
        for planned in PlannedClass.objects.filter(change=change):
            assert planned.class_group is not None
            name = f"{school}-next{planned.pk}"
            classes[name] = facts.ClassGroup(name, school, change.to_year_id, None, planned.validates_pupils)
            rows.classes[name] = planned.class_group
            here = planned.pupils.values_list("person", flat=True)
            memberships += [
                facts.ClassMembership(now, None, names[pk], name)
                for pk in here
                if _is(world, names[pk], school, now)
            ]
            adults = dict.fromkeys(planned.adults.order_by("pk").values_list("person", flat=True))
            attachments += [
                facts.Attachment(now, None, names[pk], "class", name)
                for pk in adults
                if _is(world, names[pk], school, now, *ADULTS_OF_SCHOOL)
            ]
        leaving = PlannedPupil.objects.filter(change=change, outcome__in=("college", "other"))
        left |= {(names[pk], school) for pk in leaving.values_list("person", flat=True)}
    schools = {name: replace(one, running_year=one.running_year + 1) for name, one in world.schools.items()}
    return replace(
        world,
        schools=schools,
        classes=classes,
        class_memberships=tuple(memberships),
        attachments=tuple(attachments),
        group_memberships=tuple(_over(m, now) for m in world.group_memberships),
        delegations=tuple(_over(d, now) for d in world.delegations),
        affiliations=tuple(
            _over(a, now) if a.profile == "pupil" and (a.person, a.school) in left else a
            for a in world.affiliations
        ),
    )


def _is(world: World, person: str, school: str, now: int, *profiles: str) -> bool:
    return any(
        a.person == person
        and a.school == school
        and a.profile in (profiles or ("pupil",))
        and a.contains(now)
        for a in world.affiliations
    )


def _over[D: facts.Dated](link: D, now: int) -> D:
    """Ended now, if it holds now."""
    return replace(link, ends=now) if link.contains(now) else link


def _ended(link: facts.ClassMembership, world: World, now: int) -> facts.ClassMembership:
    """Ended with the class; of who is no pupil of the school any more, when that ended."""
    school = world.classes[link.class_id].school
    if not link.contains(now) or world.classes[link.class_id].closed_at is not None:
        return link
    if _is(world, link.pupil, school, now):
        return replace(link, ends=now)
    over = [
        a.ends
        for a in world.affiliations
        if a.person == link.pupil and a.school == school and a.profile == "pupil" and a.ends is not None
        and a.ends <= now
    ]  # fmt: skip
    return replace(link, ends=max([link.starts, *over]))


# --- things shared with the classes of the running year ---

_PROFILES = {
    "class": (AudienceProfile.PUPIL, AudienceProfile.GUARDIAN, AudienceProfile.TEACHER),
    "families": (AudienceProfile.GUARDIAN, AudienceProfile.TEACHER),
}


def share_in_classes(rows: Loaded, now: int) -> tuple[World, dict[str, Resource]]:
    """One thing for families and one for all in each open class: the world with them, and their rows."""
    made: dict[str, Resource] = {}
    told = {}
    for name, group in rows.world.classes.items():
        if group.closed_at is not None:
            continue
        for audience, profiles in _PROFILES.items():
            key = f"{audience} of {name}"
            share = facts.Share(now - facts.DAY, None, audience, name, "read")
            told[key] = facts.Resource(key, "nobody", group.school, "class", name, (share,))
            made[key] = _row(rows, name, key, profiles, now - facts.DAY)
    return replace(rows.world, resources=told), made


def _row(
    rows: Loaded, class_id: str, title: str, profiles: tuple[AudienceProfile, ...], since: int
) -> Resource:
    group = rows.classes[class_id]
    row = Resource.objects.create(
        service="liaison", school_id=group.school_id, title=title, state=ResourceState.PUBLISHED, version=1
    )
    rules = [(AudienceKind.CLASS, group.pk, profile) for profile in profiles]
    Share.objects.bulk_create(
        Share(
            resource=row, audience=audience, school_id=group.school_id, service="liaison", visible_from=at(since)
        )
        for audience in audiences_for(rules, group.school_id).values()
    )  # fmt: skip
    return row
