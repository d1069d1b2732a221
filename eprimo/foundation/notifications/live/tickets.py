"""Tickets: what a page gives to open a stream. Encrypted, good for a minute, for one opening.

The stream process shares no cookie with the pages (it may stand at another address): the ticket says which session
asks, and under which rights. It holds the hash of the session's key, by which the second wall is entered and which
nobody else reads, and no number of anybody.
"""

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from eprimo.foundation.access.actors import SignedIn
from eprimo.foundation.kernel import clock

LASTS = timedelta(seconds=60)
_PURPOSE = b"eprimo.rt.ticket"


@dataclass(frozen=True, slots=True)
class Ticket:
    key_hash: str = field(repr=False)
    # The sum of the epochs that the rights of the page came from.
    stamp: int
    nonce: str
    until: datetime
    # When it was given, in real seconds: the clock of a demonstration may stand still.
    given: float


def ticket_for(signed_in: SignedIn) -> str:
    """Return a fresh ticket for the session that asks."""
    said = {
        "k": signed_in.key_hash,
        "e": signed_in.standing.stamp,
        "n": secrets.token_urlsafe(9),
        "u": (clock.now() + LASTS).isoformat(),
        "t": time.time(),
    }
    return _cipher().encrypt(json.dumps(said).encode()).decode()


def read_ticket(text: str) -> Ticket | None:
    """Read what a ticket says; None when it is not ours, or too old."""
    try:
        found = json.loads(_cipher().decrypt(text.encode()))
    except InvalidToken:
        return None
    until = datetime.fromisoformat(found["u"])
    ticket = Ticket(found["k"], found["e"], found["n"], until, found["t"])
    return ticket if clock.now() < ticket.until else None


def _cipher() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return Fernet(base64.urlsafe_b64encode(key.derive(settings.SECRET_KEY.encode())))
