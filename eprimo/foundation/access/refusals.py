"""Many refusals in one session: somebody walks through addresses. The session is slowed to one request a second, and
whoever keeps the platform is told at once.

A person who follows old links meets a few pages that are not theirs; a machine meets hundreds. The bucket of a session
fills again by itself, and so does its pace.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from eprimo.foundation.access.actors import SignedIn
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.foundation.kernel.middleware import error_page
from eprimo.foundation.kernel.throttle import Limit, take

logger = logging.getLogger("eprimo.access")

# Refusals of one session: forty at once, then four a minute.
REFUSALS = Limit(burst=40, seconds_each=15)
# Of one that is slowed, and for how long after the last refusal too many.
PACE = Limit(burst=1, seconds_each=1)
SLOWED = timedelta(minutes=5)
_COUNTED = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
# Where pages ask by themselves to be kept up to date: when no stream is served there, each page that is opened asks.
_STREAMS = "/rt/"


def slowed(request: HttpRequest, signed_in: SignedIn, now: datetime) -> HttpResponse | None:
    """The answer of a session that is slowed and asks too soon; None: it goes on. Nothing is looked at before."""
    until = signed_in.row["slowed_until"]
    if until is None or now >= until:
        return None
    try:
        take(f"pace:{signed_in.session_id}", PACE)
    except TooManyTries as error:
        return error_page(request, error)
    return None


def counted(request: HttpRequest, response: HttpResponse, signed_in: SignedIn) -> None:
    """One more refusal, when it is one: the question for a second factor is none, nor a stream that is not there."""
    if response.status_code not in _COUNTED or getattr(response, "asks_factor", False):
        return
    if request.path.startswith(_STREAMS):
        return
    try:
        take(f"refused:{signed_in.session_id}", REFUSALS)
    except TooManyTries:
        _slow(signed_in)


@transaction.atomic
def _slow(signed_in: SignedIn) -> None:
    now = clock.now()
    until = signed_in.row["slowed_until"]
    Session.objects.filter(pk=signed_in.session_id).update(slowed_until=now + SLOWED)
    if until is None or now >= until:
        logger.error("refusals: more in session %s than a person meets", pseudonym(signed_in))
        audit(signed_in.actor, "accounts.session.slowed", subject_id=signed_in.actor.person_id)


def pseudonym(signed_in: SignedIn) -> str:
    """What an alarm calls a session: it tells nobody whose it is."""
    return hashlib.sha256(f"session:{signed_in.key_hash}".encode()).hexdigest()[:8]
