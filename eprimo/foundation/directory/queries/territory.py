"""Schools seen from their territory."""

from django.db.models import QuerySet

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person, School
from eprimo.foundation.directory.policies.scope import people_visible_to
from eprimo.foundation.kernel.actor import Actor


def heads_named(actor: Actor, school: School) -> QuerySet[Affiliation]:
    """Who directs a school now, as far as the actor may name them (row « names of teachers and staff »)."""
    named = Person.objects.filter(people_visible_to(actor)).values("pk")
    rows = Affiliation.objects.in_force(actor.now).filter(
        school=school, profile__in=(Profile.DIRECTOR, Profile.DEPUTY), person__in=named
    )
    return rows.select_related("person").order_by("profile", "person__sort_key", "pk")


def adults_to_deputise(actor: Actor, school: School) -> QuerySet[Person]:
    """Teachers and staff of a school whom the actor may name: one of them may direct it for a time."""
    rows = Affiliation.objects.in_force(actor.now).filter(
        school=school, profile__in=(Profile.TEACHER, Profile.STAFF)
    )
    named = Person.objects.filter(people_visible_to(actor), pk__in=rows.values("person"), erased_at=None)
    return named.exclude(pk=actor.person_id).order_by("sort_key", "pk")
