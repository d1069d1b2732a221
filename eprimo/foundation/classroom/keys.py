"""Keys that are told once, to a browser or to paper, and known here by their keyed hash only."""

import base64
import secrets

from eprimo.foundation.kernel.keyed_hashes import keyed_hash, keyed_hashes


def new_key() -> str:
    """Make the key of a device's cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def new_badge() -> str:
    """Make the code of a badge: 128 bits, 26 letters and digits that a square holds densely (RFC 4648 base32, without
    padding)."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def device_hash(key: str) -> str:
    return keyed_hash(_of_device(key))


def device_hashes(key: str) -> list[str]:
    """Return the hashes of a device's key, also of one that was lent under a key of the server of before."""
    return keyed_hashes(_of_device(key))


def badge_hash(code: str) -> str:
    """However it is typed: capitals and spaces do not count."""
    return keyed_hash(_of_badge(code))


def badge_hashes(code: str) -> list[str]:
    """Return the hashes of a badge's code, also of one that was printed under a key of the server of before."""
    return keyed_hashes(_of_badge(code))


def _of_device(key: str) -> bytes:
    return b"class-device:" + key.encode()


def _of_badge(code: str) -> bytes:
    return b"badge:" + "".join(code.split()).upper().encode()
