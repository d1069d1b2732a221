"""One at a time: imports and merges of people in a school; in a class, who chooses an animal."""

import zlib
from collections.abc import Iterable

from django.db import connection

# With the id of a school (PostgreSQL advisory lock).
SCHOOL_LOCK = zlib.crc32(b"eprimo.intake.school") % 2**31
# With the id of a class.
_ANIMALS_LOCK = zlib.crc32(b"eprimo.class.animals") % 2**31


def schools_held(school_ids: Iterable[int]) -> None:
    """Wait for whoever imports into these schools; they wait until the transaction ends."""
    _hold(SCHOOL_LOCK, school_ids)


def animals_held(class_ids: Iterable[int]) -> None:
    """Wait for the other children of these classes who choose an animal just now."""
    _hold(_ANIMALS_LOCK, class_ids)


def _hold(lock: int, ids: Iterable[int]) -> None:
    # In one order, so that nobody waits for who waits.
    with connection.cursor() as cursor:
        for one in sorted(set(ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [lock, one])
