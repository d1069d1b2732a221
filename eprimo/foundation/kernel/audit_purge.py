"""The end of the audit trail: whole months go when they are over for a year; their last seals stay as anchors."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner

MONTHS_KEPT = 12
_TABLE = "kernel_auditline"


def oldest_month() -> datetime:
    """Return the first instant of the oldest month that is kept: the one that was under way a year ago."""
    now = clock.now()
    month = now.year * 12 + now.month - 1 - MONTHS_KEPT
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def is_purged(chain: str) -> bool:
    """Was this chain (« 12/2026-11 ») dropped with its month? Only its anchor is left: nothing to follow."""
    return chain.rpartition("/")[2] < f"{oldest_month():%Y-%m}"


def audit_purge() -> int:
    """Drop the months that are over for a year, as the owner of the tables; returns how many lines went.

    Idempotent. Raises NoOwner where the owner's login was not given.
    """
    with as_owner(), transaction.atomic():
        oldest = oldest_month()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '4s'")
            gone = sum(_dropped(cursor, name) for name in _months_before(cursor, oldest))
            cursor.execute("DELETE FROM kernel_auditline_default WHERE at < %s", [oldest])
            gone += int(cursor.rowcount)
            cursor.execute(
                "DELETE FROM kernel_auditseal s USING (SELECT chain, max(position) AS last FROM kernel_auditseal "
                "WHERE right(chain, 7) < %s GROUP BY chain) k WHERE s.chain = k.chain AND s.position < k.last",
                [f"{oldest:%Y-%m}"],
            )
    return gone


def _months_before(cursor: Any, oldest: datetime) -> list[str]:
    """Partitions of months before that one, by their names."""
    cursor.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = %s::regclass ORDER BY 1",
        [_TABLE],
    )
    limit = f"{_TABLE}_{oldest:%Y_%m}"
    names = [name for (name,) in cursor.fetchall()]
    return [name for name in names if name[-7:-5].isdigit() and name < limit]


def _dropped(cursor: Any, name: str) -> int:
    quoted = connection.ops.quote_name(name)
    cursor.execute(f"SELECT count(*) FROM {quoted}")  # noqa: S608 - a name that the database gave
    count: int = cursor.fetchone()[0]
    cursor.execute(f"DROP TABLE {quoted}")
    return count
