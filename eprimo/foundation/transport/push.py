"""Web push: a few encrypted bytes to the service that a browser named (RFC 8030, 8291, 8292).

The address comes from a browser, so it is not trusted: https, a host of the services we know, no redirect.
"""

import base64
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from eprimo.foundation.kernel import clock

if TYPE_CHECKING:
    import requests
    from py_vapid import Vapid02

logger = logging.getLogger("eprimo.push")

_TIMEOUT = (3.05, 10)
# RFC 8292 lets a day; a shorter life costs nothing.
_SIGNED_FOR = timedelta(hours=12)
LONGEST_ADDRESS = 1000
_POINT, _SECRET = 65, 16
_GONE = {404, 410}
_BUSY = {408, 425, 429}


@dataclass(frozen=True, slots=True)
class Target:
    """What a browser gives to be told: an address, its public key (base64url of 65 bytes), a secret (of 16)."""

    address: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class Message:
    """`topic` (≤ 32 of base64url): what waits there under the same name is replaced. `ttl`: seconds it may wait."""

    body: bytes
    topic: str = ""
    ttl: int = 24 * 3600
    urgency: str = "normal"


class Fate(StrEnum):
    SENT = "sent"
    # The service is busy or away.
    LATER = "later"
    # The subscription is over: forget it.
    GONE = "gone"
    # Refused for a reason that another try will not change: our key, our bytes.
    REFUSED = "refused"


def configured() -> bool:
    """Without a key of ours nothing is pushed, and nothing offered."""
    return bool(settings.VAPID_PRIVATE_KEY)


def is_known_address(address: str) -> bool:
    """https, on a host of the services we know (`PUSH_HOSTS`; a leading dot takes the hosts below), on its own port."""
    if len(address) > LONGEST_ADDRESS or any(ord(char) <= 0x20 or ord(char) >= 0x7F for char in address):  # noqa: PLR2004 - ASCII
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or "\\" in address:
        return False
    if settings.PUSH_LOOPBACK and parts.scheme == "http" and host == "127.0.0.1":
        return True
    known = any(host == one or (one.startswith(".") and host.endswith(one)) for one in settings.PUSH_HOSTS)
    return parts.scheme == "https" and port in {None, 443} and known


def is_target(target: Target) -> bool:
    """Are these the keys of a browser? A point of the curve, a secret of the right length."""
    try:
        point, secret = _decoded(target.key), _decoded(target.secret)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, InvalidKey):
        return False
    return len(point) == _POINT and len(secret) == _SECRET and is_known_address(target.address)


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def public_key() -> str:
    """What a browser is given to subscribe with (base64url)."""
    return _public_of(settings.VAPID_PRIVATE_KEY)


@cache
def _signer(private: str) -> "Vapid02":
    from py_vapid import Vapid02  # noqa: PLC0415 - see push

    return Vapid02.from_raw(private.encode())


@cache
def _public_of(private: str) -> str:
    raw = _signer(private).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def push(messages: Iterable[tuple[Target, Message]]) -> Iterator[Fate]:
    """A fate for each, in order, as soon as it is known; connections are kept for those that follow.

    What speaks to the services is loaded here: an eighth of the start of every process, and the worker alone pushes.
    """
    import requests  # noqa: PLC0415

    with requests.Session() as session:
        # Nothing of the machine's own (netrc) goes to an address that a browser gave.
        session.auth = _no_auth
        for target, message in messages:
            yield _push(session, target, message)


def _no_auth(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
    return request


def _push(session: "requests.Session", target: Target, message: Message) -> Fate:
    from pywebpush import WebPusher, WebPushException  # noqa: PLC0415 - see push
    from requests import RequestException  # noqa: PLC0415

    if not is_known_address(target.address):
        return Fate.GONE
    try:
        keys = {"endpoint": target.address, "keys": {"p256dh": target.key, "auth": target.secret}}
        body = WebPusher(keys).encode(message.body)["body"]
    except (ValueError, WebPushException):
        return Fate.GONE
    try:
        answer = session.post(
            target.address,
            data=body,
            headers=_headers(target, message),
            timeout=_TIMEOUT,
            allow_redirects=False,
            stream=True,
        )
    except RequestException as error:
        logger.info("push away: %s", type(error).__name__)
        return Fate.LATER
    answer.close()
    return _fate(answer.status_code)


def _headers(target: Target, message: Message) -> dict[str, str]:
    parts = urlsplit(target.address)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        # The services compare with the true hour, whatever hour it is in a demo.
        "exp": int((clock.wall() + _SIGNED_FOR).timestamp()),
        "sub": settings.VAPID_CONTACT,
    }
    told = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(message.ttl),
        "Urgency": message.urgency,
    }
    if message.topic:
        told["Topic"] = message.topic
    return told | dict(_signer(settings.VAPID_PRIVATE_KEY).sign(claims))


def _fate(status: int) -> Fate:
    if 200 <= status < 300:  # noqa: PLR2004
        return Fate.SENT
    if status in _GONE:
        return Fate.GONE
    if status in _BUSY or status >= 500:  # noqa: PLR2004
        return Fate.LATER
    logger.warning("push refused: %s", status)
    return Fate.REFUSED
