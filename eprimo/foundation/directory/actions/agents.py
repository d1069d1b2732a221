"""Agents of a commune or an EPCI: a mandate on one of its services, with two dates and a reason."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.directory.actions.dates import instant_after, require_reason, span
from eprimo.foundation.directory.actions.lookups import adults_here
from eprimo.foundation.directory.actions.newcomers import Newcomer, seen_person
from eprimo.foundation.directory.actions.ties import Span, tie_write
from eprimo.foundation.directory.enums import EndReason, MandateRole, Source
from eprimo.foundation.directory.errors import AlreadyThere, WrongDates
from eprimo.foundation.directory.models import CommuneService, Mandate, TieProposal
from eprimo.foundation.directory.policies.acts import can_keep_agent
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def agent_add(
    *,
    actor: Actor,
    service: CommuneService,
    newcomer: Newcomer,
    starts: date,
    ends: date,
    reason: str,
    same_as: UUID | None = None,
    somebody_else: bool = False,
) -> Mandate | TieProposal:
    """Make somebody an agent of that service until that day: at once when it is an agent of the body or an adult of the
    school already, else by a proposal, known or not. Raises KnownPerson as `adult_add` does."""
    require(can_keep_agent, actor, service, actor.school_id)
    first, after = span(starts, ends, actor.time_zone)
    person = seen_person(newcomer, _seen(actor, service), same_as, somebody_else=somebody_else)
    what = {
        "role": MandateRole.COMMUNE_AGENT, "service": service, "commune": service.commune, "epci": service.epci,
        "school_id": actor.school_id if actor.heads else None, "reason": require_reason(reason),
    }  # fmt: skip
    if person is None:
        return tie_write(actor, newcomer, Span(first, after, actor.time_zone), what)
    if person.pk == actor.person_id:
        raise Forbidden("On ne se donne pas un rôle à soi-même.")
    if Mandate.objects.in_force(first).filter(person=person, service=service).exists():
        raise AlreadyThere
    mandate = Mandate.objects.create(person=person, starts=first, ends=after, source=Source.MANUAL, **what)
    audit(actor, "directory.agent.added", service, subject_id=person.pk, until=ends.isoformat())
    return mandate


def _seen(actor: Actor, service: CommuneService) -> Q:
    """On Person: oneself, the agents that the actor lists; for who directs, the adults of the school too."""
    held = Mandate.objects.exclude(ends__lte=clock.now()).filter(
        role=MandateRole.COMMUNE_AGENT, service=service
    )
    agents = Q(Exists(held.filter(person=OuterRef("pk")))) | Q(pk=actor.person_id)
    return agents | adults_here(actor.school_id or 0) if actor.heads else agents


@transaction.atomic
def agent_prolong(*, actor: Actor, mandate: Mandate, ends: date) -> Mandate:
    _own(actor, mandate)
    after = instant_after(ends, actor.time_zone)
    if after <= max(clock.now(), mandate.starts):
        raise WrongDates("Cette date de fin est déjà passée.", field="ends")
    mandate.ends, mandate.end_reason = after, ""
    mandate.save(update_fields=["ends", "end_reason"])
    audit(
        actor,
        "directory.agent.prolonged",
        mandate.service,
        subject_id=mandate.person_id,
        until=ends.isoformat(),
    )
    return mandate


@transaction.atomic
def agent_end(*, actor: Actor, mandate: Mandate) -> None:
    _own(actor, mandate)
    now = clock.now()
    if mandate.ends is not None and mandate.ends <= now:
        return
    mandate.ends, mandate.end_reason = max(now, mandate.starts), EndReason.ENDED_BY_HAND
    mandate.save(update_fields=["ends", "end_reason"])
    audit(actor, "directory.agent.ended", mandate.service, subject_id=mandate.person_id)


def _own(actor: Actor, mandate: Mandate) -> None:
    """A director keeps the agents named at the own school; the body keeps all of its own."""
    if mandate.role != MandateRole.COMMUNE_AGENT or mandate.service is None:
        raise NotVisible
    require(can_keep_agent, actor, mandate.service, actor.school_id)
    if actor.heads and mandate.school_id != actor.school_id:
        raise Forbidden(
            "C’est la commune qui a nommé cet agent\N{NO-BREAK SPACE}: elle seule change ses dates."
        )
    if mandate.person_id == actor.person_id:
        raise Forbidden
