"""Asking, taking back, speaking up, deciding, taking more time. What a yes does is done by `carrying`."""

import calendar
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person, in_force
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.privacy.models import OPEN, PrivacyRequest, RequestKind, RequestState, RequestTelling
from eprimo.foundation.privacy.requests import notices
from eprimo.foundation.privacy.requests.rights import (
    guardians_told,
    may_ask,
    may_decide,
    may_read,
    may_speak,
    may_withdraw,
)
from eprimo.foundation.privacy.requests.wording import CORRECTED, NO, YES
from eprimo.foundation.privacy.states import standing_of

# RGPD, article 12.3: « un mois », that « deux mois » more may follow when the case is hard.
MONTHS, MORE_MONTHS = 1, 2
# How long the other guardians have to speak before anything about their child is erased: two week-ends at most lie in
# it, and it leaves three weeks of the month to answer.
HEARD = timedelta(days=8)
LONGEST_WORDS = 2000


class AskedAlready(Conflict):
    code = "request-asked-already"
    sentence = "Cette demande est déjà faite\u00a0: la réponse viendra sur cette page."


class Answered(Conflict):
    code = "request-answered"
    sentence = "Cette demande n’attend plus de réponse."


class NoReason(DomainError):
    code = "request-no-reason"
    sentence = "Choisissez le motif de la réponse."


class ExtendedAlready(Conflict):
    code = "request-extended-already"
    sentence = "Le délai a déjà été prolongé\u00a0: il ne l’est qu’une fois."


class TooLate(DomainError):
    code = "request-too-late"
    sentence = "Le délai est passé\u00a0: il ne peut plus être prolongé. Répondez maintenant."


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def request_make(
    *, actor: Actor, kind: RequestKind, subject: Person, words: str = "", what: str = ""
) -> PrivacyRequest:
    """Ask; the direction is told, and the other guardians when it is about a child. Raises AskedAlready."""
    require(may_ask, actor, kind, subject.pk)
    if kind == RequestKind.RECTIFY and what not in CORRECTED:
        raise DomainError("Choisissez ce qui est à corriger.", field="what")
    today = clock.today(actor.time_zone)
    try:
        with transaction.atomic():
            request = PrivacyRequest.objects.create(
                kind=kind, subject=subject, asked_by_id=actor.person_id, school_id=_school_of(actor, subject),
                what=what if kind == RequestKind.RECTIFY else "", words=words.strip()[:LONGEST_WORDS],
                asked_at=clock.now(), due_on=months_later(today, MONTHS),
            )  # fmt: skip
    except IntegrityError as error:
        if "request_once" not in str(error):
            raise
        raise AskedAlready from error
    _audit(actor, "made", request, asked=kind.value)
    tell_the_others(request)
    notices.tell_heads(request)
    return request


def tell_the_others(request: PrivacyRequest) -> int:
    """Tell the guardians who exercise and were not told yet; returns how many. Whoever becomes one later, too."""
    now = clock.now()
    told = set(request.tellings.values_list("person", flat=True))
    missing = [adult for adult in guardians_told(request, now) if adult not in told]
    RequestTelling.objects.bulk_create(
        RequestTelling(request=request, person_id=adult, told_at=now) for adult in missing
    )
    notices.tell_guardians(request, missing)
    return len(missing)


@transaction.atomic
def request_withdraw(*, actor: Actor, request: PrivacyRequest) -> None:
    """Take a request back, by who asked: nothing is done."""
    row = _locked(request)
    require(may_withdraw, actor, row)
    row.state, row.closed_at = RequestState.WITHDRAWN, clock.now()
    row.save(update_fields=["state", "closed_at"])
    _audit(actor, "withdrawn", row, asked=row.kind)
    notices.guardians_settle(row)
    notices.heads_settle(row.school_id)


@transaction.atomic
def request_speak(*, actor: Actor, request: PrivacyRequest, agrees: bool, words: str = "") -> None:
    """Note that another guardian says yes or no. A no brings what was accepted back to who decides, who answers
    anew."""
    row = _locked(request)
    require(may_speak, actor, row)
    now = clock.now()
    row.tellings.filter(person=actor.person_id).update(
        agrees=agrees, words=words.strip()[:LONGEST_WORDS], spoke_at=now
    )
    _audit(actor, "spoke", row, agrees=agrees)
    notices.guardians_settle(row, [actor.person_id])
    if not agrees and row.state == RequestState.ACCEPTED:
        ask_again(row)


