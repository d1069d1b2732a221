"""Ties proposed by the name that was written: accepted by the person, declined, withdrawn, forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from eprimo.foundation.directory.actions.dates import instant_after, last_day
from eprimo.foundation.directory.actions.lookups import once
from eprimo.foundation.directory.actions.newcomers import Newcomer, person_make
from eprimo.foundation.directory.enums import AttachmentKind, Profile, Source, TieState
from eprimo.foundation.directory.errors import AlreadyThere, TieOver
from eprimo.foundation.directory.events import TieProposed
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    Group,
    GroupMembership,
    Mandate,
    Person,
    TiePlace,
    TieProposal,
)
from eprimo.foundation.directory.policies.ties import can_answer_tie, can_keep_tie
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.text import surname

# How long a proposal waits, from the day it is written or from its first day when that is later.
TIE_LASTS = timedelta(days=30)
# The columns of the link that a proposal of a mandate stands for.
_GROUND = ("academy_id", "department_id", "circonscription_id", "commune_id", "epci_id", "service_id")
_WRITTEN = ("first_name", "last_name", "civility", "birth_date", "email")


@dataclass(frozen=True, slots=True)
class Places:
    """The classes, children and groups that a newcomer is there for."""

    classes: Sequence[ClassGroup] = ()
    children: Sequence[Person] = ()
    groups: Sequence[Group] = field(default=())


@dataclass(frozen=True, slots=True)
class Span:
    """A time from the first instant of a first day to the last one of a last day, in a zone."""

    starts: datetime
    ends: datetime
    zone: str


def tie_write(
    actor: Actor, newcomer: Newcomer, span: Span, what: Mapping[str, Any], places: Places | None = None
) -> TieProposal:
    """Write a proposal, in the transaction of the caller, who asked for the right. Known or not, the same rows are
    written: who may be meant is looked for afterwards, by the worker."""
    now, row = clock.now(), {"proposed_by_id": actor.person_id, **what}
    tie = TieProposal.objects.create(
        first_name=newcomer.first_name.strip(), last_name=surname(newcomer.last_name),
        civility=newcomer.civility, birth_date=newcomer.birth_date, email=newcomer.email, starts=span.starts,
        ends=span.ends, proposed_at=now, expires_at=_waits_until(span, now), **row,
    )  # fmt: skip
    given = places or Places()
    rows = [TiePlace(tie=tie, class_group=one) for one in given.classes]
    rows += [TiePlace(tie=tie, child=one) for one in given.children]
    rows += [TiePlace(tie=tie, group=one) for one in given.groups]
    TiePlace.objects.bulk_create(rows)
    audit(
        actor, "directory.tie.proposed", tie, role=tie.role or None, function=tie.function or None,
        until=last_day(span.ends, span.zone).isoformat(), classes=len(given.classes), children=len(given.children),
        groups=len(given.groups),
    )  # fmt: skip
    emit(TieProposed(tie_id=tie.pk))
    return tie


@transaction.atomic
def tie_tell(*, tie_id: int, person: Person, proven: bool) -> TieProposal | None:
    """Put the proposal in the account of this person, whom what was written means; returns it. None: it waits
    no more."""
    tie = TieProposal.objects.select_for_update(of=("self",)).filter(pk=tie_id).first()
    if tie is None or not tie.waits or person.pk in {tie.proposed_by_id, tie.seconded_by_id}:
        return None
    tie.person, tie.proven = person, proven
    tie.save(update_fields=["person", "proven"])
    touch(people=[person.pk])
    return tie


@transaction.atomic
def tie_accept(*, actor: Actor, tie: TieProposal, by_code: bool = False) -> Affiliation | Mandate:
    """Accept a proposal in the own account: the link begins now, or on its first day. `by_code`: the paper is in the
    person's hands. Raises TieOver, AlreadyThere."""
    tie = _answered(actor, tie, by_code=by_code)
    link = tie_bind(tie=tie, person=Person.objects.get(pk=actor.person_id))
    _told(actor, "directory.tie.said_yes", tie)
    return link


@transaction.atomic
def tie_decline(*, actor: Actor | None, tie: TieProposal, by_code: bool = False) -> None:
    """Decline a proposal in the own account; `actor` None: by who holds the paper. Raises TieOver."""
    tie = _answered(actor, tie, by_code=by_code) if actor is not None else _waiting(tie)
    _decide(tie, TieState.DECLINED)
    audit(None, "directory.tie.declined", tie, school_id=tie.school_id)
    if actor is not None:
        _told(actor, "directory.tie.said_no", tie)


def tie_person_make(tie: TieProposal) -> Person:
    """Make a person of who holds the paper and has no account."""
    return person_make(Newcomer(tie.first_name, tie.last_name, tie.civility, tie.birth_date, tie.email))


@transaction.atomic
def tie_bind(*, tie: TieProposal, person: Person) -> Affiliation | Mandate:
    """Make the link, once its person has said yes. Raises TieOver, AlreadyThere."""
    tie = _waiting(tie)
    link = _affiliation(tie, person) if tie.profile else _mandate(tie, person)
    _decide(tie, TieState.ACCEPTED, person)
    # Without the role the person answered in: it would tell who was known before.
    audit(None, "directory.tie.accepted", tie, school_id=tie.school_id, subject_id=person.pk)
    return link


