"""Mandates as the product gives and ends them, for the questions of the reference model."""

from typing import TYPE_CHECKING

from django.db import transaction

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions.mandates import Ground, reaches
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate, MandateProposal
from eprimo.foundation.directory.policies import mandates as acts_mandates
from eprimo.foundation.kernel.actor import Actor, Role
from tests.reference import things as t

if TYPE_CHECKING:
    from tests.rights.product import Product


def _ground(product: "Product", thing: t.MandateGrant) -> Ground:
    rows = product.rows
    if thing.role == "commune_agent":
        return Ground(service=rows.services[thing.target])
    if thing.role == "member_rep":
        return Ground(commune=rows.territories[rows.world.members[thing.target].territory])
    if thing.role == "inspector":
        return Ground(circonscription=rows.territories[thing.target])
    return Ground(**{thing.target: rows.territories[thing.target]}) if thing.role == "academy" else Ground()


def gives(product: "Product", actor: Actor, thing: t.MandateGrant) -> bool:
    """The academy alone; of the platform, what one proposes and another may confirm."""
    role, person = MandateRole(thing.role), product.rows.people[thing.person]
    if person.pk == actor.person_id:
        return False
    if actor.role != Role.PLATFORM:
        return acts_mandates.can_give_mandate(actor, role) and reaches(actor, role, _ground(product, thing))
    if thing.second is None or not acts_mandates.can_propose_mandate(actor, role):
        return False
    second = for_person(product.rows.people[thing.second].pk, role=Role.PLATFORM)
    proposal = MandateProposal(role=role, person=person, proposed_by_id=actor.person_id)
    return acts_mandates.can_second_mandate(second, proposal)


def ends(product: "Product", actor: Actor, thing: t.MandateGrant) -> bool:
    person = product.rows.people[thing.person]
    with transaction.atomic():
        row = Mandate.objects.create(person=person, role=thing.role, **_ground(product, thing).links())
        # The links of the session were read before: what is asked is about the mandate, not what it gives.
        may = acts_mandates.can_keep_mandate(actor, row)
        transaction.set_rollback(True)
    return may