def ask_again(row: PrivacyRequest) -> None:
    """Let what was accepted wait for another answer: something that nobody knew came up."""
    row.state, row.decided_by, row.decided_at, row.code, row.answer = RequestState.ASKED, None, None, "", ""
    row.read_at = None
    row.save(update_fields=["state", "decided_by", "decided_at", "code", "answer", "read_at"])
    notices.asker_settle(row)
    notices.tell_heads(row)


@transaction.atomic
def request_decide(
    *, actor: Actor, request: PrivacyRequest, accept: bool, code: str, answer: str
) -> PrivacyRequest:
    """Answer a request: yes or no, with a coded reason and a sentence. What was accepted and is not done yet may still
    be refused."""
    row = _locked(request)
    require(may_decide, actor, row)
    if row.state not in OPEN or (accept and row.state == RequestState.ACCEPTED):
        raise Answered
    if code not in (YES if accept else NO)[row.kind]:
        raise NoReason(field="code")
    row.decided_by_id, row.decided_at, row.code = actor.person_id, clock.now(), code
    row.answer, row.read_at = answer.strip()[:LONGEST_WORDS], None
    # A correction is made before the answer; the rest is done after it.
    done = accept and row.kind == RequestKind.RECTIFY
    row.state = (RequestState.DONE if done else RequestState.ACCEPTED) if accept else RequestState.REFUSED
    row.closed_at = None if row.state in OPEN else row.decided_at
    row.save(update_fields=["state", "decided_by", "decided_at", "code", "answer", "read_at", "closed_at"])
    _audit(actor, "decided", row, asked=row.kind, accepted=accept, code=code)
    if not row.is_open:
        notices.guardians_settle(row)
    notices.heads_settle(row.school_id)
    notices.tell_asker(row)
    return row


@transaction.atomic
def request_extend(*, actor: Actor, request: PrivacyRequest, reason: str) -> None:
    """Give a request two months more, once, before the last day; the asker reads why."""
    row = _locked(request)
    require(may_decide, actor, row)
    if not row.waits:
        raise Answered
    if row.extended_at is not None:
        raise ExtendedAlready
    if clock.today(actor.time_zone) > row.due_on:
        raise TooLate
    row.due_on, row.extended_at, row.reminded = months_later(row.due_on, MORE_MONTHS), clock.now(), 0
    row.extend_reason = reason.strip()[:LONGEST_WORDS]
    row.save(update_fields=["due_on", "extended_at", "extend_reason", "reminded"])
    _audit(actor, "extended", row, asked=row.kind)
    notices.heads_settle(row.school_id)
    notices.tell_asker(row)


@transaction.atomic
def request_read(*, actor: Actor, request: PrivacyRequest) -> None:
    """Note that the asker read the answer."""
    require(may_read, actor, request)
    PrivacyRequest.objects.filter(pk=request.pk, read_at=None).update(read_at=clock.now())
    notices.asker_settle(request)


def _locked(request: PrivacyRequest) -> PrivacyRequest:
    return PrivacyRequest.objects.select_for_update(no_key=True).get(pk=request.pk)


def _school_of(actor: Actor, subject: Person) -> int | None:
    """Whose direction answers: the school in use when the person is of it, else where the person is, or was last."""
    if subject.pk == actor.person_id and actor.school_id is not None:
        return actor.school_id
    schools = standing_of(subject.pk).school_ids
    if not schools:
        return None
    now = clock.now()
    links = Affiliation.objects.filter(person=subject, school__in=schools, starts__lte=now)
    if subject.pk != actor.person_id:
        links = links.filter(profile=Profile.PUPIL)
    if links.filter(in_force(now), school=actor.school_id).exists():
        return actor.school_id
    last = links.order_by(F("ends").desc(nulls_first=True), "-starts").values_list("school", flat=True)
    return last.first() or schools[-1]


def _audit(actor: Actor | None, what: str, row: PrivacyRequest, **details: str | bool) -> None:
    audit(
        actor, f"privacy.request.{what}", row, school_id=row.school_id, subject_id=row.subject_id, **details
    )