@transaction.atomic
def tie_withdraw(*, actor: Actor, tie: TieProposal) -> None:
    """Take a proposal back, by who keeps it: the paper opens nothing any more. Raises TieOver."""
    require(can_keep_tie, actor, tie)
    tie = _waiting(tie)
    person = tie.person_id
    _decide(tie, TieState.WITHDRAWN)
    if person is not None:
        touch(people=[person])
    audit(actor, "directory.tie.withdrawn", tie)


@transaction.atomic
def ties_lapse() -> int:
    """Blank what was written thirty days after the delay, whatever came of it; returns in how many proposals."""
    past = TieProposal.objects.filter(expires_at__lte=clock.now() - TIE_LASTS).exclude(last_name="")
    return past.update(**_blank())


def _answered(actor: Actor, tie: TieProposal, *, by_code: bool) -> TieProposal:
    require(can_answer_tie, actor, tie)
    tie = _waiting(tie)
    # Who came in with the sheet of a school answers with this paper in hand alone: who printed that sheet has none.
    if not by_code and not (actor.is_whole and tie.proven and tie.person_id == actor.person_id):
        raise Forbidden
    return tie


def _waiting(tie: TieProposal) -> TieProposal:
    """The proposal, held until the end of the transaction: two answers at once are one answer."""
    tie = TieProposal.objects.select_for_update(of=("self",)).select_related("school").get(pk=tie.pk)
    if not tie.waits:
        raise TieOver
    return tie


def _affiliation(tie: TieProposal, person: Person) -> Affiliation:
    with once():
        link = Affiliation.objects.create(
            person=person, school_id=tie.school_id or 0, profile=tie.profile, function=tie.function,
            reason=tie.reason, starts=max(tie.starts, clock.now()), ends=tie.ends, source=Source.MANUAL,
        )  # fmt: skip
        places_tie(link, _still_there(tie))
    return link


def _still_there(tie: TieProposal) -> Places:
    """The classes and groups that were not closed meanwhile, the children who are still pupils of the school."""
    rows = list(tie.places.select_related("class_group", "child", "group").order_by("pk"))
    pupils = set(
        Affiliation.objects.in_force(clock.now())
        .filter(
            school=tie.school_id,
            profile=Profile.PUPIL,
            person__in=[one.child_id for one in rows if one.child_id],
        )
        .values_list("person", flat=True)
    )
    return Places(
        [one.class_group for one in rows if one.class_group and not one.class_group.closed_at],
        [one.child for one in rows if one.child and one.child_id in pupils],
        [one.group for one in rows if one.group and not one.group.closed_at],
    )


def places_tie(link: Affiliation, places: Places) -> None:
    """Tie the adult of the link to what it is for, for its dates."""
    kind = AttachmentKind.TEACHES if link.profile == Profile.TEACHER else AttachmentKind.ASSISTS
    row: dict[str, Any] = {
        "person_id": link.person_id, "school_id": link.school_id, "starts": link.starts, "ends": link.ends,
    }  # fmt: skip
    for one in places.classes:
        Attachment.objects.create(class_group=one, kind=kind, **row)
    for child in places.children:
        Attachment.objects.create(child=child, kind=kind, **row)
    for group in places.groups:
        GroupMembership.objects.create(group=group, **row)


def _mandate(tie: TieProposal, person: Person) -> Mandate:
    ground = {name: getattr(tie, name) for name in _GROUND}
    same = {name: value for name, value in ground.items() if value is not None}
    held = Mandate.objects.exclude(ends__lte=clock.now()).filter(person=person, role=tie.role, **same)
    if held.exists():
        raise AlreadyThere("Vous avez déjà cet accès.")
    return Mandate.objects.create(
        person=person, role=tie.role, function=tie.function, level=tie.level, reason=tie.reason,
        starts=max(tie.starts, clock.now()), ends=tie.ends, source=Source.MANUAL, school_id=tie.school_id, **ground,
    )  # fmt: skip


def _decide(tie: TieProposal, state: TieState, person: Person | None = None) -> None:
    """The paper opens nothing any more. A name is kept where who proposed still reads it: after a no."""
    tie.state, tie.decided_at, tie.code_hash = state, clock.now(), None
    tie.person = person
    fields = ["state", "decided_at", "code_hash", "person"]
    if state != TieState.DECLINED:
        for name, value in _blank().items():
            setattr(tie, name, value)
        fields += list(_WRITTEN)
    tie.save(update_fields=fields)


def _blank() -> dict[str, Any]:
    return {"first_name": "", "last_name": "", "civility": "", "birth_date": None, "email": ""}


def _told(actor: Actor, act: str, tie: TieProposal) -> None:
    """In the person's own trail, and in that of no school: where somebody works besides is nobody's matter."""
    audit(replace(actor, school_id=None), act, tie, subject_id=actor.person_id)


def _waits_until(span: Span, now: datetime) -> datetime:
    """The end of its last day: what is printed on the paper."""
    day = last_day(max(now, span.starts) + TIE_LASTS, span.zone)
    return min(instant_after(day, span.zone), span.ends)
