"""One at a time: imports and merges of people in a school, who enters a class there, who chooses an animal."""

import zlib
from collections.abc import Iterable

from django.db import connection

# With the id of a school (PostgreSQL advisory lock).
SCHOOL_LOCK = zlib.crc32(b"eprimo.intake.school") % 2**31


def schools_held(school_ids: Iterable[int]) -> None:
    """Wait for whoever imports into these schools; they wait until the transaction ends."""
    # In one order, so that nobody waits for who waits.
    with connection.cursor() as cursor:
        for one in sorted(set(school_ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SCHOOL_LOCK, one])
