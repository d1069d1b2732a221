"""What actions look up before they change it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.errors import AlreadyThere
from eprimo.foundation.directory.models import Affiliation, Person, School, in_force, to_come
from eprimo.foundation.directory.policies.scope import ADULTS_OF_SCHOOL
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import NotVisible


def own_school(school_id: int | None) -> School:
    """Return the school of the actor; raises NotVisible without one."""
    school = School.objects.select_related("running_year").filter(pk=school_id or 0).first()
    if school is None:
        raise NotVisible
    return school


def pupil_of(school_id: int, person: Person) -> Person:
    """Return the person, a pupil of the school now; raises NotVisible."""
    return _affiliated(school_id, person, (Profile.PUPIL,))


def adult_of(school_id: int, person: Person) -> Person:
    """Return the person, an adult of the school now (teacher, direction, staff); raises NotVisible."""
    return _affiliated(school_id, person, ADULTS_OF_SCHOOL)


def _affiliated(school_id: int, person: Person, profiles: tuple[Profile, ...]) -> Person:
    links = Affiliation.objects.in_force(clock.now()).filter(
        school=school_id, person=person, profile__in=profiles
    )
    if not links.exists():
        raise NotVisible
    return person


def adults_here(school_id: int) -> Q:
    """Condition on Person: the adults of the school, now or from a later day on."""
    now = clock.now()
    links = Affiliation.objects.filter(in_force(now) | to_come(now), school=school_id, person=OuterRef("pk"))
    return Q(Exists(links.exclude(profile=Profile.PUPIL)))


@contextmanager
def once() -> Iterator[None]:
    """Say what a constraint refuses inside (a link that exists, a label in use) as AlreadyThere."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise AlreadyThere from error
