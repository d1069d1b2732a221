"""Whose sheets one makes, whose sign-in state one sees, whose sessions one ends. On Person, in two forms."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

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
from eprimo.foundation.directory.policies.family import children_left_to_academy, family_of, openings_of
from eprimo.foundation.directory.policies.mandates import mandates_kept_by
from eprimo.foundation.kernel.actor import MANDATES, Actor, Role
from eprimo.foundation.kernel.factors import MANY, Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.kernel.switches import switchable

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


def _above(actor: Actor) -> Q:
    """Who holds a mandate above the schools, or serves several of them: a head does not make the sheet of these."""
    held = Mandate.objects.filter(in_force(actor.now), person=OuterRef("pk"))
    another = _served(actor, OuterRef(OuterRef("pk"))).filter(school__gt=OuterRef("school"))
    several = _served(actor, OuterRef("pk")).filter(Exists(another))
    return Q(Exists(held.exclude(role=MandateRole.COMMUNE_AGENT))) | Q(Exists(several))


def _served(actor: Actor, person: OuterRef) -> QuerySet[ServiceSchool]:
    """The schools that an agent serves."""
    held = in_force(actor.now, "service__mandates__") & Q(service__mandates__role=MandateRole.COMMUNE_AGENT)
    return ServiceSchool.objects.filter(in_force(actor.now), held, service__mandates__person=person)


def _teaches(actor: Actor) -> bool:
    return actor.role == Role.TEACHER and not actor.closed


def sheets_makeable_by(actor: Actor, at: int | None = None) -> Q:
    """Teacher: pupils of own classes. Director, deputy: everyone of own school but oneself, a director, and who acts
    above the schools or serves several of them. Academy: the directors of its territory, those it alone mandates, and
    the families that it opened in the place of a direction. Nobody: the own family.

    `at`: the school that prints, which is what the sheet opens (`MANDATES`: it is of no school); None: any that may."""
    return _made_by(actor, at) & ~family_of(actor)


def _made_by(actor: Actor, at: int | None) -> Q:
    if actor.role == Role.ACADEMY:
        return _made_above(actor, at) & ~Q(pk=actor.person_id)
    if at not in {None, actor.school_id}:
        return _NOBODY
    if _teaches(actor):
        return Q(Exists(_in_classes(actor, "pk")))
    if actor.heads:
        directs = _affiliated(actor, [Profile.DIRECTOR])
        here = _affiliated(actor, list(Profile), school=actor.school_id)
        family = _guardians_of(actor, Exists(_pupils_of_school(actor, "child")))
        kept = Q(directs) | _above(actor) | Q(pk=actor.person_id)
        return (Q(here) | Q(family) | Q(_arriving(actor))) & ~kept
    return _NOBODY


def _made_above(actor: Actor, at: int | None) -> Q:
    if at == MANDATES:
        return _mandated_by(actor)
    mandates = Mandate.objects.filter(pk__in=actor.mandate_ids)
    of_academy = mandates.filter(academy=OuterRef("school__academy"))
    of_department = mandates.filter(department=OuterRef("school__commune__department"))
    directing = Affiliation.objects.filter(
        in_force(actor.now), Exists(of_academy) | Exists(of_department),
        person=OuterRef("pk"), profile=Profile.DIRECTOR,
    )  # fmt: skip
    if at is not None:
        return Q(Exists(directing.filter(school=at))) | _left(actor)
    return Q(Exists(directing)) | _mandated_by(actor) | _left(actor)


def _left(actor: Actor) -> Q:
    """Children for whom a whole direction answers, and who answers for them: of the schools that the academy opened,
    but who works or holds a mandate somewhere, whose account opens more than a family."""
    children: set[int] = set()
    for school in openings_of(actor).order_by("school").values_list("school", flat=True).distinct():
        children |= set(children_left_to_academy(school, actor.now).values_list("person", flat=True))
    if not children:
        return _NOBODY
    adults = Guardianship.objects.in_force(actor.now).filter(child__in=children)
    family = Q(pk__in=children) | Q(pk__in=adults.exclude(kind=GuardianKindChoice.CONTACT).values("adult"))
    works = Exists(Mandate.objects.filter(in_force(actor.now), person=OuterRef("pk")))
    return family & ~Q(works) & ~Q(_affiliated(actor, _ADULTS))


def _mandated_by(actor: Actor) -> Q:
    """Who holds a mandate that the actor keeps, in force or to come, and none of somebody else's: the sheet opens what
    mandates do (docs/decisions/0022)."""
    here = Q(person=OuterRef("pk")) & ~Q(ends__lte=actor.now)
    kept = Mandate.objects.filter(here, mandates_kept_by(actor))
    others = Mandate.objects.filter(here).exclude(mandates_kept_by(actor))
    return Q(Exists(kept)) & ~Q(Exists(others))


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
    """Condition on Person: pupils whose sessions the actor may end: the teacher of the class, or the director. One's
    own are another matter: `may_end_own`."""
    if _teaches(actor):
        return Q(Exists(_in_classes(actor, "pk")))
    if actor.heads:
        return Q(Exists(_pupils_of_school(actor, "pk")))
    return _NOBODY


def _of_sheets(actor: Actor, person_ids: list[int], at: int | None = None) -> Strength:  # noqa: ARG001 - as asked
    """The sheet of an adult opens an account that is more than a child's; pupils of one class are the teacher's."""
    wanted = set(person_ids)
    links = Affiliation.objects.in_force(actor.now).filter(person__in=wanted)
    pupils = set(links.filter(profile=Profile.PUPIL).values_list("person", flat=True))
    if wanted - pupils:
        return Strength.FRESH
    members = ClassMembership.objects.in_force(actor.now).filter(person__in=wanted)
    classes = members.values("class_group").distinct().count()
    return Strength.NONE if classes == 1 or (not classes and len(wanted) <= MANY) else Strength.STRONG


@policy("accounts.sheet.make", strong=_of_sheets)
def may_make_sheets(actor: Actor, person_ids: list[int], at: int | None = None) -> bool:
    """Tell whether the actor may make the sheets of all of these people. One query, whatever their number. `at`: as in
    `sheets_makeable_by`."""
    wanted = set(person_ids)
    return Person.objects.filter(sheets_makeable_by(actor, at), pk__in=wanted).count() == len(wanted)


@policy("accounts.session.end", strong=Strength.NONE)
def may_end_sessions(actor: Actor, person_id: int) -> bool:
    if person_id == actor.person_id:
        return True
    return Person.objects.filter(sessions_ended_by(actor), pk=person_id).exists()


@policy("accounts.account.own", strong=Strength.NONE)
def may_change_own(actor: Actor, account_id: int) -> bool:
    """Tell whether the account is one's own: preferences, charter, role in use, own sessions, the secret that one came
    in with."""
    return account_id == actor.account_id


@policy("accounts.account.whole", strong=Strength.NONE)
def may_change_whole(actor: Actor, account_id: int) -> bool:
    """Tell whether the actor may change what every way in depends on: the recovery address. Not who came in with the
    secret of a sheet."""
    return account_id == actor.account_id and actor.is_whole


@policy("accounts.role.use", strong=Strength.NONE)
def may_use_role(actor: Actor, school_id: int | None) -> bool:
    """Tell whether the actor may be there in the role in use, at its school; a family at the schools of its children.
    The safety desk takes it away: who is left no role does not come in, and pages of a role that is taken open no more.
    """
    if actor.role == Role.GUARDIAN:
        return school_id is None or any(school_id in child.school_ids for child in actor.children)
    if actor.role == Role.PUPIL and not actor.class_ids:
        # A pupil is one by a class of the running year.
        return False
    return school_id == actor.school_id


switchable(
    may_use_role.act,
    _("Entrer dans e‑primo"),
    (Role.PUPIL, Role.GUARDIAN, Role.TEACHER, Role.STAFF, Role.COMMUNE_AGENT, Role.PARTNER),
)
