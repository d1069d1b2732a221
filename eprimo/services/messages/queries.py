"""Conversations on a matter: one by its address, who answers for a child, whom one may write to, and who waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from eprimo.foundation.access.audiences import Rule
from eprimo.foundation.access.models import Audience, AudienceKind, AudienceProfile
from eprimo.foundation.conversations.models import Conversation
from eprimo.foundation.conversations.policies import as_family, on_matters
from eprimo.foundation.conversations.queries import answerers, reading, waiting_at
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Person, School
from eprimo.foundation.directory.policies.family import family_links, own_family
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.school_years import school_year_at


def conversation_for(actor: Actor, public_id: UUID) -> Conversation:
    """Return a conversation on a matter, by its address; NotVisible: not one that the actor reads."""
    year = school_year_at(actor.now)
    rows = Conversation.objects.filter(
        public_id=public_id, resource=None, school_year__in=(year - 1, year, year + 1)
    )
    seen = as_family(actor)
    if not actor.closed and actor.school_id is not None:
        seen |= on_matters(actor)
    found = rows.filter(seen).select_related("school", "child", "guardian", "audience").first()
    if found is None:
        raise NotVisible
    return found


def audience_rule(
    child_id: int, school_id: int, now: datetime, *, of: Collection[int] | None = None
) -> Rule | None:
    """Return the teachers of the child's class today; None: no class, or none of its teachers is of another family.
    `of`: a class among these."""
    members = (
        ClassMembership.objects.in_force(now)
        .filter(
            person=child_id, school=school_id, class_group__closed_at=None,
            class_group__year_id=F("class_group__school__running_year_id"),
        )
        .order_by("class_group_id")
    )  # fmt: skip
    if of is not None:
        members = members.filter(class_group__in=of)
    for class_id in members.values_list("class_group_id", flat=True):
        rule = (AudienceKind.CLASS, class_id, AudienceProfile.TEACHER)
        if names_of(rule, school_id, child_id, now):
            return rule
    return None


def names_of(rule: Rule, school_id: int, child_id: int, now: datetime) -> list[str]:
    """Return who is in that audience today, by name, but who answers for the child (one statement)."""
    return [one.formal_name for one in people_of(rule, school_id, child_id, now)]


def people_of(rule: Rule, school_id: int, child_id: int, now: datetime) -> QuerySet[Person]:
    """Return who is in that audience today, but who answers for the child."""
    kind, target, profile = rule
    audience = Audience(kind=kind, target=target, profile=profile, school_id=school_id)
    tied = family_links().filter(child=child_id).values("adult")
    people = Person.objects.filter(answerers(audience, now)).exclude(pk__in=tied)
    return people.order_by("last_name", "pk")


@dataclass(frozen=True, slots=True)
class Addressee:
    """The addressee of a guardian who writes about a child: the school, and who will read it."""

    school: School
    people: list[Person]
    # The direction, where no teacher answers for the child.
    heads: bool

    @property
    def names(self) -> list[str]:
        return [one.formal_name for one in self.people]

    @property
    def alone(self) -> list[Person]:
        """The readers of whom the family may choose one, whom nobody replaces: a direction is several people's."""
        return [] if self.heads else self.people


def addressee_of(child: Person, school: School, now: datetime) -> Addressee:
    rule = audience_rule(child.pk, school.pk, now)
    if rule is not None:
        return Addressee(school, list(people_of(rule, school.pk, child.pk, now)), heads=False)
    heads = (AudienceKind.SCHOOL, school.pk, AudienceProfile.HEAD)
    return Addressee(school, list(people_of(heads, school.pk, child.pk, now)), heads=True)


def guardians_of(child: Person, now: datetime) -> QuerySet[Person]:
    """Return who may be written to about a child: those who have rights over it."""
    links = live_links(now).filter(child=child)
    return Person.objects.filter(pk__in=links.values("adult")).order_by("last_name", "first_name", "pk")


def pupils_of(actor: Actor, class_id: int) -> QuerySet[Person]:
    """Return the pupils of a class today about whom the actor may write: not those of the own family."""
    members = ClassMembership.objects.in_force(actor.now).filter(person=OuterRef("pk"), class_group=class_id)
    here = Affiliation.objects.in_force(actor.now).filter(
        person=OuterRef("pk"), school=actor.school_id, profile=Profile.PUPIL
    )
    pupils = Person.objects.filter(Exists(members), Exists(here)).exclude(pk__in=own_family(actor))
    return pupils.order_by("first_name", "last_name", "pk")


def to_show(conversation: Conversation, now: datetime) -> QuerySet[Person]:
    """Return who may be brought in: those who direct the school and the teachers of the child's class today, of whom
    none reads it yet nor answers for the child."""
    child, school = conversation.child_id, conversation.school_id
    rules = [(AudienceKind.SCHOOL, school, AudienceProfile.HEAD), audience_rule(child, school, now)]
    who = Q(pk__in=[])
    for kind, target, profile in filter(None, rules):
        who |= answerers(Audience(kind=kind, target=target, profile=profile, school_id=school), now)
    found = Person.objects.filter(who).exclude(pk__in=family_links().filter(child=child).values("adult"))
    return found.exclude(pk__in=reading(conversation, now).values("pk")).order_by("last_name", "pk")


def waiting(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations on a matter where a family wrote last."""
    return Conversation.objects.filter(on_matters(actor), waiting_at(actor.now))


def waiting_count(actor: Actor) -> Any:
    """Count those that wait, as a value of another statement."""
    return waiting(actor).order_by().values(one=Value(1)).annotate(n=Count("id")).values("n")
