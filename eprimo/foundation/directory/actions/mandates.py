"""Mandates of territories and bodies: given, prolonged, ended; by two people when the platform gives them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.directory.actions.dates import instant_after, require_reason, span
from eprimo.foundation.directory.actions.newcomers import Newcomer, person_make, seen_person
from eprimo.foundation.directory.actions.ties import Span, tie_write
from eprimo.foundation.directory.enums import (
    EndReason,
    MandateLevel,
    MandateRole,
    ProposalState,
    Source,
)
from eprimo.foundation.directory.errors import AlreadyThere, WrongDates
from eprimo.foundation.directory.models import (
    Academy,
    Circonscription,
    Commune,
    CommuneService,
    Department,
    Epci,
    Mandate,
    MandateProposal,
    Person,
    TieProposal,
)
from eprimo.foundation.directory.policies.mandates import (
    can_give_mandate,
    can_keep_mandate,
    can_propose_mandate,
    can_second_mandate,
    can_take_back_mandate,
    circonscriptions_of,
    communes_of,
    epcis_of,
    mandates_kept_by,
    services_of_territory,
)
from eprimo.foundation.directory.policies.scope import people_found_by
from eprimo.foundation.directory.queries.candidates import adult_candidates
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, Forbidden, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.text import surname

# An access that nobody looks at again should not outlive a posting; an agent's is renewed with the school year.
_LONG, _YEAR = timedelta(days=3 * 366), timedelta(days=366)
LONGEST = {
    MandateRole.INSPECTOR: _LONG, MandateRole.ACADEMY: _LONG, MandateRole.MEMBER_REP: _LONG,
    MandateRole.COORDINATOR: _LONG, MandateRole.COMMUNE_AGENT: _YEAR, MandateRole.CONTRACTOR: _YEAR,
    MandateRole.PLATFORM: _YEAR,
}  # fmt: skip
LONGEST_WORDS = {_LONG: "trois ans au plus", _YEAR: "un an au plus"}
# How long a proposal waits for the second person.
PROPOSAL_LASTS = timedelta(days=7)
_NOT_TO_ONESELF = "On ne se donne pas un rôle à soi-même."


class NoLongerWaiting(Conflict):
    code = "no-longer-waiting"
    sentence = (
        "Cette proposition n’attend plus\N{NO-BREAK SPACE}: quelqu’un y a répondu, ou le délai est passé."
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """The place, the body or the service that a mandate is about; nothing for the whole group or the platform."""

    academy: Academy | None = None
    department: Department | None = None
    circonscription: Circonscription | None = None
    commune: Commune | None = None
    epci: Epci | None = None
    service: CommuneService | None = None

    def links(self) -> dict[str, object]:
        """Columns of a mandate. An agent's also name who runs the service."""
        named = {name: getattr(self, name) for name in self.__slots__}
        if self.service is not None:
            named |= {"commune": self.service.commune, "epci": self.service.epci}
        return named


@transaction.atomic
def mandate_give(
    *,
    actor: Actor,
    role: MandateRole,
    ground: Ground,
    newcomer: Newcomer,
    starts: date,
    ends: date,
    reason: str,
    function: str = "",
    same_as: UUID | None = None,
    somebody_else: bool = False,
) -> Mandate | TieProposal:
    """Give a mandate, by the academy, from that day until that other: at once to somebody whom it may name anyhow, else
    as a proposal that the person accepts, known or not.

    Raises NotVisible for a place out of its territory, KnownPerson when somebody whom it may name bears that name and
    it is not said yet whether it is the same.
    """
    require(can_give_mandate, actor, role)
    if not reaches(actor, role, ground):
        raise NotVisible
    first, after = span(starts, ends, actor.time_zone)
    _not_too_long(role, first, after)
    person = seen_person(newcomer, _named_by(actor), same_as, somebody_else=somebody_else)
    what = {
        "role": role, "function": function if role == MandateRole.INSPECTOR else "", "reason": require_reason(reason),
        **ground.links(),
    }  # fmt: skip
    if person is None:
        return tie_write(actor, newcomer, Span(first, after, actor.time_zone), what)
    if person.pk == actor.person_id:
        raise Forbidden(_NOT_TO_ONESELF)
    _not_there(person, role, ground)
    mandate = Mandate.objects.create(person=person, starts=first, ends=after, source=Source.MANUAL, **what)
    _told(actor, "directory.mandate.given", mandate, until=ends)
    return mandate


