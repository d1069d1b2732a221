"""Where children are now: the facts that acts on one child's row depend on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Value

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Person, ServiceEnrolment


@dataclass(frozen=True, slots=True)
class ChildNow:
    """A child at one school, at one instant: the classes and services that acts on the child's row depend on."""

    child_id: int
    is_pupil: bool
    class_ids: frozenset[int]
    # The communes' services where the child is enrolled.
    service_ids: frozenset[int] = frozenset()


def is_pupil_now(child: str, school: str | Value, now: datetime) -> Exists:
    """Return the condition that a child is a pupil of a school. `child`, `school`: columns of the row it is asked
    of; `school` may be the school itself."""
    of = OuterRef(school) if isinstance(school, str) else school
    return Exists(
        Affiliation.objects.in_force(now).filter(
            person_id=OuterRef(child), school_id=of, profile=Profile.PUPIL
        )
    )


def child_now(person: Person, school_id: int, now: datetime) -> ChildNow:
    """Return where one child is (one statement)."""
    return children_now([person.pk], school_id, now)[person.pk]


def children_now(ids: Iterable[int], school_id: int, now: datetime) -> dict[int, ChildNow]:
    """Return where each of these children is, by id (one statement)."""
    members = ClassMembership.objects.in_force(now).filter(
        person=OuterRef("pk"),
        school_id=school_id,
        class_group__year_id=F("school__running_year_id"),
        class_group__closed_at=None,
    )
    enrolled = ServiceEnrolment.objects.in_force(now).filter(child=OuterRef("pk"), school_id=school_id)
    rows = (
        Person.objects.filter(pk__in=list(ids))
        .annotate(
            here=is_pupil_now("pk", Value(school_id), now),
            in_classes=ArraySubquery(members.order_by("pk").values("class_group_id")),
            in_services=ArraySubquery(enrolled.order_by("pk").values("service_id")),
        )
        .order_by()
        .values_list("pk", "here", "in_classes", "in_services")
    )
    return {
        pk: ChildNow(pk, here, frozenset(classes if here else ()), frozenset(services))
        for pk, here, classes, services in rows
    }
