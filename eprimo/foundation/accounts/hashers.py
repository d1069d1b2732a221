"""Argon2id, measured and bounded: at most two at once in a process, and nobody waits long for a turn."""

import base64
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher

from eprimo.foundation.kernel.errors import DomainError

# Longer ones are refused before any work is done; what a person types never reaches that.
LONGEST_SECRET = 128
AT_ONCE = 2
LONGEST_WAIT = 0.2  # seconds

_places = threading.BoundedSemaphore(AT_ONCE)


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
    """One form for what keyboards write in several (NFC). ValueError: longer than LONGEST_SECRET, or with a NUL."""
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
    """For tests: the same code at no cost."""

    algorithm = "argon2cheap"
    memory_cost = 8
    time_cost = 1


def waste_time(secret: str) -> None:
    """The work of a check against nobody: a refused sign-in costs the same whether the account exists or not."""
    hasher = get_hasher()
    if isinstance(hasher, Argon2id):
        hasher.verify(secret, hasher.nobody())
