"""Passing a member's file from one state to the next: the one door, for every act and every job."""

from datetime import date

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.dossier import facts_of
from eprimo.steering.consortium.enums import FileState, PassageReason
from eprimo.steering.consortium.errors import IllegalPassage, WrongOrder
from eprimo.steering.consortium.models import Member, Passage
from eprimo.steering.consortium.states import OPEN, ZONE, last_of, may_pass
from eprimo.ui.french import day_month_year


@transaction.atomic
def pass_file(
    member: Member,
    state: FileState,
    reason: PassageReason,
    *,
    actor: Actor | None,
    effective_on: date | None = None,
) -> Passage:
    """Write the passage; without a day it holds from today. No actor: the system. Who may is asked by the act that
    calls. Raises IllegalPassage when the table knows no such passage, WrongOrder for a day before the last one's."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    last = last_of(member)
    before = FileState(last.state) if last is not None else FileState.DRAFT
    if not may_pass(before, state, reason):
        raise IllegalPassage(
            f"Ce dossier est «\N{NO-BREAK SPACE}{before.label.lower()}\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: il ne "
            f"peut pas devenir «\N{NO-BREAK SPACE}{state.label.lower()}\N{NO-BREAK SPACE}»."
        )
    day = effective_on or clock.today(ZONE)
    if last is not None and day < last.effective_on:
        since = day_month_year(last.effective_on)
        raise WrongOrder(
            f"Ce dossier est déjà noté au {since}\N{NO-BREAK SPACE}: choisissez ce jour ou après."
        )
    return Passage.objects.create(
        member=member, number=last.number + 1 if last is not None else 1, before=before, state=state, reason=reason,
        effective_on=day, role=actor.role.value if actor else "",
    )  # fmt: skip


@transaction.atomic
def follow_facts(member: Member, *, actor: Actor | None) -> None:
    """Called by every act that changes what a file holds: once filed and until signed, it is complete or incomplete as
    its facts say, in the same transaction."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    last = last_of(member)
    if last is None or last.state not in OPEN:
        return
    lacks = bool(facts_of(Member.objects.filter(pk=member.pk))[member.pk].missing)
    state = FileState.INCOMPLETE if lacks else FileState.COMPLETE
    if last.state != state:
        reason = PassageReason.LACKS if lacks else PassageReason.LACKS_NOTHING
        day = max(clock.today(ZONE), last.effective_on)
        pass_file(member, state, reason, actor=actor, effective_on=day)


def on_behalf(actor: Actor) -> bool:
    """« audit shows X on behalf of Y »: the act is a managing body's, for the member that is its object."""
    return actor.role == Role.MANAGING_BODY
