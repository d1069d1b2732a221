"""A list of bodies that the coordinator gives: kept, looked over, applied in one act, undone while nobody has begun."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.members import acts_since, member_correct
from eprimo.steering.consortium.enums import LineOutcome, ListState
from eprimo.steering.consortium.lists.file import ListLine
from eprimo.steering.consortium.lists.plan import Plan, Planned, plan_of
from eprimo.steering.consortium.models import (
    Invitation,
    Market,
    Member,
    MemberList,
    Representation,
    SchoolProposal,
)
from eprimo.steering.consortium.policies import can_keep_members
from eprimo.ui.plurals import NBSP

_LONGEST_NAME = 120


class ListMoved(Conflict):
    """What was shown is not what would be done now."""

    code = "list-moved"
    sentence = "La liste des membres a changé depuis que vous avez relu cette page. Relisez, puis appliquez."


class ListSettled(Conflict):
    code = "list-settled"
    sentence = "Cette liste est déjà appliquée, abandonnée ou annulée."


class ListTick(DomainError):
    code = "list-tick"
    sentence = f"Cochez la case{NBSP}: plus d’une ligne sur dix est refusée."
    status = 422


@dataclass(frozen=True, slots=True)
class Undone:
    """`kept`: bodies that began since, by name; they stay, with what they did."""

    removed: int
    restored: int
    kept: list[str]


@transaction.atomic
def list_give(
    *, actor: Actor, market: Market, name: str, lines: list[ListLine], from_directory: bool
) -> MemberList:
    """Keep what was read, to be looked over. It takes the place of one that was given before and waits."""
    require(can_keep_members, actor)
    MemberList.objects.filter(market=market, state=ListState.LOOKED_OVER).delete()
    bare = PurePath(name.replace("\\", "/")).name[:_LONGEST_NAME] or "liste"
    made = MemberList.objects.create(
        market=market, name=bare, lines=[one.as_data() for one in lines], from_directory=from_directory
    )
    audit(actor, "consortium.list.given", made, lines=len(lines))
    return made


@transaction.atomic
def list_drop(*, actor: Actor, given: MemberList) -> None:
    """The list goes; nothing changes. Raises ListSettled once it was applied."""
    require(can_keep_members, actor)
    held = _held(given, ListState.LOOKED_OVER)
    audit(actor, "consortium.list.dropped", held)
    held.delete()


@transaction.atomic
def list_apply(*, actor: Actor, given: MemberList, digest: str, ticked: bool) -> Plan:
    """Everything that the page showed, in one act; refused lines are left out. Raises ListSettled, ListMoved when it
    would do something else now, ListTick when many lines are refused and nobody agreed to it."""
    require(can_keep_members, actor)
    held = _held(given, ListState.LOOKED_OVER)
    # As every body that is added: one after the other.
    held.market = Market.objects.select_for_update(of=("self",)).get(pk=held.market_id)
    plan = plan_of(held)
    if plan.digest != digest:
        raise ListMoved
    if plan.asks and not ticked:
        raise ListTick
    _add(actor, [one for one in plan.of(LineOutcome.NEW) if one.member is not None])
    for one in plan.of(LineOutcome.CHANGED):
        if one.changes and one.member is not None and one.said is not None:
            member_correct(actor=actor, member=one.member, said=one.said)
    _propose(held, plan)
    held.state, held.applied_at = ListState.APPLIED, clock.now()
    held.outcome = [_kept(one) for one in plan.lines]
    held.save(update_fields=["state", "applied_at", "outcome"])
    audit(
        actor, "consortium.list.applied", held, made=len(plan.of(LineOutcome.NEW)),
        changed=len(plan.of(LineOutcome.CHANGED)), refused=len(plan.of(LineOutcome.REFUSED)), schools=plan.schools,
    )  # fmt: skip
    return plan


def _add(actor: Actor, new: list[Planned]) -> None:
    members = Member.objects.bulk_create([one.member for one in new if one.member is not None])
    since = acts_since(actor)
    Representation.objects.bulk_create([Representation(member=one, starts=since) for one in members])
    for one in members:
        audit(actor, "consortium.member.listed", one, kind=one.kind)


def _propose(given: MemberList, plan: Plan) -> None:
    """A proposal of long ago, of a school that another body took and gave back, goes."""
    wanted = {school.pk: one.member for one in plan.lines for school in one.schools if one.member is not None}
    SchoolProposal.objects.filter(school__in=wanted).delete()
    SchoolProposal.objects.bulk_create(
        [SchoolProposal(member=member, school_id=school, source=given) for school, member in wanted.items()]
    )


def _kept(one: Planned) -> dict[str, Any]:
    """What the list remembers of a line once it was applied."""
    return {
        "line": one.line.line, "outcome": str(one.outcome), "name": one.line.name,
        "member": one.member.pk if one.member is not None and not one.faults else None,
        "words": one.faults or one.notes, "schools": [each.uai for each in one.schools],
        "changes": [[each.column, each.before, each.after] for each in one.changes],
    }  # fmt: skip


@transaction.atomic
def list_undo(*, actor: Actor, given: MemberList) -> Undone:
    """Bodies that came with the list go, while nobody has begun anything for them; what it changed is as before, where
    it was not changed again; schools that it proposed are proposed no more. Raises ListSettled."""
    require(can_keep_members, actor)
    held = _held(given, ListState.APPLIED)
    SchoolProposal.objects.filter(source=held).delete()
    lines = [one for one in held.outcome if one["member"] is not None]
    members = (
        Member.objects.select_for_update(of=("self",))
        .select_related("market")
        .in_bulk([one["member"] for one in lines])
    )
    restored = sum(
        _restore(actor, members[one["member"]], one)
        for one in lines
        if one["changes"] and one["member"] in members
    )
    added = [
        members[one["member"]]
        for one in lines
        if one["outcome"] == LineOutcome.NEW and one["member"] in members
    ]
    kept = [one for one in added if has_begun(one)]
    removed = [one for one in added if one not in kept]
    for one in removed:
        audit(actor, "consortium.member.unlisted", one)
    Member.objects.filter(pk__in=[one.pk for one in removed]).delete()
    held.state, held.undone_at = ListState.UNDONE, clock.now()
    held.save(update_fields=["state", "undone_at"])
    audit(actor, "consortium.list.undone", held, removed=len(removed), kept=len(kept))
    return Undone(len(removed), restored, [one.name for one in kept])


def has_begun(member: Member) -> bool:
    """Does anything hang on this body, beside that it acts for itself, a letter that was printed, and proposals?"""
    if member.invitations.exclude(used_at=None).exists():
        return True
    if member.representations.filter(managing_body__isnull=False).exists():
        return True
    apart = {Representation, Invitation, SchoolProposal}
    return any(
        related.related_model._default_manager.filter(**{related.field.name: member}).exists()  # noqa: SLF001 - public in all but name
        for related in Member._meta.related_objects  # noqa: SLF001 - same
        if related.related_model not in apart
    )


def _restore(actor: Actor, member: Member, line: dict[str, Any]) -> bool:
    """Put back the columns that still are as the list wrote them; whether there were any."""
    before = {column: was for column, was, after in line["changes"] if getattr(member, column) == after}
    for column, was in before.items():
        setattr(member, column, was)
    if columns := list(before):
        member.save(update_fields=columns)
        audit(actor, "consortium.member.corrected", member, fields=columns)
    return bool(columns)


def _held(given: MemberList, state: ListState) -> MemberList:
    """The row, until the end of the transaction. Raises ListSettled when it stands otherwise."""
    held = (
        MemberList.objects.select_for_update(of=("self",))
        .select_related("market")
        .filter(pk=given.pk)
        .first()
    )
    if held is None or held.state != state:
        raise ListSettled
    return held
