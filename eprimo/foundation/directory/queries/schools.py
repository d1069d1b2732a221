"""What a director keeps an eye on, the adults added by hand, services, figures; who directs a school, seen from its
territory."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import FETCH_PEERS, Count, Exists, F, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import AttachmentKind, MandateRole, Profile, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    CommuneService,
    GuardianRestriction,
    Guardianship,
    Mandate,
    Person,
    School,
    ServiceEnrolment,
    ServiceSchool,
    in_force,
    to_come,
)
from eprimo.foundation.directory.policies.places import entitled_by, links_of_directed, services_visible_to
from eprimo.foundation.directory.policies.scope import people_visible_to, schools_of_mandates, scope_of
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible

SOON = timedelta(days=30)
# « figures (cells ≥ 5) »: a smaller count could name a person.
SMALLEST_CELL = 5


def hand_made(actor: Actor) -> QuerySet[Affiliation]:
    """Return the adults added by hand at the directed school, not over yet; those who leave first come first."""
    held = in_force(actor.now) | to_come(actor.now)
    rows = Affiliation.objects.filter(held, links_of_directed(actor), source=Source.MANUAL)
    rows = rows.select_related("person", "school").fetch_mode(FETCH_PEERS)
    return rows.order_by(F("ends").asc(nulls_last=True), "person__sort_key", "pk")


def hand_made_link(actor: Actor, pk: int) -> Affiliation:
    row = hand_made(actor).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


def agents(actor: Actor) -> QuerySet[Mandate]:
    """Return the agents of the services that serve the directed school, or of the own body, not over yet."""
    services = services_kept(actor)
    held = in_force(actor.now) | to_come(actor.now)
    rows = Mandate.objects.filter(held, role=MandateRole.COMMUNE_AGENT, service__in=services.values("pk"))
    rows = rows.select_related("person", "service").fetch_mode(FETCH_PEERS)
    return rows.order_by("service__name", "pk")


def services_kept(actor: Actor) -> QuerySet[CommuneService]:
    """Return the services at the directed school now; for a member_rep those of the body."""
    rows = CommuneService.objects.filter(services_visible_to(actor))
    if actor.heads:
        now_here = ServiceSchool.objects.in_force(actor.now).filter(
            service=OuterRef("pk"), school=actor.school_id
        )
        rows = rows.filter(Exists(now_here))
    return rows.order_by("name", "pk")


def services_of_school(actor: Actor) -> QuerySet[CommuneService]:
    """Return the services at the directed school, with how many of its pupils are enrolled."""
    mine = Q(in_force(actor.now, "enrolments__"), enrolments__school=actor.school_id)
    return services_kept(actor).annotate(enrolled=Count("enrolments", filter=mine, distinct=True))


def service_visible(actor: Actor, public_id: UUID) -> CommuneService:
    row = services_kept(actor).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def enrolled_ids(actor: Actor, service: CommuneService) -> set[int]:
    rows = ServiceEnrolment.objects.in_force(actor.now).filter(service=service, school=actor.school_id)
    return set(rows.values_list("child", flat=True))


def pupils_of_school(actor: Actor) -> QuerySet[Person]:
    """Return the pupils of the directed school, in order."""
    if not actor.heads:
        raise NotVisible
    rows = Affiliation.objects.in_force(actor.now).filter(school=actor.school_id, profile=Profile.PUPIL)
    return Person.objects.filter(pk__in=rows.values("person"), erased_at=None).order_by("sort_key", "pk")


def adults_of_school(actor: Actor, *profiles: Profile) -> QuerySet[Person]:
    """Return the adults of the directed school, of these profiles."""
    if not actor.heads:
        raise NotVisible
    rows = Affiliation.objects.in_force(actor.now).filter(school=actor.school_id, profile__in=profiles)
    return Person.objects.filter(pk__in=rows.values("person"), erased_at=None).order_by("sort_key", "pk")


def adults_to_print(actor: Actor) -> QuerySet[Person]:
    """Return every adult of the directed school, now or from a later day on."""
    if not actor.heads:
        raise NotVisible
    rows = Affiliation.objects.filter(in_force(actor.now) | to_come(actor.now), school=actor.school_id)
    people = rows.exclude(profile=Profile.PUPIL).values("person")
    return Person.objects.filter(pk__in=people, erased_at=None).order_by("sort_key", "pk")


def restrictions_standing(actor: Actor) -> QuerySet[GuardianRestriction]:
    """Return the restrictions in force on guardians of the pupils of the directed school; those that end first come
    first."""
    now = actor.now
    pupils = Affiliation.objects.in_force(now).filter(school=actor.school_id, profile=Profile.PUPIL)
    rows = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now),
        Q(lifted_at=None) | Q(lifted_at__gt=now),
        starts__lte=now,
        guardianship__child__in=pupils.values("person"),
    )
    if not actor.heads:
        raise NotVisible
    rows = rows.select_related("guardianship__adult", "guardianship__child")
    return rows.order_by(F("ends").asc(nulls_last=True), "pk")


def restrictions_ending(actor: Actor) -> QuerySet[GuardianRestriction]:
    """Return the restrictions the director is told of: within 30 days of their end, or past it and not confirmed."""
    return restrictions_standing(actor).filter(ends__lte=actor.now + SOON).exclude(in_force_until=F("ends"))


def guardianship_directed(actor: Actor, public_id: UUID, child_id: UUID) -> Guardianship:
    """Return the link of an adult to a pupil of the directed school; raises NotVisible."""
    row = (
        Guardianship.objects.in_force(actor.now)
        .filter(adult__public_id=public_id, child__public_id=child_id)
        .filter(child__in=pupils_of_school(actor).values("pk"))
        .select_related("adult", "child")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True, slots=True)
class Watch:
    """Counts, and links that end within 30 days, that need the director's eye."""

    pupils_without_class: int
    classes_without_teacher: tuple[ClassGroup, ...]
    ending: tuple[Affiliation, ...]
    restrictions: tuple[GuardianRestriction, ...]


