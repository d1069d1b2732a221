"""Keyed hashes: what the database knows of a secret that somebody else holds.

`SECRET_KEY` makes them; the keys of before (`SECRET_KEY_FALLBACKS`) still find what they made, so that a rotation voids
no sheet in a schoolbag and ends no session.
"""

import hashlib
import hmac

from django.conf import settings


def keyed_hash(text: bytes) -> str:
    """Return the hash under the key of today: for what is written, and for what is compared within minutes."""
    return _under(settings.SECRET_KEY, text)


def keyed_hashes(text: bytes) -> list[str]:
    """Return the hashes under each key that is still given, that of today first: for what is looked for."""
    return [_under(key, text) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _under(key: str | bytes, text: bytes) -> str:
    return hmac.new(key.encode() if isinstance(key, str) else key, text, hashlib.sha256).hexdigest()
