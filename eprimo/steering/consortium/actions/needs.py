"""Annexe 2: what a member needs, school by school; written by it or on its behalf, never in its place."""

from collections.abc import Mapping

from django.db import transaction

from eprimo.foundation.directory.actions.dates import require_reason
from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import follow_facts, on_behalf
from eprimo.steering.consortium.actions.schools import take
from eprimo.steering.consortium.actions.signatures import void_signature
from eprimo.steering.consortium.enums import Side
from eprimo.steering.consortium.errors import NotEligible, SignedAlready
from eprimo.steering.consortium.models import MOST_ACCOUNTS, Member, Need, NeedsReturn, SchoolClaim
from eprimo.steering.consortium.needs_file import Fault, NeedLine
from eprimo.steering.consortium.policies import can_return_needs, can_write_needs
from eprimo.steering.consortium.schools import why_not
from eprimo.steering.consortium.signatures import check_unlocked, signature_of

_NOT_ITS_OWN = "Une de ces écoles n’est pas à ce membre."
_OUT_OF_RANGE = f"Un nombre de comptes va de 0 à {MOST_ACCOUNTS}."
_BOUND = "Ces besoins sont signés des deux parts\N{NO-BREAK SPACE}: seul un avenant les change (article 7.1)."
_UNKNOWN = "Cette école n’est pas connue dans l’académie."


class AlreadyReturned(Conflict):
    code = "already-returned"
    sentence = "Ces besoins sont déjà renvoyés\N{NO-BREAK SPACE}: le membre n’a pas encore répondu."


class FaultyLines(Conflict):
    """Nothing was written: each fault with its line."""

    code = "faulty-lines"
    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(
            "Rien n’est enregistré\N{NO-BREAK SPACE}: corrigez ces lignes, puis redonnez le fichier."
        )


@transaction.atomic
def needs_write(*, actor: Actor, member: Member, accounts: Mapping[int, int]) -> int:
    """The number of each school of the member that is named by its id; others keep theirs. How many changed.
    Raises NeedsLocked once the member has signed."""
    require(can_write_needs, actor, member)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    check_unlocked(member)
    own = set(SchoolClaim.objects.in_force().filter(member=member).values_list("school", flat=True))
    if set(accounts) - own:
        raise NotEligible(_NOT_ITS_OWN)
    if any(not 0 <= number <= MOST_ACCOUNTS for number in accounts.values()):
        raise NotEligible(_OUT_OF_RANGE)
    now = clock.now()
    before = {need.school_id: need for need in Need.objects.filter(member=member, ends=None)}
    changed = {
        school: number
        for school, number in accounts.items()
        if school not in before or before[school].accounts != number
    }
    replaced = [before[school].pk for school in changed if school in before]
    Need.objects.filter(pk__in=replaced).update(ends=now, end_reason=EndReason.CORRECTED)
    Need.objects.bulk_create(
        Need(member=member, school_id=school, accounts=number, starts=now)
        for school, number in changed.items()
    )
    if changed:
        total = sum(Need.objects.filter(member=member, ends=None).values_list("accounts", flat=True))
        audit(
            actor, "consortium.needs.written", member, schools=len(changed), accounts=total, on_behalf=on_behalf(actor)
        )  # fmt: skip
        NeedsReturn.objects.filter(member=member, answered_at=None).update(answered_at=now)
    follow_facts(member, actor=actor)
    return len(changed)


@transaction.atomic
def needs_import(*, actor: Actor, member: Member, lines: list[NeedLine]) -> int:
    """Lines of a sheet: a school of it that is free becomes the member's. Raises FaultyLines, and nothing is written;
    schools that the sheet does not name keep their number. How many changed."""
    require(can_write_needs, actor, member)
    check_unlocked(member)
    found = {school.uai: school for school in School.objects.filter(uai__in=[one.uai for one in lines])}
    taken = {
        claim.school_id: claim
        for claim in SchoolClaim.objects.in_force().filter(school__in=found.values()).select_related("member")
    }
    faults = []
    for one in lines:
        school = found.get(one.uai)
        claim = taken.get(school.pk) if school is not None else None
        wrong = _UNKNOWN if school is None else why_not(member, school) if claim is None else ""
        if claim is not None and claim.member_id != member.pk:
            wrong = (
                f"{one.uai} est déjà une école de «\N{NO-BREAK SPACE}{claim.member.name}\N{NO-BREAK SPACE}»."
            )
        if wrong:
            faults.append(Fault(one.line, wrong))
    if faults:
        raise FaultyLines(faults)
    for one in lines:
        if found[one.uai].pk not in taken:
            take(actor, member, found[one.uai])
    return needs_write(
        actor=actor, member=member, accounts={found[one.uai].pk: one.accounts for one in lines}
    )


@transaction.atomic
def needs_return(*, actor: Actor, member: Member, reason: str) -> NeedsReturn:
    """Sent back with what is to be looked at; a signature that the rectorat has not joined is to be given again. Raises
    AlreadyReturned while the member has not answered, SignedAlready once both have signed."""
    require(can_return_needs, actor)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.returns.filter(answered_at=None).exists():
        raise AlreadyReturned
    if signature_of(member, Side.COORDINATOR) is not None:
        raise SignedAlready(_BOUND)
    void_signature(member)
    made = NeedsReturn.objects.create(member=member, reason=require_reason(reason))
    audit(actor, "consortium.needs.returned", member)
    follow_facts(member, actor=actor)
    return made


@transaction.atomic
def needs_stand(*, actor: Actor, member: Member) -> None:
    """The member looked again and changes nothing: its decision is its own [C 2]."""
    require(can_write_needs, actor, member)
    open_ = NeedsReturn.objects.filter(member=member, answered_at=None)
    if open_.update(answered_at=clock.now()):
        audit(actor, "consortium.needs.stand", member, on_behalf=on_behalf(actor))
        follow_facts(member, actor=actor)
