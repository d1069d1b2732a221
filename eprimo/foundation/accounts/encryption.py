"""Secrets of pupils that a lost card must show again: encrypted under keys that are never in the database.

Stored as « 1:KEY:TOKEN »: the form, the first letters of the key's print, the token. `CARD_KEY` may hold several
keys by spaces, the newest first: it encrypts, the others still decrypt what they encrypted. Each purpose has keys of
its own: what one encrypted, another does not decrypt.
"""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from eprimo.foundation.kernel import clock

_FORM = "1"


class Unreadable(Exception):
    """The key that encrypted it is no longer given, or the row was tampered with."""


@cache
def _keys(keys: str, purpose: str) -> dict[str, Fernet]:
    """What encrypts, by the print of its key, the newest first."""
    found = {}
    for key in keys.split():
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
        name = hashlib.sha256(b"name:" + derived).hexdigest()[:8]
        found[name] = Fernet(base64.urlsafe_b64encode(derived))
    return found


def encrypted(purpose: str, owner_id: int, text: str) -> bytes:
    """Encrypt a text, tied to its owner: moved to another row it does not open."""
    name, key = next(iter(_keys(settings.CARD_KEY, purpose).items()))
    token = key.encrypt_at_time(f"{owner_id}:{text}".encode(), int(clock.now().timestamp()))
    return f"{_FORM}:{name}:{token.decode()}".encode()


def decrypted(purpose: str, owner_id: int, stored: bytes) -> str:
    """Decrypt what `encrypted` gave. Raises Unreadable."""
    form, name, token = stored.decode().split(":", 2)
    key = _keys(settings.CARD_KEY, purpose).get(name)
    if form != _FORM or key is None:
        raise Unreadable
    try:
        owner, text = key.decrypt(token.encode()).decode().split(":", 1)
    except InvalidToken as error:
        raise Unreadable from error
    if owner != str(owner_id):
        raise Unreadable
    return text
