"""Whose sheets one makes, whose sign-in state one sees, whose sessions one ends. On Person, in two forms."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import GuardianKindChoice, MandateRole, Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Guardianship,
    Mandate,
    Person,
    ServiceSchool,
)
from eprimo.foundation.directory.models.links import in_force, to_come
from eprimo.foundation.directory.policies import (
    children_left_to_academy,
    family_of,
    mandates_kept_by,
    openings_of,
)
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.rights import policy

_NOBODY = Q(pk__in=[])
_ADULTS = [Profile.TEACHER, Profile.DIRECTOR, Profile.DEPUTY, Profile.STAFF, Profile.PARTNER]


def _affiliated(actor: Actor, profiles: list[Profile], **to: object) -> Exists:
    links = Affiliation.objects.filter(in_force(actor.now), person=OuterRef("pk"), profile__in=profiles, **to)
    return Exists(links)


def _arriving(actor: Actor) -> Exists:
    """Who is of the school from a later day on: « sheet and search from the day it is written »."""
    links = Affiliation.objects.filter(to_come(actor.now), person=OuterRef("pk"), school=actor.school_id)
    return Exists(links.exclude(profile=Profile.PUPIL))


def _in_classes(actor: Actor, person: str) -> QuerySet[ClassMembership]:
    return ClassMembership.objects.filter(
        in_force(actor.now), class_group_id__in=actor.class_ids, person=OuterRef(person)
    )


def _pupils_of_school(actor: Actor, person: str) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(
        in_force(actor.now), school=actor.school_id, profile=Profile.PUPIL, person=OuterRef(person)
    )


def _guardians_of(actor: Actor, children: Exists) -> Exists:
    links = Guardianship.objects.filter(in_force(actor.now), children, adult=OuterRef("pk"))
    return Exists(links.exclude(kind=GuardianKindChoice.CONTACT))


def _first_elsewhere(actor: Actor) -> Exists:
    """Adults whose oldest affiliation in force is at another school: that one looks after their account."""
    adults = Affiliation.objects.filter(in_force(actor.now), profile__in=_ADULTS)
    older_here = adults.filter(school=actor.school_id, person=OuterRef("person"), pk__lt=OuterRef("pk"))
    elsewhere = adults.filter(person=OuterRef("pk")).exclude(school=actor.school_id)
    return Exists(elsewhere.filter(~Exists(older_here)))


def _mandated(actor: Actor) -> Q:
    """Who has rights of a territory or a body, save an agent of a service of this school who works nowhere else."""
    mandates = Mandate.objects.filter(in_force(actor.now), person=OuterRef("pk"))
    serving = ServiceSchool.objects.filter(
        in_force(actor.now), service=OuterRef("service"), school=actor.school_id
    )
    agent_here = Q(role=MandateRole.COMMUNE_AGENT) & Q(Exists(serving))
    elsewhere = Affiliation.objects.filter(
        in_force(actor.now), person=OuterRef("pk"), profile__in=_ADULTS
    ).exclude(school=actor.school_id)
    return Q(Exists(mandates.exclude(agent_here))) | (Q(Exists(mandates)) & Q(Exists(elsewhere)))


def _teaches(actor: Actor) -> bool:
    return actor.role == Role.TEACHER and not actor.closed


def sheets_makeable_by(actor: Actor) -> Q:
    """Teacher: pupils of own classes. Director, deputy: everyone of own school but oneself, a director, and adults
    whose account opens more than this school (docs/decisions/0008). Academy: the directors of its territory, those it
    mandates whose account opens nothing else, and the families that it opened in the place of a direction. Nobody: the
    own family."""
    return _made_by(actor) & ~family_of(actor)


def _made_by(actor: Actor) -> Q:
    if _teaches(actor):
        return Q(Exists(_in_classes(actor, "pk")))
    if actor.heads:
        directs = _affiliated(actor, [Profile.DIRECTOR])
        here = _affiliated(actor, list(Profile), school=actor.school_id)
        family = _guardians_of(actor, Exists(_pupils_of_school(actor, "child")))
        kept = Q(directs) | Q(_first_elsewhere(actor)) | _mandated(actor) | Q(pk=actor.person_id)
        return (Q(here) | Q(family) | Q(_arriving(actor))) & ~kept
    if actor.role == Role.ACADEMY:
        mandates = Mandate.objects.filter(pk__in=actor.mandate_ids)
        of_academy = mandates.filter(academy=OuterRef("school__academy"))
        of_department = mandates.filter(department=OuterRef("school__commune__department"))
        directing = Affiliation.objects.filter(
            in_force(actor.now), Exists(of_academy) | Exists(of_department),
            person=OuterRef("pk"), profile=Profile.DIRECTOR,
        )  # fmt: skip
        return (Q(Exists(directing)) | _mandated_alone(actor) | _left(actor)) & ~Q(pk=actor.person_id)
    return _NOBODY


def _left(actor: Actor) -> Q:
    """Children for whom a whole direction answers, and who answers for them: of the schools that the academy opened,
    but who works or holds a mandate somewhere, whose account opens more than a family."""
    children: set[int] = set()
    for school in openings_of(actor).order_by("school").values_list("school", flat=True).distinct():
        children |= set(children_left_to_academy(school, actor.now).values_list("pk", flat=True))
    if not children:
        return _NOBODY
    adults = Guardianship.objects.in_force(actor.now).filter(child__in=children)
    family = Q(pk__in=children) | Q(pk__in=adults.exclude(kind=GuardianKindChoice.CONTACT).values("adult"))
    works = Exists(Mandate.objects.filter(in_force(actor.now), person=OuterRef("pk")))
    return family & ~Q(works) & ~Q(_affiliated(actor, _ADULTS))


def _mandated_alone(actor: Actor) -> Q:
    """Who holds a mandate that the actor keeps, in force or to come, and no other right: a sheet opens the whole
    account, so a school, a family or somebody else's mandate would come with it (docs/decisions/0022)."""
    here = Q(person=OuterRef("pk")) & ~Q(ends__lte=actor.now)
    kept = Mandate.objects.filter(here, mandates_kept_by(actor))
    others = Mandate.objects.filter(here).exclude(mandates_kept_by(actor))
    family = Guardianship.objects.filter(~Q(ends__lte=actor.now), adult=OuterRef("pk"))
    more = Exists(Affiliation.objects.filter(here)) | Exists(family.exclude(kind=GuardianKindChoice.CONTACT))
    return Q(Exists(kept)) & ~Q(Exists(others)) & ~Q(more)


