"""Tickets: what a page gives to open a stream. Signed, good for a minute, for one opening.

The stream process shares no cookie with the pages (it may stand at another address): the ticket says which session
asks, and under which rights. It holds ids only.
"""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from eprimo.foundation.access.actors import SignedIn
from eprimo.foundation.kernel import clock

LASTS = timedelta(seconds=60)
_SALT = "eprimo.rt.ticket"


@dataclass(frozen=True, slots=True)
class Ticket:
    session_id: int
    person_id: int
    # The sum of the epochs that the rights of the page came from.
    stamp: int
    nonce: str
    until: datetime
    # When it was given, in real seconds: the clock of a demonstration may stand still.
    given: float


def ticket_for(signed_in: SignedIn) -> str:
    """A fresh ticket for the session that asks."""
    return signing.Signer(salt=_SALT).sign_object(
        {
            "s": signed_in.session_id,
            "p": signed_in.actor.person_id,
            "e": signed_in.standing.stamp,
            "n": secrets.token_urlsafe(9),
            "u": (clock.now() + LASTS).isoformat(),
            "t": time.time(),
        }
    )


def read_ticket(text: str) -> Ticket | None:
    """What a ticket says; None when it is not ours, or too old."""
    try:
        found = signing.Signer(salt=_SALT).unsign_object(text)
    except signing.BadSignature:
        return None
    until = datetime.fromisoformat(found["u"])
    ticket = Ticket(found["s"], found["p"], found["e"], found["n"], until, found["t"])
    return ticket if clock.now() < ticket.until else None
