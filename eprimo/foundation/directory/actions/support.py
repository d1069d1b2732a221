"""Assistance: asked by the contractor or the platform, granted by who directs the school, ended by either side.
Families that an academy opens, for whom a school's direction may not act."""

from datetime import timedelta

from django.db import transaction

from eprimo.foundation.directory.actions.dates import require_reason
from eprimo.foundation.directory.enums import SupportState
from eprimo.foundation.directory.errors import AlreadyThere
from eprimo.foundation.directory.events import SupportMoved
from eprimo.foundation.directory.models import (
    LONGEST_HOURS,
    OPENING_LASTS,
    Entitlement,
    FamilyOpening,
    Person,
    School,
    SupportAccess,
    in_force,
)
from eprimo.foundation.directory.policies.family import can_open_families, openings_of
from eprimo.foundation.directory.policies.support import (
    can_answer_support,
    can_ask_support,
    can_end_support,
    can_read_support,
    sees_through_support,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require

# How long a request waits for the director.
REQUEST_LASTS = timedelta(days=3)


class SupportOver(Conflict):
    code = "support-over"
    sentence = "Cette demande n’attend plus\N{NO-BREAK SPACE}: quelqu’un y a répondu, ou le délai est passé."


class SchoolNotOpen(DomainError):
    code = "school-not-open"
    sentence = "Cette école n’est pas ouverte\N{NO-BREAK SPACE}: rien n’y serait montré."
    status = 422


@transaction.atomic
def support_ask(*, actor: Actor, school: School, reason: str, hours: int) -> SupportAccess:
    """Ask for assistance, which shows nothing before the director's yes. Raises AlreadyThere when one waits or runs
    already."""
    require(can_ask_support, actor, school.pk)
    text, now = require_reason(reason), clock.now()
    if not 1 <= hours <= LONGEST_HOURS:
        raise DomainError(f"Demandez entre une heure et {LONGEST_HOURS} heures.", field="hours")
    if not Entitlement.objects.filter(in_force(now), school=school).exists():
        raise SchoolNotOpen
    # Two requests at once are one request.
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    own = SupportAccess.objects.filter(school=school, person=actor.person_id, role=actor.role)
    own.filter(state=SupportState.ASKED, expires_at__lte=now).update(state=SupportState.ENDED)
    if own.filter(state=SupportState.ASKED).exists():
        raise AlreadyThere("Votre demande attend déjà une réponse de cette école.")
    if own.filter(state=SupportState.GRANTED, ends__gt=now).exists():
        raise AlreadyThere("Votre assistance à cette école est en cours.")
    access = SupportAccess.objects.create(
        school=school, person_id=actor.person_id, role=actor.role, reason=text, hours=hours, asked_at=now,
        expires_at=now + REQUEST_LASTS,
    )  # fmt: skip
    _told(actor, "directory.support.asked", access, hours=hours)
    emit(SupportMoved(access.pk), due_at=access.expires_at)
    return access


@transaction.atomic
def support_grant(*, actor: Actor, access: SupportAccess, answer: str = "") -> SupportAccess:
    """Grant an assistance from now on, for the hours that were asked."""
    access = _answered(actor, access, answer)
    now = clock.now()
    access.state, access.starts, access.ends = SupportState.GRANTED, now, now + timedelta(hours=access.hours)
    access.save()
    _told(actor, "directory.support.granted", access, hours=access.hours)
    emit(SupportMoved(access.pk), due_at=access.ends)
    return access


@transaction.atomic
def support_refuse(*, actor: Actor, access: SupportAccess, answer: str = "") -> SupportAccess:
    access = _answered(actor, access, answer)
    access.state = SupportState.REFUSED
    access.save()
    _told(actor, "directory.support.refused", access)
    return access


@transaction.atomic
def support_end(*, actor: Actor, access: SupportAccess) -> None:
    """End an assistance, by either side, at any moment; a request that waits is taken back by who asked. Nothing
    happens to what is over already."""
    require(can_end_support, actor, access)
    access = _held(access)
    if access.waits and access.person_id != actor.person_id:
        raise Conflict("Cette demande attend votre réponse\N{NO-BREAK SPACE}: accordez-la, ou refusez-la.")
    if not (access.waits or access.runs):
        return
    if access.runs:
        access.ends = clock.now()
    access.state, access.ended_by_id = SupportState.ENDED, actor.person_id
    access.save()
    _told(actor, "directory.support.ended", access)


@transaction.atomic
def support_list_opened(*, actor: Actor, access: SupportAccess) -> None:
    """Write one line in the trail of the school for each opening of the list."""
    _reads(actor, access)
    audit(actor, "directory.support.list_opened", access, school_id=access.school_id)


@transaction.atomic
def support_person_opened(*, actor: Actor, access: SupportAccess, person: Person) -> None:
    """Write one line in the trail of the school for each person who was opened."""
    _reads(actor, access)
    if not sees_through_support(actor, access, person):
        raise NotVisible
    audit(actor, "directory.support.person_opened", access, school_id=access.school_id, subject_id=person.pk)


def _reads(actor: Actor, access: SupportAccess) -> None:
    """NotVisible: not, or no longer, one's own that runs. May ask for a second factor."""
    try:
        require(can_read_support, actor, access)
    except Forbidden as error:
        raise NotVisible from error


def _answered(actor: Actor, access: SupportAccess, answer: str) -> SupportAccess:
    require(can_answer_support, actor, access)
    access = _held(access)
    if not access.waits:
        raise SupportOver
    access.answer, access.decided_by_id, access.decided_at = answer.strip(), actor.person_id, clock.now()
    return access


def _held(access: SupportAccess) -> SupportAccess:
    """The row, held until the end of the transaction: two answers at once are one answer."""
    return SupportAccess.objects.select_for_update(of=("self",)).get(pk=access.pk)


def _told(actor: Actor, act: str, access: SupportAccess, **details: int) -> None:
    """The line of the school's trail, and the event by which people are told."""
    audit(actor, act, access, school_id=access.school_id, subject_id=access.person_id, **details)
    emit(SupportMoved(access.pk))


@transaction.atomic
def families_open(*, actor: Actor, school: School, reason: str) -> FamilyOpening:
    """Open, to somebody of the academy, the families for whom a school's direction may not act, and return what opens
    them. One that runs goes on; the trail of the school says each."""
    require(can_open_families, actor, school.pk)
    text, now = require_reason(reason), clock.now()
    running = openings_of(actor).filter(school=school).first()
    if running is not None:
        return running
    opening = FamilyOpening.objects.create(
        school=school, person_id=actor.person_id, reason=text, starts=now, ends=now + OPENING_LASTS
    )
    audit(actor, "directory.family.opened", opening, school_id=school.pk)
    return opening
