"""Where children are now: the facts that acts on one child's row depend on."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Person


@dataclass(frozen=True, slots=True)
class ChildNow:
    """A child at one school, at one instant."""

    person: Person
    is_pupil: bool
    class_ids: frozenset[int]


def classes_now(child: str, school: str, now: datetime) -> ArraySubquery:
    """Classes of the running year of a child (names of the outer columns)."""
    members = ClassMembership.objects.in_force(now).filter(
        person_id=OuterRef(child),
        school_id=OuterRef(school),
        class_group__year_id=F("school__running_year_id"),
        class_group__closed_at=None,
    )
    return ArraySubquery(members.order_by("class_group_id").values("class_group_id"))


def pupil_now(child: str, school: str, now: datetime) -> Exists:
    return Exists(
        Affiliation.objects.in_force(now).filter(
            person_id=OuterRef(child), school_id=OuterRef(school), profile=Profile.PUPIL
        )
    )


def pupils_of(school_id: int, now: datetime) -> QuerySet[Person]:
    """The pupils of a school now."""
    here = Affiliation.objects.in_force(now).filter(
        person_id=OuterRef("pk"), school_id=school_id, profile=Profile.PUPIL
    )
    return Person.objects.filter(Exists(here))


def child_now(person: Person, school_id: int, now: datetime) -> ChildNow:
    """One statement."""
    members = ClassMembership.objects.in_force(now).filter(
        person=person,
        school_id=school_id,
        class_group__year_id=F("school__running_year_id"),
        class_group__closed_at=None,
    )
    is_pupil = Affiliation.objects.in_force(now).filter(person=person, school_id=school_id, profile=Profile.PUPIL)
    row = (
        Person.objects.filter(pk=person.pk)
        .annotate(here=Exists(is_pupil), in_classes=ArraySubquery(members.order_by("pk").values("class_group_id")))
        .values_list("here", "in_classes")
        .get()
    )
    return ChildNow(person=person, is_pupil=row[0], class_ids=frozenset(row[1] if row[0] else ()))