@transaction.atomic
def mandate_prolong(*, actor: Actor, mandate: Mandate, ends: date) -> Mandate:
    """Give a mandate another last day, by the academy; the platform proposes one (`mandate_propose_longer`)."""
    require(can_keep_mandate, actor, mandate)
    require(can_give_mandate, actor, MandateRole(mandate.role))
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    after = _longer(mandate, ends, actor.time_zone)
    mandate.ends, mandate.end_reason = after, ""
    mandate.save(update_fields=["ends", "end_reason"])
    _told(actor, "directory.mandate.prolonged", mandate, until=ends)
    return mandate


@transaction.atomic
def mandate_end(*, actor: Actor, mandate: Mandate) -> None:
    """End a mandate now: the next page of the person, and open streams, have the rights no more. No second person is
    waited for."""
    require(can_keep_mandate, actor, mandate)
    now = clock.now()
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.ends is not None and mandate.ends <= now:
        return
    mandate.ends, mandate.end_reason = max(now, mandate.starts), EndReason.ENDED_BY_HAND
    mandate.save(update_fields=["ends", "end_reason"])
    waiting = MandateProposal.objects.filter(mandate=mandate, state=ProposalState.OPEN)
    waiting.update(state=ProposalState.REFUSED, decided_by=actor.person_id, decided_at=now)
    _told(actor, "directory.mandate.ended", mandate)


@transaction.atomic
def platform_give(*, newcomer: Newcomer, ends: date, reason: str) -> Mandate:
    """Make somebody an administrator of the platform, by a command on the server: no role gives it. Somebody known by
    that name and e-mail is that person. Given again, it is prolonged."""
    zone = "Europe/Paris"
    first, after = span(clock.today(zone), ends, zone)
    _not_too_long(MandateRole.PLATFORM, first, after)
    known = adult_candidates(newcomer.last_name, newcomer.first_name, None, newcomer.email)
    person = known[0] if known else person_make(newcomer)
    held = Mandate.objects.exclude(ends__lte=clock.now()).filter(person=person, role=MandateRole.PLATFORM)
    mandate = held.first() or Mandate(person=person, role=MandateRole.PLATFORM, starts=clock.now())
    mandate.ends, mandate.end_reason, mandate.reason = after, "", require_reason(reason)
    mandate.save()
    audit(
        None,
        "directory.mandate.given",
        mandate,
        subject_id=person.pk,
        role=mandate.role,
        until=ends.isoformat(),
    )
    return mandate


@transaction.atomic
def mandate_propose(
    *,
    actor: Actor,
    role: MandateRole,
    ground: Ground,
    newcomer: Newcomer,
    ends: date,
    reason: str,
    level: str = "",
) -> MandateProposal:
    """Propose a mandate, by one person of the platform; it gives nothing until another one confirms, and then the
    person accepts. Nobody known is looked for: the platform names nobody."""
    require(can_propose_mandate, actor, role)
    if (role == MandateRole.ACADEMY) != bool(ground.academy or ground.department):
        raise NotVisible
    if role == MandateRole.COORDINATOR and level not in MandateLevel.values:
        raise NotVisible
    now = clock.now()
    after = span(clock.today(actor.time_zone), ends, actor.time_zone)[1]
    _not_too_long(role, now, after)
    written = {key: asdict(newcomer)[key] for key in ("first_name", "last_name", "civility", "email")}
    written["last_name"] = surname(newcomer.last_name)
    proposal = MandateProposal.objects.create(
        role=role, level=level if role == MandateRole.COORDINATOR else "", academy=ground.academy,
        department=ground.department, ends=after, reason=require_reason(reason),
        proposed_by_id=actor.person_id, proposed_at=now, expires_at=now + PROPOSAL_LASTS, **written,
    )  # fmt: skip
    _told_of(actor, "directory.mandate.proposed", proposal, until=ends)
    return proposal


