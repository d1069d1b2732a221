"""What a yes does, as soon as it may be done; reminders of the last day; what is left when people are erased.

Each request in its own transaction, under its row: killed at any moment, it was done whole or not at all, and the next
turn of the worker does the rest.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.privacy.erasure import contents_erase, person_erase
from eprimo.foundation.privacy.models import (
    OPEN,
    TOLD,
    ContentObjection,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTelling,
)
from eprimo.foundation.privacy.models.erasure import Reason
from eprimo.foundation.privacy.requests import notices
from eprimo.foundation.privacy.requests.actions import HEARD, ask_again, tell_the_others
from eprimo.foundation.privacy.requests.rights import exercising, guardians_told, headed
from eprimo.foundation.privacy.states import Standing, State, standing_of, standings_of

logger = logging.getLogger("eprimo.privacy")

REMINDED_AT_ONCE = 50
# The direction is reminded that many days before the last one.
REMINDED_BEFORE = (7, 1)
_ERASE = (RequestKind.ERASE_ACCOUNT, RequestKind.ERASE_CHILD)


def requests_carry_out() -> int:
    """Do what was accepted and may be done now; returns how many were done. Those that wait for a right to end, which
    may be for years, cost two statements together."""
    accepted = PrivacyRequest.objects.filter(state=RequestState.ACCEPTED).order_by("decided_at", "pk")
    rows = list(accepted.only("pk", "kind", "subject"))
    now = clock.now()
    standings = standings_of([row.subject_id for row in rows if row.kind in _ERASE])
    bound = {one.person_id for one in standings if not _is_free(one, now)}
    done = 0
    for pk in [row.pk for row in rows if row.kind not in _ERASE or row.subject_id not in bound]:
        try:
            done += _carry_out(pk)
        except Exception as error:  # noqa: BLE001 - one that cannot be done must not stop the others
            logger.error("request %s failed: %s", pk, type(error).__name__)
    return done


@transaction.atomic
def _carry_out(pk: int) -> bool:
    rows = PrivacyRequest.objects.select_for_update(skip_locked=True, no_key=True)
    row = rows.filter(pk=pk, state=RequestState.ACCEPTED).select_related("subject").first()
    if row is None:
        return False
    if row.kind in TOLD and row.asked_by_id not in exercising(row.subject_id, clock.now()):
        # A decision came since, or the link ended: whoever decides looks again.
        ask_again(row)
        return False
    tell_the_others(row)
    if not may_be_done(row):
        return False
    match row.kind:
        case RequestKind.OBJECTION:
            ContentObjection.objects.get_or_create(person=row.subject, defaults={"made_at": clock.now()})
        case RequestKind.ERASE_CONTRIBUTIONS:
            contents_erase([row.subject_id])
    row.state, row.closed_at = RequestState.DONE, clock.now()
    row.save(update_fields=["state", "closed_at"])
    audit(
        None, "privacy.request.done", row, school_id=row.school_id, subject_id=row.subject_id, asked=row.kind
    )
    notices.guardians_settle(row)
    notices.tell_asker(row)
    if row.kind in _ERASE:
        # Last: it empties this row of its words, too.
        person_erase(person=row.subject, reason=Reason.ASKED)
    return True


def may_be_done(row: PrivacyRequest) -> bool:
    """Tell whether what was accepted may be done: every guardian who exercises has had the time to speak; and nobody is
    erased who still has a right."""
    now = clock.now()
    if any(heard > now for heard in heard_from(row)):
        return False
    return row.kind not in _ERASE or free_from(row, now)


def heard_from(row: PrivacyRequest) -> list[datetime]:
    """Return when each guardian who is to be told has had the time to speak; who was never told has all of it left."""
    now = clock.now()
    if row.kind not in TOLD:
        return []
    told = dict(row.tellings.values_list("person", "told_at"))
    agreed = set(row.tellings.filter(agrees=True).values_list("person", flat=True))
    return [told.get(one, now) + HEARD for one in guardians_told(row, now) if one not in agreed]


def free_from(row: PrivacyRequest, now: datetime) -> bool:
    """Return from when the person has no right any more, and no year change can bring one back: the next file would
    make a new person, without a word of the decision."""
    return _is_free(standing_of(row.subject_id), now)


def _is_free(standing: Standing, now: datetime) -> bool:
    if standing.state == State.ERASED:
        return True
    return standing.state == State.LEAVING and standing.settled_at is not None and standing.settled_at <= now


def requests_remind() -> int:
    """Remind the direction of what is due within a week, and of what is due tomorrow; returns how many."""
    now = clock.now()
    today = clock.today(settings.TIME_ZONE)
    due = Q(pk__in=[])
    for times, days in enumerate(REMINDED_BEFORE):
        due |= Q(reminded=times, due_on__lte=today + timedelta(days=days))
    rows = PrivacyRequest.objects.filter(due, headed(now), state=RequestState.ASKED).order_by("due_on", "pk")
    found = list(rows[:REMINDED_AT_ONCE])
    for row in found:
        with transaction.atomic():
            same = PrivacyRequest.objects.filter(pk=row.pk, reminded=row.reminded, state=RequestState.ASKED)
            if same.update(reminded=row.reminded + 1):
                notices.tell_heads(row)
    return len(found)


@transaction.atomic
def requests_forget(*, person_ids: Iterable[int]) -> int:
    """Close what was asked about these people, or by them, who are erased; what others said of it goes. The words of
    the requests go by their retention line. Returns how many were closed."""
    people = list(person_ids)
    about = PrivacyRequest.objects.filter(subject__in=people)
    RequestTelling.objects.filter(request__in=about).delete()
    rows = PrivacyRequest.objects.filter(Q(subject__in=people) | Q(asked_by__in=people), state__in=OPEN)
    schools = set(rows.values_list("school", flat=True))
    if not schools:
        return 0
    closed = {"closed_at": clock.now()}
    count = about.filter(state__in=OPEN, kind__in=_ERASE).update(state=RequestState.DONE, **closed)
    count += rows.update(state=RequestState.WITHDRAWN, **closed)
    for school in schools:
        notices.heads_settle(school)
    return count
