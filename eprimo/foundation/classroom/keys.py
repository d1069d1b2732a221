"""Keys that are told once, to a browser or to paper, and known here by their keyed hash only."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def new_key() -> str:
    """Of a device's cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def new_badge() -> str:
    """Of a badge: 128 bits, 26 letters and digits that a square holds densely (RFC 4648 base32, without padding)."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def device_hash(key: str) -> str:
    return _hash(b"class-device:", key)


def badge_hash(code: str) -> str:
    """However it is typed: capitals and spaces do not count."""
    return _hash(b"badge:", "".join(code.split()).upper())


def _hash(kind: bytes, secret: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), kind + secret.encode(), hashlib.sha256).hexdigest()
