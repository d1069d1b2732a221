"""Many refusals in one session: somebody walks through addresses. The session is slowed to one request a second, and
whoever keeps the platform is told at once; so is who answers for the school, under a pseudonym. Many prints of one
account cost the others: its session is slowed too, and nobody is told but the log.

A person who follows old links meets a few pages that are not theirs; a machine meets hundreds. The bucket of a session
fills again by itself, and so does its pace.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from eprimo.foundation.access.actors import SignedIn
from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.accounts.addresses import address_hash, client_address
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.foundation.kernel.middleware import error_page
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.sign_in_connection import as_the_door
from eprimo.foundation.kernel.throttle import Limit, take

logger = logging.getLogger("eprimo.access")

# Refusals of one session: forty at once, then four a minute.
REFUSALS = Limit(burst=40, seconds_each=15)
# Documents that are set for one account: a school's sheets of a morning at once, then six a minute.
PRINTS = Limit(burst=60, seconds_each=10)
_PRINTED = "application/pdf"
# Wrong keys of one network: those who fetch calendars for others go on asking for what was ended.
KEYS = Limit(burst=60, seconds_each=10)
# Of one that is slowed, and for how long after the last refusal too many.
PACE = Limit(burst=1, seconds_each=1)
SLOWED = timedelta(minutes=5)
_COUNTED = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
# Where pages ask by themselves to be kept up to date: when no stream is served there, each page that is opened asks.
_STREAMS = "/rt/"


def slow_answer(request: HttpRequest, signed_in: SignedIn, now: datetime) -> HttpResponse | None:
    """Return the answer of a session that is slowed and asks too soon; None: it goes on. Nothing is looked at
    before."""
    error = pace_refusal(signed_in, now)
    return None if error is None else error_page(request, error)


def pace_refusal(signed_in: SignedIn, now: datetime) -> TooManyTries | None:
    """Return the refusal of a session that is slowed and asks too soon, where no page is drawn; None: it goes on."""
    until = signed_in.row["slowed_until"]
    if until is None or now >= until:
        return None
    try:
        take(f"pace:{signed_in.session_id}", PACE)
    except TooManyTries as error:
        return error
    return None


def count_refusal(request: HttpRequest, response: HttpResponse, signed_in: SignedIn) -> None:
    """Count one refusal of the session, when the answer is one; over the limit it is slowed. The question for a second
    factor is none, nor a stream that is not there."""
    if response.status_code not in _COUNTED or getattr(response, "asks_factor", False):
        return
    if request.path.startswith(_STREAMS):
        return
    try:
        take(f"refused:{signed_in.session_id}", REFUSALS)
    except TooManyTries:
        _slow(signed_in)


def count_wrong_key(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Count one wrong key of an address that opens by its key alone, when the answer is one, and return the answer: too
    many from one network are asked to wait. Who has a right key is answered whatever others try."""
    if response.status_code != HTTPStatus.NOT_FOUND:
        return response
    try:
        take(f"key:{address_hash(client_address(request))}", KEYS)
    except TooManyTries as error:
        return error_page(request, error)
    return response


def count_download(response: HttpResponse, signed_in: SignedIn) -> None:
    """Charge a document to the account's limit, when the answer is one; over it, the session is slowed for `SLOWED`."""
    if response.headers.get("Content-Type") != _PRINTED:
        return
    try:
        take(f"prints:{signed_in.actor.account_id}", PRINTS)
    except TooManyTries:
        logger.warning("prints: more in session %s than a person needs", pseudonym(signed_in))
        Session.objects.filter(pk=signed_in.session_id).update(slowed_until=clock.now() + SLOWED)


def _slow(signed_in: SignedIn) -> None:
    now = clock.now()
    until = signed_in.row["slowed_until"]
    first = until is None or now >= until
    with transaction.atomic():
        Session.objects.filter(pk=signed_in.session_id).update(slowed_until=now + SLOWED)
        if first:
            logger.error("refusals: more in session %s than a person meets", pseudonym(signed_in))
            audit(signed_in.actor, "accounts.session.slowed", subject_id=signed_in.actor.person_id)
    if first:
        with as_the_door(signed_in.key_hash), transaction.atomic():
            _alarm(signed_in, now)


def _alarm(signed_in: SignedIn, now: datetime) -> None:
    """Stands on the desk of each school where the person is, until somebody closes it; one that goes on after that
    stands there again."""
    actor = signed_in.actor
    own = {one for child in actor.children for one in child.school_ids}
    schools: set[int | None] = {actor.school_id} if actor.school_id or not own else {*own}
    for school in schools:
        told: dict[str, Any] = {
            "name": pseudonym(signed_in),
            "person_id": actor.person_id,
            "school_id": school,
        }
        RefusalAlarm.objects.update_or_create(
            **told, defaults={"at": now, "closed_at": None}, create_defaults={"at": now, "began_at": now}
        )
    directing = Affiliation.objects.in_force(now).filter(
        school__in=schools - {None}, profile__in=(Profile.DIRECTOR, Profile.DEPUTY)
    )
    touch(people=directing.values_list("person", flat=True))


def pseudonym(signed_in: SignedIn) -> str:
    """Return what an alarm calls a session: it tells nobody whose it is."""
    return hashlib.sha256(f"session:{signed_in.key_hash}".encode()).hexdigest()[:8]
