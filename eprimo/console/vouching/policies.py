"""Who gives a way in back to whom: « enrol or remove a factor; lost » of the rights page. Never oneself."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import MandateRole, Profile
from eprimo.foundation.directory.models import Affiliation, Mandate, Person
from eprimo.foundation.directory.models.links import in_force
from eprimo.foundation.directory.policies.mandates import mandates_kept_by
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy

VOUCHERS = HEADS | {Role.ACADEMY, Role.INSPECTOR, Role.COORDINATOR, Role.PLATFORM}
_NOBODY = Q(pk__in=[])
_TEAM = (Profile.TEACHER, Profile.DIRECTOR, Profile.DEPUTY, Profile.STAFF, Profile.PARTNER)
_DIRECTING = (Profile.DIRECTOR, Profile.DEPUTY)
# « platform, coordinator: two ».
BY_TWO = (MandateRole.PLATFORM, MandateRole.COORDINATOR)


def vouched_by(actor: Actor) -> Q:
    """On Person. A head: the team of own school, another head of it too. Academy: the heads of its territory, those it
    mandates. Above: a second one of the same mandate. Platform: those it mandates, and the group's."""
    if actor.heads:
        links = Affiliation.objects.filter(
            in_force(actor.now), person=OuterRef("pk"), school=actor.school_id, profile__in=_TEAM
        )
        return Q(Exists(links)) & ~_above(actor) & ~Q(pk=actor.person_id)
    return _above_by(actor) & ~Q(pk=actor.person_id)


def _above(actor: Actor) -> Q:
    """Who also acts above the schools has somebody there."""
    held = Mandate.objects.filter(in_force(actor.now), person=OuterRef("pk"))
    return Q(Exists(held.exclude(role=MandateRole.COMMUNE_AGENT)))


def _above_by(actor: Actor) -> Q:
    held = Mandate.objects.filter(in_force(actor.now), person=OuterRef("pk"))
    if actor.role == Role.PLATFORM:
        return Q(Exists(held.exclude(role=MandateRole.COMMUNE_AGENT)))
    if actor.role == Role.COORDINATOR:
        return Q(Exists(held.filter(role=MandateRole.COORDINATOR)))
    own = Mandate.objects.filter(pk__in=actor.mandate_ids)
    if actor.role == Role.INSPECTOR:
        same = own.filter(circonscription=OuterRef("circonscription"))
        return Q(Exists(held.filter(Exists(same), role=MandateRole.INSPECTOR)))
    if actor.role == Role.ACADEMY:
        same = own.filter(Q(academy=OuterRef("academy")) | Q(department=OuterRef("department")))
        given = held.filter(mandates_kept_by(actor))
        peers = held.filter(Exists(same), role=MandateRole.ACADEMY)
        return (Q(Exists(given)) | Q(Exists(peers)) | Q(Exists(_heads_of(actor)))) & ~_by_two(actor)
    return _NOBODY


def _heads_of(actor: Actor) -> QuerySet[Affiliation]:
    mandates = Mandate.objects.filter(pk__in=actor.mandate_ids)
    of_academy = mandates.filter(academy=OuterRef("school__academy"))
    of_department = mandates.filter(department=OuterRef("school__commune__department"))
    return Affiliation.objects.filter(
        in_force(actor.now),
        Exists(of_academy) | Exists(of_department),
        person=OuterRef("pk"),
        profile__in=_DIRECTING,
    )


def _by_two(actor: Actor) -> Q:
    held = Mandate.objects.filter(in_force(actor.now), person=OuterRef("pk"), role__in=BY_TWO)
    return Q(Exists(held))


def needs_two(actor: Actor, person_id: int) -> bool:
    """Whose way back asks for two people."""
    return Person.objects.filter(_by_two(actor), pk=person_id).exists()


@policy("vouching.code.give", strong=Strength.FRESH)
def may_vouch(actor: Actor, person_id: int) -> bool:
    return Person.objects.filter(vouched_by(actor), pk=person_id).exists()


@policy("vouching.role.invite", strong=Strength.FRESH)
def may_invite(actor: Actor) -> bool:
    """From which day each role is invited: who keeps the platform."""
    return actor.role == Role.PLATFORM
