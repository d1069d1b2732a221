"""Amendments: what a bound member needs more, dated, signed and numbered."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.actions.dates import require_reason
from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.actions.schools import take
from eprimo.steering.consortium.enums import Side
from eprimo.steering.consortium.errors import NeedLowered, NotEligible, NotSignable, WrongOrder
from eprimo.steering.consortium.market_periods import first_day_after
from eprimo.steering.consortium.models import (
    MOST_ACCOUNTS,
    Amendment,
    AmendmentLine,
    Member,
    Need,
    SchoolClaim,
)
from eprimo.steering.consortium.policies import can_write_needs
from eprimo.steering.consortium.signatures import signatory_on, signature_of
from eprimo.steering.consortium.states import BOUND, ZONE, state_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_NOT_BOUND = (
    f"Un avenant suit la convention signée des deux parts{NBSP}: avant, écrivez les besoins, ou demandez qu’ils vous "
    "soient renvoyés."
)
_NOTHING = "Aucun nombre ne change."


@transaction.atomic
def amendment_sign(
    *, actor: Actor, member: Member, accounts: Mapping[int, int], reason: str, signed_on: date
) -> Amendment:
    """Other numbers for these schools, by id; a free school of the member's territory may be among them. In force at
    once: the need is the member's own decision [C 2]. Raises NotSignable, NeedLowered [C 7.1], NotEligible or
    WrongOrder."""
    require(can_write_needs, actor, member)
    member = Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=member.pk)
    if state_of(member) not in BOUND:
        raise NotSignable(_NOT_BOUND)
    _dated(member, signed_on)
    signatory = signatory_on(member, signed_on)
    if signatory is None:
        raise NotSignable(
            f"Personne n’est noté pour signer au {day_month_year(signed_on)}.", field="signed_on"
        )
    needs = Need.objects.filter(member=member, ends=None).select_related("school")
    before = {need.school_id: need for need in needs}
    changed = {
        school: number
        for school, number in accounts.items()
        if school not in before or before[school].accounts != number
    }
    if not changed:
        raise NotSignable(_NOTHING)
    _raised(member, before, changed)
    last = member.amendments.order_by("-number").first()
    made = Amendment.objects.create(
        member=member, number=last.number + 1 if last else 1, reason=require_reason(reason), signatory=signatory,
        signed_on=signed_on,
    )  # fmt: skip
    _take(actor, member, set(changed) - set(before))
    _apply(made, before, changed)
    audit(
        actor, "consortium.amendment.signed", member, number=made.number, schools=len(changed),
        on_behalf=on_behalf(actor),
    )  # fmt: skip
    return made


def _apply(made: Amendment, before: Mapping[int, Need], changed: Mapping[int, int]) -> None:
    """Its lines, and the needs that they end and begin, at the same instant."""
    AmendmentLine.objects.bulk_create(
        AmendmentLine(
            amendment=made, school_id=school, accounts=number,
            before=before[school].accounts if school in before else 0,
        )
        for school, number in changed.items()
    )  # fmt: skip
    now = clock.now()
    replaced = [before[school].pk for school in changed if school in before]
    Need.objects.filter(pk__in=replaced).update(ends=now, end_reason=EndReason.CORRECTED)
    Need.objects.bulk_create(
        Need(member=made.member, school_id=school, accounts=number, starts=now)
        for school, number in changed.items()
    )


def _dated(member: Member, signed_on: date) -> None:
    """Raise WrongOrder for a day to come, before the convention was signed, or before the last amendment."""
    if signed_on > clock.today(ZONE):
        raise WrongOrder("Cette date est à venir.", field="signed_on")
    signed = signature_of(member, Side.MEMBER)
    last = member.amendments.order_by("-number").first()
    floor = last.signed_on if last else signed.signed_on if signed else signed_on
    if signed_on < floor:
        raise WrongOrder(
            f"Un avenant ne précède ni la convention ni l’avenant d’avant ({day_month_year(floor)}).",
            field="signed_on",
        )


def _raised(member: Member, before: Mapping[int, Need], changed: Mapping[int, int]) -> None:
    """Raise NeedLowered for any number that goes down before the second period, NotEligible out of range."""
    if any(not 0 <= number <= MOST_ACCOUNTS for number in changed.values()):
        raise NotEligible(f"Un nombre de comptes va de 0 à {MOST_ACCOUNTS}.")
    second = first_day_after(member.market, member.market.second_period_on)
    if clock.today(ZONE) >= second:
        return
    for school, number in changed.items():
        need = before.get(school)
        if need is not None and number < need.accounts:
            raise NeedLowered(
                f"«{NBSP}{need.school.name}{NBSP}»{NBSP}: sur les {member.market.period_months} premiers mois du "
                "marché, un membre ne commande pas moins que le besoin exprimé (article 7.1). Un besoin ne baisse pas "
                f"avant le {day_month_year(second)}."
            )


def _take(actor: Actor, member: Member, schools: set[int]) -> None:
    """Claim the schools that come with the amendment and are not the member's yet."""
    own = set(SchoolClaim.objects.in_force().filter(member=member).values_list("school", flat=True))
    for school in School.objects.filter(pk__in=schools - own):
        take(actor, member, school)