@transaction.atomic
def mandate_propose_longer(*, actor: Actor, mandate: Mandate, ends: date, reason: str) -> MandateProposal:
    """Propose another last day for a mandate the platform gave: prolonging is giving, and takes two people as well."""
    require(can_keep_mandate, actor, mandate)
    require(can_propose_mandate, actor, MandateRole(mandate.role))
    now, after = clock.now(), _longer(mandate, ends, actor.time_zone)
    MandateProposal.objects.filter(mandate=mandate, state=ProposalState.OPEN, expires_at__lte=now).update(
        state=ProposalState.WITHDRAWN, decided_at=now
    )
    if MandateProposal.objects.filter(mandate=mandate, state=ProposalState.OPEN).exists():
        raise AlreadyThere("Une prolongation attend déjà un second regard.")
    proposal = MandateProposal.objects.create(
        person_id=mandate.person_id, role=mandate.role, level=mandate.level, academy_id=mandate.academy_id,
        department_id=mandate.department_id, mandate=mandate, ends=after, reason=require_reason(reason),
        proposed_by_id=actor.person_id, proposed_at=now, expires_at=now + PROPOSAL_LASTS,
    )  # fmt: skip
    _told_of(actor, "directory.mandate.longer_proposed", proposal, until=ends)
    return proposal


@transaction.atomic
def proposal_confirm(*, actor: Actor, proposal: MandateProposal) -> Mandate | TieProposal:
    """Confirm a proposal, by a second person: the mandate lasts longer, or is proposed to the person it is for, who
    accepts it."""
    require(can_second_mandate, actor, proposal)
    proposal = _waiting(proposal)
    now = clock.now()
    first = Mandate.objects.in_force(now).filter(person=proposal.proposed_by_id, role=MandateRole.PLATFORM)
    if not first.exists():
        # Two people of the platform, and both of it now.
        raise NoLongerWaiting
    if not proposal.mandate_id:
        tie = _to_accept(actor, proposal, now)
        _decide(proposal, actor, ProposalState.CONFIRMED)
        _told_of(actor, "directory.mandate.seconded", proposal)
        return tie
    mandate = _longer_now(proposal)
    _decide(proposal, actor, ProposalState.CONFIRMED)
    _told(actor, "directory.mandate.confirmed", mandate)
    return mandate


@transaction.atomic
def proposal_refuse(*, actor: Actor, proposal: MandateProposal) -> None:
    require(can_second_mandate, actor, proposal)
    _decide(_waiting(proposal), actor, ProposalState.REFUSED)
    _told_of(actor, "directory.mandate.refused", proposal)


@transaction.atomic
def proposal_withdraw(*, actor: Actor, proposal: MandateProposal) -> None:
    require(can_take_back_mandate, actor, proposal)
    _decide(_waiting(proposal), actor, ProposalState.WITHDRAWN)
    _told_of(actor, "directory.mandate.taken_back", proposal)


@transaction.atomic
def proposals_lapse() -> int:
    """Blank what was written of somebody a day after the delay; returns in how many proposals."""
    past = MandateProposal.objects.filter(
        expires_at__lte=clock.now() - timedelta(days=1), person=None
    ).exclude(last_name="")
    return past.update(first_name="", last_name="", civility="", email="")


def _named_by(actor: Actor) -> Q:
    """On Person: those the academy reads by name: itself, adults of its schools, those it mandated."""
    held = Mandate.objects.filter(mandates_kept_by(actor), person=OuterRef("pk")).exclude(ends__lte=actor.now)
    return people_found_by(actor) | Q(Exists(held)) | Q(pk=actor.person_id)


