"""Draws keys, identifiers, codes and salts from one seed: lists that stand in their order are the same in each run."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from zlib import crc32

from django.conf import settings
from django.db import connection

from tests.conftest import NOW

SEED = 7
_MILLISECOND = 1_000_000
# Sets of numbers stand in the order of their last bits: those are the same for a table, whatever its name and place.
_NUMBERS = """
SELECT setval(oid::regclass, 4194304 * row_number() OVER (ORDER BY relname), false)
FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


@contextmanager
def one_seed() -> Iterator["Draws"]:
    """Of all that asks the operating system: `uuid`, `secrets`, `os.urandom`; the time in identifiers is counted."""
    draws = Draws()
    with (
        patch.object(os, "urandom", draws.bytes),
        patch.object(random, "_urandom", draws.bytes),
        patch.object(time, "time_ns", draws.tick),
    ):
        yield draws


def number_anew() -> None:
    """Each table numbers its rows as in a new database. Nothing that is kept may stand in it."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(_NUMBERS)
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")


class Draws:
    """Each size of draw has its own sequence: a key or a salt more, which a process draws once, moves no identifier."""

    def __init__(self) -> None:
        self._seed = SEED
        self._sizes: dict[int, random.Random] = {}
        self._now = int(NOW.timestamp() * 1000) * _MILLISECOND

    def begin(self, name: str) -> None:
        """A test: what it draws is the same, whichever tests ran before it in this process."""
        self._seed = SEED + crc32(name.encode())
        self._sizes.clear()

    def bytes(self, many: int) -> bytes:
        return self._sizes.setdefault(many, random.Random(self._seed + many)).randbytes(many)

    def tick(self) -> int:
        """Each time a millisecond later: what was made first comes first."""
        self._now += _MILLISECOND
        return self._now
