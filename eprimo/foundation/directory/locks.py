"""One at a time in a school: imports, and merges of its people."""

import zlib
from collections.abc import Iterable

from django.db import connection

# With the id of a school (PostgreSQL advisory lock).
SCHOOL_LOCK = zlib.crc32(b"eprimo.intake.school") % 2**31


def schools_held(school_ids: Iterable[int]) -> None:
    """Wait for whoever imports into these schools; they wait until the transaction ends."""
    with connection.cursor() as cursor:
        for school in sorted(set(school_ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SCHOOL_LOCK, school])
