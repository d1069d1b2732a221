"""Argon2id, measured and bounded: at most two at once in a process, and nobody waits long for a turn.

When every place is taken, what was typed goes back to the browser, sealed, to be sent again as it is.
"""

import base64
import json
import random
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError

# Longer ones are refused before any work is done; what a person types never reaches that.
LONGEST_SECRET = 128
AT_ONCE = 2
LONGEST_WAIT = 0.2  # seconds

_places = threading.BoundedSemaphore(AT_ONCE)
RETRY_LASTS = 60  # seconds
# Browsers come back spread over these seconds, not all at once.
_SOONEST, _LATEST = 2, 8


class HashingBusy(DomainError):
    """Every place is taken: the page says to come back in a few seconds, and holds no thread meanwhile."""

    code = "hashing-busy"
    sentence = "Beaucoup de personnes entrent en ce moment. Réessayez dans quelques secondes."
    status = 503


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=LONGEST_WAIT):
        raise HashingBusy
    try:
        yield
    finally:
        _places.release()


def cleaned(secret: str) -> str:
    """Return a secret in one form, where keyboards write it in several (NFC). Raises ValueError: longer than
    LONGEST_SECRET, or with a NUL."""
    normal = unicodedata.normalize("NFC", secret)
    if len(normal) > LONGEST_SECRET or "\0" in normal:
        raise ValueError("This secret cannot be one of ours.")
    return normal


class Argon2id(Argon2PasswordHasher):
    """m = 19 MiB, t = 3, p = 1: one pass more than OWASP's minimum (m = 19 MiB, t = 2, p = 1).

    Measured at 29 ms of CPU on the reference machine (2 cores), the design allowing 80; 47 MiB × 2 took 83.
    """

    memory_cost = 19456  # KiB
    time_cost = 3
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        secret = cleaned(password)
        with _place():
            return str(super().encode(secret, salt))

    def verify(self, password: str, encoded: str) -> bool:
        try:
            secret = cleaned(password)
        except ValueError:
            return False
        with _place():
            return bool(super().verify(secret, encoded))

    def nobody(self) -> str:
        """A hash that no secret matches and that costs as much to check as a real one."""
        salt = base64.b64encode(b"\0" * 16).rstrip(b"=").decode()
        digest = base64.b64encode(b"\0" * 32).rstrip(b"=").decode()
        costs = f"m={self.memory_cost},t={self.time_cost},p={self.parallelism}"
        return f"{self.algorithm}$argon2id$v=19${costs}${salt}${digest}"


class CheapArgon2id(Argon2id):
    """A hasher for tests: the code of the other at no cost."""

    algorithm = "argon2cheap"
    memory_cost = 8
    time_cost = 1


def waste_time(secret: str) -> None:
    """Do the work of a check against nobody: a refused sign-in costs the same whether the account exists or not."""
    hasher = get_hasher()
    if isinstance(hasher, Argon2id):
        hasher.verify(secret, hasher.nobody())


@dataclass(frozen=True, slots=True)
class TypedSecret:
    """A login and a secret as somebody typed them at the door."""

    login: str
    secret: str
    # On a machine of several people.
    shared: bool = False


def _lock() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"eprimo sign-in again")
    return Fernet(base64.urlsafe_b64encode(key.derive(settings.SECRET_KEY.encode())))


def seal_typed(typed: TypedSecret) -> str:
    """Return the token of what was typed, readable by the server only, for a minute."""
    return _lock().encrypt_at_time(json.dumps(asdict(typed)).encode(), _now()).decode()


def open_typed(token: str) -> TypedSecret | None:
    """Return what `seal_typed` closed; None when it is too old or not ours."""
    try:
        return TypedSecret(**json.loads(_lock().decrypt_at_time(token.encode(), RETRY_LASTS, _now())))
    except (InvalidToken, ValueError):
        return None


def retry_wait() -> int:
    """Seconds after which a browser sends it again."""
    return random.randint(_SOONEST, _LATEST)  # noqa: S311 - spreads browsers, guards nothing


def _now() -> int:
    return int(clock.now().timestamp())
