"""The fixed statements that a roll is called from read what the policies say, whoever asks."""

import random
from datetime import timedelta
from itertools import product

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.enums import Half, Source, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay, Hosting
from eprimo.foundation.presence.policies import (
    absences_visible_to,
    classes_called_by,
    half_days_visible_to,
    may_take_call,
)
from eprimo.foundation.presence.queries.sheet_rows import (
    AskedCalls,
    absences,
    half_days,
    hostings,
    running_class,
)
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

DAYS = [NOW.date() - timedelta(days=1), NOW.date()]
CHILDREN = ("lea", "noe", "yanis", "zoe")


def _actors(cast: Cast) -> list[Actor]:
    """Everybody, in each position."""
    plain = [for_person(person.pk) for person in cast.people.values()]
    return plain + [
        for_person(one.person_id, role=position.role, school_id=position.school_id)
        for one in plain
        for position in one.positions
    ]


@pytest.fixture
def furnished_days(cast: Cast) -> Cast:
    """Each child on each half-day in one class or the other, whoever said it; absences that somebody told, or nobody;
    some hosted; one who changed class."""
    rng = random.Random(7)
    groups = [cast.ce1, cast.cm2]
    link = ClassMembership.objects.get(person=cast.yanis, class_group=cast.ce1)
    link.ends = NOW - timedelta(days=1)
    link.save()
    ClassMembership.objects.create(
        person=cast.yanis, class_group=cast.cm2, school=cast.tilleuls, starts=link.ends
    )
    year, school = cast.ce1.year_id, cast.tilleuls
    for child, day, half in product(CHILDREN, DAYS, Half):
        person, keys = cast.people[child], {"school_year": year, "school": school, "day": day, "half": half}
        HalfDay.objects.create(
            **keys, child=person, class_group=rng.choice(groups), state=rng.choice([State.PRESENT, State.ABSENT]),
            source=rng.choice([Source.CALL, Source.FAMILY]), said_at=NOW,
        )  # fmt: skip
        if rng.random() < 0.5:
            own, host = rng.sample(groups, 2)
            Hosting.objects.create(**keys, child=person, class_group=own, host=host)
    told = [cast.samira, cast.people["in_charge"], cast.people["contact"], None]
    for number, (child, by, group) in enumerate(product(CHILDREN, told, [*groups, None])):
        Absence.objects.create(
            school_year=year, school=school, child=cast.people[child], class_group=group, first=DAYS[number % 2],
            first_half=Half.MORNING, last=DAYS[1], last_half=Half.AFTERNOON, said_by=by,
            reason="ill" if by else "", said_at=NOW if by else None,
        )  # fmt: skip
    return cast


def test_what_is_read_is_what_the_policies_show(furnished_days: Cast) -> None:
    cast, seen = furnished_days, {"half": 0, "hidden": 0, "told": 0, "silent": 0, "hosted": 0}
    children = [cast.people[name].pk for name in CHILDREN]
    for actor, day, some in product(_actors(cast), DAYS, ([cast.ce1], [cast.ce1, cast.cm2])):
        of = AskedCalls.of([(group, HalfOf(day, half)) for group in some for half in Half])
        shown = HalfDay.objects.filter(half_days_visible_to(actor), day=day, class_group__in=some)
        found = half_days(actor, of, children)
        read = {row.pk for row, is_own in found if is_own}
        assert read == {row.pk for row in shown if _still(row)}, (actor, day)
        assert len(found) == len(children) * len(Half)
        why = Absence.objects.filter(
            absences_visible_to(actor), child__in=children, first__lte=day, last__gte=day
        )
        told = {row.pk for row in absences(actor, of, children)}
        assert told == {row.pk for row in why}, (actor, day)
        seen["half"] += len(read)
        seen["hidden"] += len(found) - len(read)
        seen["told"] += len(told)
        seen["silent"] += not told
        seen["hosted"] += len(hostings(of, NOW, [group.pk for group in some]))
    # Nothing found, or nothing hidden, would prove nothing.
    assert min(seen.values()) > len(CHILDREN), seen


def test_a_class_is_one_of_those_that_are_called(cast: Cast) -> None:
    for actor in _actors(cast):
        called = set(ClassGroup.objects.filter(classes_called_by(actor)).values_list("pk", flat=True))
        for group in ClassGroup.objects.all():
            found = running_class(group.public_id)
            assert (found is not None and may_take_call.allows(actor, found)) == (group.pk in called), (
                actor,
                group,
            )


def _still(row: HalfDay) -> bool:
    """What a call said, or a family of a child who is still of the class."""
    there = ClassMembership.objects.in_force(NOW).filter(person=row.child_id, class_group=row.class_group_id)
    return row.source == Source.CALL or there.exists()
