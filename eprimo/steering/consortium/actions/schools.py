"""The schools of a member: taken by itself or by who acts for it, one member a school at a date."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import follow_facts, on_behalf
from eprimo.steering.consortium.enums import Side
from eprimo.steering.consortium.errors import NotEligible, SchoolTaken
from eprimo.steering.consortium.models import Member, Need, SchoolClaim, SchoolProposal
from eprimo.steering.consortium.policies import can_claim_school
from eprimo.steering.consortium.schools import proposed_schools, why_not
from eprimo.steering.consortium.signatures import check_unlocked, signature_of
from eprimo.ui.french import day_month_year


@transaction.atomic
def school_claim(*, actor: Actor, member: Member, school: School) -> SchoolClaim:
    """The school is the member's from now on. Raises NotEligible with why, SchoolTaken with the name of whose it is,
    NeedsLocked once it has signed: another school then comes by an amendment."""
    require(can_claim_school, actor, member)
    check_unlocked(member)
    claim = take(actor, member, school)
    follow_facts(member, actor=actor)
    return claim


def take(actor: Actor, member: Member, school: School) -> SchoolClaim:
    """`school_claim` as a part of an act that says afterwards how the file stands."""
    require(can_claim_school, actor, member)
    refused = why_not(member, school)
    if refused:
        raise NotEligible(refused, field="school")
    now = clock.now()
    try:
        with transaction.atomic():
            claim = SchoolClaim.objects.create(member=member, school=school, starts=now)
    except IntegrityError as error:
        taken = SchoolClaim.objects.filter(school=school).select_related("member").order_by("-starts").first()
        raise SchoolTaken(_taken(school, taken, actor.time_zone), field="school") from error
    SchoolProposal.objects.filter(member=member, school=school).delete()
    audit(actor, "consortium.school.claimed", member, uai=school.uai, on_behalf=on_behalf(actor))
    return claim


@transaction.atomic
def proposals_take(*, actor: Actor, member: Member) -> int:
    """Every school that the coordinator's list proposes to the member and that nobody has becomes its own; how many.
    Raises NeedsLocked once it has signed, NotEligible for a school that moved out of its territory since."""
    require(can_claim_school, actor, member)
    check_unlocked(member)
    schools = proposed_schools(member)
    for school in schools:
        take(actor, member, school)
    follow_facts(member, actor=actor)
    return len(schools)


@transaction.atomic
def proposals_decline(*, actor: Actor, member: Member) -> int:
    """The member takes none of those that are left; how many there were."""
    require(can_claim_school, actor, member)
    count, _ = SchoolProposal.objects.filter(member=member).delete()
    if count:
        audit(actor, "consortium.proposals.declined", member, schools=count, on_behalf=on_behalf(actor))
    return count


@transaction.atomic
def school_release(*, actor: Actor, claim: SchoolClaim) -> None:
    """The school is nobody's from now on, until another member takes it. Nothing when it was already. What the member
    signed for it stays due [C 7.1]: its need goes with it before the signature only."""
    require(can_claim_school, actor, claim.member)
    claim = (
        SchoolClaim.objects.select_for_update(of=("self",))
        .select_related("member", "school")
        .get(pk=claim.pk)
    )
    if claim.ends is not None:
        return
    claim.ends, claim.end_reason = clock.now(), EndReason.ENDED_BY_HAND
    claim.save(update_fields=["ends", "end_reason"])
    if signature_of(claim.member, Side.MEMBER) is None:
        needs = Need.objects.filter(member=claim.member_id, school=claim.school_id, ends=None)
        needs.update(ends=claim.ends, end_reason=EndReason.ENDED_BY_HAND)
    audit(actor, "consortium.school.released", claim.member, uai=claim.school.uai, on_behalf=on_behalf(actor))
    follow_facts(claim.member, actor=actor)


def _taken(school: School, claim: SchoolClaim | None, zone: str) -> str:
    if claim is None:
        return f"«\N{NO-BREAK SPACE}{school.name}\N{NO-BREAK SPACE}» est déjà prise."
    since: date = claim.starts.astimezone(ZoneInfo(zone)).date()
    return (
        f"«\N{NO-BREAK SPACE}{school.name}\N{NO-BREAK SPACE}» est déjà une école de "
        f"«\N{NO-BREAK SPACE}{claim.member.name}\N{NO-BREAK SPACE}», depuis le {day_month_year(since)}."
    )
