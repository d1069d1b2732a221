"""Who gives, prolongs and ends which mandates: the row « mandates » of the rights page."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import (
    Circonscription,
    Commune,
    CommuneService,
    Epci,
    Mandate,
    MandateProposal,
    Territory,
)
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy

# « academy: inspectors, commune and member mandates of own territory ».
GIVEN_BY_ACADEMY = (MandateRole.INSPECTOR, MandateRole.MEMBER_REP, MandateRole.COMMUNE_AGENT)
# « platform: academy, coordinator, contractor, with a second person ».
GIVEN_BY_PLATFORM = (MandateRole.ACADEMY, MandateRole.COORDINATOR, MandateRole.CONTRACTOR)


def roles_given_by(actor: Actor) -> tuple[MandateRole, ...]:
    """Return the roles the actor gives, in the order they are shown."""
    if actor.role == Role.ACADEMY:
        return GIVEN_BY_ACADEMY
    return GIVEN_BY_PLATFORM if actor.role == Role.PLATFORM else ()


def mandates_kept_by(actor: Actor) -> Q:
    """Condition on Mandate: those the actor gives, prolongs and ends, over or not."""
    if actor.role == Role.PLATFORM:
        return Q(role__in=GIVEN_BY_PLATFORM)
    if actor.role != Role.ACADEMY:
        return Q(pk__in=[])
    bodies = Q(commune__in=communes_of(actor)) | Q(epci__in=epcis_of(actor))
    return (
        Q(role=MandateRole.INSPECTOR, circonscription__in=circonscriptions_of(actor))
        | (Q(role=MandateRole.MEMBER_REP) & bodies)
        | Q(role=MandateRole.COMMUNE_AGENT, service__in=services_of_territory(actor))
    )


def mandates_over(territory: Territory) -> Q:
    """Condition on Mandate: those by which one acts for a territory: the academy for an academy or a department, an
    inspector for a circonscription."""
    if territory.circonscription_id is not None:
        return Q(role=MandateRole.INSPECTOR, circonscription=territory.circonscription_id)
    if territory.department_id is not None:
        return Q(role=MandateRole.ACADEMY, department=territory.department_id)
    return Q(role=MandateRole.ACADEMY, academy=territory.academy_id)


def circonscriptions_of(actor: Actor) -> QuerySet[Circonscription]:
    """Return the circonscriptions of the departments of an academy's mandates."""
    return Circonscription.objects.filter(in_departments_of(actor, "department"))


def communes_of(actor: Actor) -> QuerySet[Commune]:
    return Commune.objects.filter(in_departments_of(actor, "department"))


def epcis_of(actor: Actor) -> QuerySet[Epci]:
    """Return the groupings of communes that lie whole inside the territory: one that reaches beyond would give schools
    of another."""
    inside = communes_of(actor).filter(epci=OuterRef("pk"))
    outside = Commune.objects.filter(epci=OuterRef("pk")).exclude(pk__in=communes_of(actor))
    return Epci.objects.filter(Exists(inside), ~Exists(outside))


def services_of_territory(actor: Actor) -> QuerySet[CommuneService]:
    """Return the services that a commune or an EPCI of the territory runs."""
    return CommuneService.objects.filter(Q(commune__in=communes_of(actor)) | Q(epci__in=epcis_of(actor)))


def in_departments_of(actor: Actor, path: str) -> Q:
    """Condition on what leads to a department by `path`: those of the mandates of an academy."""
    held = Mandate.objects.filter(pk__in=actor.mandate_ids, role=MandateRole.ACADEMY)
    return Q(**{f"{path}__in": held.filter(department__isnull=False).values("department")}) | Q(
        **{f"{path}__academy__in": held.filter(academy__isnull=False).values("academy")}
    )


@policy("directory.mandate.give", strong=Strength.FRESH)
def can_give_mandate(actor: Actor, role: MandateRole) -> bool:
    """Tell whether the actor gives this role alone, at once: the academy. Where is another matter: what is outside of
    its territory is not seen at all."""
    return actor.role == Role.ACADEMY and role in GIVEN_BY_ACADEMY


@policy("directory.mandate.propose", strong=Strength.FRESH)
def can_propose_mandate(actor: Actor, role: MandateRole) -> bool:
    """Tell whether the actor proposes this role: the platform, whose mandates wait for a second person."""
    return actor.role == Role.PLATFORM and role in GIVEN_BY_PLATFORM


@policy("directory.mandate.keep", strong=Strength.FRESH)
def can_keep_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Tell whether the actor may end a mandate, or prolong it (the platform: propose to). Never one's own."""
    if mandate.person_id == actor.person_id:
        return False
    return Mandate.objects.filter(mandates_kept_by(actor), pk=mandate.pk).exists()


@policy("directory.mandate.second", strong=Strength.FRESH)
def can_second_mandate(actor: Actor, proposal: MandateProposal) -> bool:
    """Tell whether the actor may confirm or refuse a proposal: another person of the platform, and not the one it is
    for."""
    return actor.role == Role.PLATFORM and actor.person_id not in (
        proposal.proposed_by_id,
        proposal.person_id,
    )


@policy("directory.mandate.take_back", strong=Strength.FRESH)
def can_take_back_mandate(actor: Actor, proposal: MandateProposal) -> bool:
    """Tell whether the actor may withdraw a proposal: who proposed it."""
    return actor.role == Role.PLATFORM and proposal.proposed_by_id == actor.person_id