def sign_in_state_seen_by(actor: Actor) -> Q:
    """Teacher: pupils and guardians of own classes. Director, deputy: pupils, guardians and staff of own school."""
    if _teaches(actor):
        return Q(Exists(_in_classes(actor, "pk"))) | Q(
            _guardians_of(actor, Exists(_in_classes(actor, "child")))
        )
    if actor.heads:
        here = _affiliated(actor, list(Profile), school=actor.school_id)
        family = _guardians_of(actor, Exists(_pupils_of_school(actor, "child")))
        return Q(here) | Q(family) | Q(_arriving(actor))
    return _NOBODY


def sessions_ended_by(actor: Actor) -> Q:
    """Pupils, by the teacher of the class or the director. One's own are another matter: `may_end_own`."""
    if _teaches(actor):
        return Q(Exists(_in_classes(actor, "pk")))
    if actor.heads:
        return Q(Exists(_pupils_of_school(actor, "pk")))
    return _NOBODY


@policy("accounts.sheet.make")
def may_make_sheets(actor: Actor, person_ids: list[int]) -> bool:
    """All of them. One query, whatever their number."""
    wanted = set(person_ids)
    return Person.objects.filter(sheets_makeable_by(actor), pk__in=wanted).count() == len(wanted)


@policy("accounts.session.end")
def may_end_sessions(actor: Actor, person_id: int) -> bool:
    if person_id == actor.person_id:
        return True
    return Person.objects.filter(sessions_ended_by(actor), pk=person_id).exists()


@policy("accounts.account.own")
def may_change_own(actor: Actor, account_id: int) -> bool:
    """Preferences, charter, role in use, own sessions, the secret that one came in with: one's own only."""
    return account_id == actor.account_id


@policy("accounts.account.whole")
def may_change_whole(actor: Actor, account_id: int) -> bool:
    """What every way in depends on: the recovery address. Not for who came in with the secret of a sheet."""
    return account_id == actor.account_id and actor.is_whole
