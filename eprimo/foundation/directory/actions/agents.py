"""Agents of a commune or an EPCI: a mandate on one of its services, with two dates and a reason."""

from datetime import date
from uuid import UUID

from django.db import transaction

from eprimo.foundation.directory.actions.adults import Newcomer, person_of
from eprimo.foundation.directory.actions.dates import instant_after, said, span
from eprimo.foundation.directory.enums import EndReason, MandateRole, Source
from eprimo.foundation.directory.errors import AlreadyThere, WrongDates
from eprimo.foundation.directory.models import CommuneService, Mandate
from eprimo.foundation.directory.policies import can_keep_agent
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
) -> Mandate:
    """An agent of that service until that day. Raises KnownPerson as `adult_add` does."""
    require(can_keep_agent, actor, service, actor.school_id)
    first, after = span(starts, ends, actor.time_zone)
    person = person_of(newcomer, same_as, somebody_else=somebody_else)
    if person.pk == actor.person_id:
        raise Forbidden("On ne se donne pas un rôle à soi-même.")
    if Mandate.objects.in_force(first).filter(person=person, service=service).exists():
        raise AlreadyThere
    mandate = Mandate.objects.create(
        person=person, role=MandateRole.COMMUNE_AGENT, service=service, commune=service.commune, epci=service.epci,
        school_id=actor.school_id if actor.heads else None, reason=said(reason), starts=first, ends=after,
        source=Source.MANUAL,
    )  # fmt: skip
    audit(actor, "directory.agent.added", service, subject_id=person.pk, until=ends.isoformat())
    return mandate


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
