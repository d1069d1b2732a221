"""A person in a list: the name as the actor may read it, and one line of what the person is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eprimo.foundation.directory.enums import Profile, StaffFunction
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.directory.policies.scope import ADULTS_OF_SCHOOL
from eprimo.foundation.directory.policies.sight import NameSight, Sight, sights_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.ui import french

_ORDER = list(Profile)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as a list shows it. `person` is for what `sight` allows, field by field."""

    person: Person
    sight: Sight
    name: str
    note: str

    @property
    def public_id(self) -> str:
        return str(self.person.public_id)

    @property
    def seed(self) -> str:
        """Draws the animal of a child; empty for an adult, who has initials."""
        return self.person.seed if self.is_pupil else ""

    @property
    def is_pupil(self) -> bool:
        return self.sight.pupil_name != NameSight.NONE


def lines_of(actor: Actor, people: Sequence[Person]) -> list[PersonLine]:
    """Return a line for each person, in the order given, without those the actor does not see. Two statements, whatever
    their number."""
    sights = sights_of(actor, list(people))
    shown = [person for person in people if sights[person.pk].visible]
    names = school_names(_schools(sights[person.pk] for person in shown) - {actor.school_id or 0})
    return [
        PersonLine(one, sights[one.pk], sights[one.pk].shown_name(one), note_of(sights[one.pk], names))
        for one in shown
    ]


def school_names(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these schools: always one statement, so that a list costs the same whatever it holds."""
    return dict(School.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _schools(sights: Iterable[Sight]) -> set[int]:
    return {school for sight in sights if sight.staff_name for school, _, _ in sight.facts.affiliations}


def note_of(sight: Sight, names: dict[int, str]) -> str:
    """Return « CE1-A », « Direction · École Jules-Verne », « Responsable de Léa »: only what the actor may read."""
    parts: list[str] = []
    if sight.pupil_name >= NameSight.NAME_AND_CLASS:
        seen = _visible_schools(sight)
        classes = [one for one in sight.facts.classes if one.school_id in seen]
        parts += [one.label for one in classes] or [_("Sans classe")]
    if sight.staff_name:
        parts += _jobs(sight, names)
    if sight.guardian_name and any(sight.shows_link_to(ward) for ward in sight.facts.wards):
        parts.append(_("Responsable"))
    return " · ".join(dict.fromkeys(parts))


def _jobs(sight: Sight, names: dict[int, str]) -> list[str]:
    shown: list[str] = []
    seen = _visible_schools(sight)
    ordered = sorted(sight.facts.affiliations, key=lambda row: _ORDER.index(Profile(row[1])))
    for school, profile, function in ordered:
        if profile not in ADULTS_OF_SCHOOL or school not in seen:
            continue
        job = _job(profile, function)
        shown.append(f"{job}, {names[school]}" if school in names else job)
    return shown + [
        f"{_job(profile, function)} à partir du {french.weekday_day_month(starts)}"
        for profile, function, starts in sight.facts.coming
        if profile in ADULTS_OF_SCHOOL
    ]


def _job(profile: str, function: str) -> str:
    return str(StaffFunction(function).label if function else Profile(profile).label)


def _visible_schools(sight: Sight) -> set[int]:
    """Where the actor may know that the person works."""
    scope = sight.scope
    seen = set(scope.schools_of_children)
    if sight.actor.school_id is not None:
        seen.add(sight.actor.school_id)
    if scope.services:
        seen |= sight.facts.served
    return seen | sight.facts.territory if scope.mandates else seen
