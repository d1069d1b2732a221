"""What the files' own host is shown in place of a cookie: whose session asks for a file, for an hour or a little more.

Stable within an hour of the clock, so that a browser knows a picture again; it opens one file, of which the right is
asked at each fetch, and nothing else. It holds the hash of the session's key, encrypted: who reads an address learns
nothing, and cannot make another one.
"""

import base64
import binascii
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from eprimo.foundation.access.actors import SignedIn
from eprimo.foundation.kernel import clock

# Seconds; what was given in one of them opens to the end of the next.
_HOUR = 3600
_PURPOSE = b"eprimo.files.ticket"
_HASH, _NUMBER = 32, 4


def ticket_for(signed_in: SignedIn, file_id: UUID) -> str:
    """Return the ticket of this session for this file, now."""
    said = bytes.fromhex(signed_in.key_hash) + _hour().to_bytes(_NUMBER)
    sealed = _cipher().encrypt(said, [file_id.bytes])
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def key_hash_in(ticket: str, file_id: UUID) -> str | None:
    """Return the hash of the session's key that a ticket holds; None when it is not ours, too old, or of
    another file."""
    try:
        sealed = base64.b64decode(ticket.encode() + b"=" * (-len(ticket) % 4), altchars=b"-_", validate=True)
        said = _cipher().decrypt(sealed, [file_id.bytes])
    except (InvalidTag, ValueError, binascii.Error):
        return None
    given = int.from_bytes(said[_HASH:])
    return said[:_HASH].hex() if given in {_hour(), _hour() - 1} else None


def _hour() -> int:
    return int(clock.now().timestamp()) // _HOUR


def _cipher() -> AESSIV:
    key = HKDF(algorithm=SHA256(), length=64, salt=None, info=_PURPOSE)
    return AESSIV(key.derive(settings.SECRET_KEY.encode()))
