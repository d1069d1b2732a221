"""Who keeps a proposed tie, and whose it is to answer."""

from collections.abc import Sequence

from django.db.models import Q

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import CommuneService, Person, TieProposal
from eprimo.foundation.directory.policies.mandates import mandates_kept_by
from eprimo.foundation.directory.policies.places import services_visible_to
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.kernel.text import fold


def ties_kept_by(actor: Actor) -> Q:
    """Condition on TieProposal: those the actor lists, prints and withdraws. Director, deputy: of the own school;
    member_rep: agents of the own body that no school named; academy, platform: those of the mandates they give."""
    if actor.heads:
        return Q(school=actor.school_id)
    if actor.role == Role.MEMBER_REP:
        own = CommuneService.objects.filter(services_visible_to(actor))
        return Q(role=MandateRole.COMMUNE_AGENT, school=None, service__in=own.values("pk"))
    # The same columns as those of a mandate say what it is about.
    return Q(profile="") & mandates_kept_by(actor)


@policy("directory.tie.keep", strong=Strength.STRONG)
def can_keep_tie(actor: Actor, tie: TieProposal) -> bool:
    """Tell whether the actor may withdraw a proposal."""
    return TieProposal.objects.filter(ties_kept_by(actor), pk=tie.pk).exists()


@policy("directory.tie.print", strong=Strength.FRESH)
def can_print_ties(actor: Actor, ties: Sequence[TieProposal]) -> bool:
    """Tell whether the actor may print these papers, all or none; the platform none: who gives a mandate to others does
    not hold their key."""
    wanted = {one.pk for one in ties}
    kept = TieProposal.objects.filter(ties_kept_by(actor), pk__in=wanted)
    return actor.role != Role.PLATFORM and kept.count() == len(wanted)


@policy("directory.tie.answer", strong=Strength.NONE)
def can_answer_tie(actor: Actor, tie: TieProposal) -> bool:
    """Tell whether the actor may answer a proposal: an adult of that name, in the own account (« P accepts, signed in
    »). Nobody who proposed it, or gave the second yes."""
    if actor.role == Role.PUPIL or actor.person_id in {tie.proposed_by_id, tie.seconded_by_id}:
        return False
    return tie.person_id == actor.person_id or _bears_the_name(actor, tie)


def _bears_the_name(actor: Actor, tie: TieProposal) -> bool:
    person = Person.objects.get(pk=actor.person_id)
    known = {fold(f"{name} {person.first_name}") for name in (person.last_name, person.shown_last_name)}
    return fold(f"{tie.last_name} {tie.first_name}") in known
