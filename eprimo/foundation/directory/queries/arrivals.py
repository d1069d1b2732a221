"""What somebody who has no right yet will have one day: said at the door, where nothing else opens."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import GuardianKindChoice, Profile, RestrictionLevel
from eprimo.foundation.directory.models import (
    Affiliation,
    GuardianRestriction,
    Guardianship,
    Mandate,
    in_force,
    to_come,
)
from eprimo.foundation.directory.queries.mandates import PLACES, place_words
from eprimo.foundation.kernel.actor import MANDATES, Actor


@dataclass(frozen=True, slots=True)
class Arrival:
    """A link to come: from which day, as what or for which child, and where."""

    on: date
    what: str
    where: str


def arrivals_of(actor: Actor) -> list[Arrival]:
    """Return the own links to come, those of own children, own mandates; the nearest first (three statements). Who came
    in with the sheet of a school is told of those with that school."""
    own = Affiliation.objects.filter(to_come(actor.now), _shown(actor), person=actor.person_id)
    found = [
        (one.starts, one.school.time_zone, _job(one), one.school.name) for one in own.select_related("school")
    ]
    found += [
        (one.starts, one.school.time_zone, one.person.first_name, one.school.name)
        for one in _of_children(actor)
    ]
    mandates = Mandate.objects.filter(to_come(actor.now), person=actor.person_id)
    if actor.scope is not None and MANDATES not in actor.scope:
        mandates = mandates.none()
    found += [
        (one.starts, actor.time_zone, str(one.get_role_display()), place_words(one))
        for one in mandates.select_related(*PLACES)
    ]
    return [Arrival(_day(at, zone), what, where) for at, zone, what, where in sorted(found)]


def _shown(actor: Actor) -> Q:
    return Q() if actor.scope is None else Q(school__in=actor.scope)


def _job(one: Affiliation) -> str:
    return str(one.get_function_display() if one.function else one.get_profile_display())


def _of_children(actor: Actor) -> QuerySet[Affiliation]:
    """Of the children whom no decision hides from the actor."""
    now = actor.now
    hidden = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now), Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship=OuterRef("pk"), level__gte=RestrictionLevel.NO_INFORMATION, starts__lte=now,
    )  # fmt: skip
    links = Guardianship.objects.filter(in_force(now), ~Exists(hidden), adult=actor.person_id)
    children = links.exclude(kind=GuardianKindChoice.CONTACT).values("child")
    rows = Affiliation.objects.filter(to_come(now), _shown(actor), person__in=children, profile=Profile.PUPIL)
    return rows.select_related("person", "school")


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()
