"""When every place to hash is taken: what was typed goes back to the browser, sealed, to be sent again as it is."""

import base64
import json
import random
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from eprimo.foundation.kernel import clock

LASTS = 60  # seconds
# Browsers come back spread over these seconds, not all at once.
SOONEST, LATEST = 2, 8


@dataclass(frozen=True, slots=True)
class Typed:
    login: str
    secret: str
    # On a machine of several people.
    shared: bool = False


def _lock() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"eprimo sign-in again")
    return Fernet(base64.urlsafe_b64encode(key.derive(settings.SECRET_KEY.encode())))


def sealed(typed: Typed) -> str:
    """What was typed, readable by the server only, for a minute."""
    return _lock().encrypt_at_time(json.dumps(asdict(typed)).encode(), _now()).decode()


def unsealed(token: str) -> Typed | None:
    """What `sealed` closed; None when it is too old or not ours."""
    try:
        return Typed(**json.loads(_lock().decrypt_at_time(token.encode(), LASTS, _now())))
    except (InvalidToken, ValueError):
        return None


def wait_seconds() -> int:
    return random.randint(SOONEST, LATEST)  # noqa: S311 - spreads browsers, guards nothing


def _now() -> int:
    return int(clock.now().timestamp())