def reaches(actor: Actor, role: MandateRole, ground: Ground) -> bool:
    """Tell whether `ground` is the one place that this role is about, in the actor's own territory."""
    within = {
        MandateRole.INSPECTOR: ((ground.circonscription, circonscriptions_of),),
        MandateRole.MEMBER_REP: ((ground.commune, communes_of), (ground.epci, epcis_of)),
        MandateRole.COMMUNE_AGENT: ((ground.service, services_of_territory),),
    }[role]
    named = [(place, known) for place, known in within if place is not None]
    return len(named) == 1 and named[0][1](actor).filter(pk=named[0][0].pk).exists()


def _not_there(person: Person, role: MandateRole, ground: Ground) -> None:
    """The same mandate, in force or to come, is prolonged, not given again."""
    same = {name: place for name, place in ground.links().items() if place is not None}
    if Mandate.objects.exclude(ends__lte=clock.now()).filter(person=person, role=role, **same).exists():
        raise AlreadyThere("Cette personne a déjà ce mandat\N{NO-BREAK SPACE}: prolongez-le.")


def _not_too_long(role: MandateRole, first: datetime, after: datetime) -> None:
    if after - first > LONGEST[role]:
        raise WrongDates(f"Ce mandat dure {LONGEST_WORDS[LONGEST[role]]}.", field="ends")


def _longer(mandate: Mandate, ends: date, zone: str) -> datetime:
    """The new end. Counted from today: a mandate that was prolonged may be prolonged again."""
    now, after = clock.now(), instant_after(ends, zone)
    if mandate.ends is not None and mandate.ends <= now:
        raise WrongDates("Ce mandat est terminé\N{NO-BREAK SPACE}: donnez-en un autre.", field="ends")
    if after <= max(now, mandate.starts):
        raise WrongDates("Cette date de fin est déjà passée.", field="ends")
    _not_too_long(MandateRole(mandate.role), max(now, mandate.starts), after)
    return after


def _waiting(proposal: MandateProposal) -> MandateProposal:
    """The proposal, held until the end of the transaction: two answers at once are one answer."""
    proposal = MandateProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not proposal.waits:
        raise NoLongerWaiting
    return proposal


def _to_accept(actor: Actor, proposal: MandateProposal, now: datetime) -> TieProposal:
    """Neither of the two who gave it may be the one who accepts it."""
    if proposal.ends <= now:
        raise NoLongerWaiting
    newcomer = Newcomer(proposal.first_name, proposal.last_name, proposal.civility, email=proposal.email)
    ground = Ground(proposal.academy, proposal.department)
    what = {
        "role": MandateRole(proposal.role), "level": proposal.level, "reason": proposal.reason,
        "proposed_by_id": proposal.proposed_by_id, "seconded_by_id": actor.person_id, **ground.links(),
    }  # fmt: skip
    return tie_write(actor, newcomer, Span(now, proposal.ends, actor.time_zone), what)


def _longer_now(proposal: MandateProposal) -> Mandate:
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=proposal.mandate_id or 0)
    now = clock.now()
    if proposal.ends <= now or (mandate.ends is not None and mandate.ends <= now):
        raise NoLongerWaiting
    mandate.ends, mandate.end_reason = proposal.ends, ""
    mandate.save(update_fields=["ends", "end_reason"])
    return mandate


def _decide(proposal: MandateProposal, actor: Actor, state: ProposalState) -> None:
    """What was written of somebody is kept no longer than the question."""
    proposal.state, proposal.decided_by_id, proposal.decided_at = state, actor.person_id, clock.now()
    if proposal.person_id is not None:
        proposal.first_name = proposal.last_name = proposal.civility = ""
    proposal.email = ""
    proposal.save()


def _told(actor: Actor, act: str, mandate: Mandate, until: date | None = None) -> None:
    day = until.isoformat() if until else None
    audit(actor, act, mandate, subject_id=mandate.person_id, role=mandate.role, until=day)


def _told_of(actor: Actor, act: str, proposal: MandateProposal, until: date | None = None) -> None:
    day = until.isoformat() if until else None
    audit(actor, act, proposal, subject_id=proposal.person_id, role=proposal.role, until=day)