def watch_of(actor: Actor) -> Watch:
    """Return what a director keeps an eye on (four statements)."""
    now = actor.now
    in_class = ClassMembership.objects.in_force(now).filter(
        person=OuterRef("person"), school=OuterRef("school"), class_group__closed_at=None,
        class_group__year=F("school__running_year"),
    )  # fmt: skip
    pupils = Affiliation.objects.in_force(now).filter(school=actor.school_id, profile=Profile.PUPIL)
    teachers = Attachment.objects.in_force(now).filter(
        class_group=OuterRef("pk"), kind=AttachmentKind.TEACHES
    )
    bare = ClassGroup.objects.filter(
        ~Exists(teachers), school=actor.school_id, year=F("school__running_year"), closed_at=None
    )
    return Watch(
        pupils_without_class=pupils.filter(~Exists(in_class)).values("person").distinct().count(),
        classes_without_teacher=tuple(bare.order_by("key", "pk")),
        ending=tuple(hand_made(actor).filter(ends__lte=now + SOON)[:20]),
        restrictions=tuple(restrictions_ending(actor)[:20]),
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, or nothing when it is too small to be shown."""

    label: str
    count: int | None


def figures_of(actor: Actor, school: School) -> list[Figure]:
    """Return how many people of each profile the school has; small cells hidden. Raises NotVisible outside of the row «
    figures »."""
    if not figures_visible(actor, school.pk):
        raise NotVisible
    rows = Affiliation.objects.in_force(actor.now).filter(school=school)
    counts = dict(rows.values_list("profile").annotate(n=Count("person", distinct=True)).order_by("profile"))
    pupils = rows.filter(profile=Profile.PUPIL).values("person")
    families = (
        Guardianship.objects.in_force(actor.now).filter(child__in=pupils).values("adult").distinct().count()
    )
    staff = counts.get(Profile.STAFF, 0)
    shown = (("Élèves", counts.get(Profile.PUPIL, 0)), ("Responsables", families),
             ("Enseignants", counts.get(Profile.TEACHER, 0)), ("Personnels", staff))  # fmt: skip
    return [Figure(label, count if count >= SMALLEST_CELL else None) for label, count in shown]


def figures_visible(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor reads the figures of a school. Director: own school; agent: own schools; inspector,
    academy: territory; member_rep: body; platform: all."""
    if actor.role == Role.PLATFORM or actor.directs(school_id):
        return True
    scope = scope_of(actor)
    if scope.services:
        return (
            ServiceSchool.objects.in_force(actor.now)
            .filter(service__in=scope.services, school=school_id)
            .exists()
        )
    return bool(scope.mandates) and schools_of_mandates(actor).filter(pk=school_id).exists()


def schools_to_entitle(actor: Actor) -> QuerySet[School]:
    """Return the schools whose entitlement the actor may give by hand."""
    return School.objects.filter(entitled_by(actor)).select_related("commune")


def heads_named(actor: Actor, school: School) -> QuerySet[Affiliation]:
    """Return who directs a school now, as far as the actor may name them (row « names of teachers and staff »)."""
    named = Person.objects.filter(people_visible_to(actor)).values("pk")
    rows = Affiliation.objects.in_force(actor.now).filter(
        school=school, profile__in=(Profile.DIRECTOR, Profile.DEPUTY), person__in=named
    )
    return rows.select_related("person").order_by("profile", "person__sort_key", "pk")


def adults_to_deputise(actor: Actor, school: School) -> QuerySet[Person]:
    """Return the teachers and staff of a school whom the actor may name: one of them may direct it for a time."""
    rows = Affiliation.objects.in_force(actor.now).filter(
        school=school, profile__in=(Profile.TEACHER, Profile.STAFF)
    )
    named = Person.objects.filter(people_visible_to(actor), pk__in=rows.values("person"), erased_at=None)
    return named.exclude(pk=actor.person_id).order_by("sort_key", "pk")
