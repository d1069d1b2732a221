"""Seals of the audit trail: each line is linked to the one before it in its chain, under a key of the worker's file.

What was sealed before there was a key is linked by a plain hash, and verified so.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched

from django.db import connection, transaction
from django.db.models import QuerySet

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit_purge import is_purged
from eprimo.foundation.kernel.models import AuditLine, AuditSeal, Outcome
from eprimo.foundation.kernel.seal_keys import NoSealKey, SealKey, seal_keys, sealed_in_time

# One sealer at a time, whatever the number of workers (a PostgreSQL advisory lock).
_SEALER_LOCK = 7_016_042
_AT_ONCE = 5_000
# A worker seals within ten seconds of the commit: beyond, something is wrong.
SEALED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Broken:
    """A seal that does not hold. `since`: the instant of its line; of a line that is gone, that of the last one before
    it; none: nothing of the chain is left."""

    audit_id: int
    since: datetime | None


def seal_pending() -> int:
    """Seal the lines that are not yet, in order of id; returns how many. Called by the worker every few seconds.

    Raises NoSealKey where there was a key and none is found any more: nothing is sealed without one again.
    """
    with transaction.atomic():
        if not alone():
            return 0
        lines = list(_unsealed().order_by("id")[:_AT_ONCE])
        # After the lines: a key that was made meanwhile is asked of none of them.
        key = _newest_key() if lines else None
        heads: dict[str, tuple[int, bytes]] = {}
        seals = []
        for line in lines:
            chain = chain_of(line)
            if chain not in heads:
                last = AuditSeal.objects.filter(chain=chain).order_by("-position").first()
                heads[chain] = (last.position, bytes(last.hash)) if last else (0, b"")
            position, previous = heads[chain]
            heads[chain] = (position + 1, link(key, previous, line))
            seals.append(
                AuditSeal(
                    audit_id=line.id,
                    chain=chain,
                    position=position + 1,
                    hash=heads[chain][1],
                    key=key.name if key else "",
                )
            )
        AuditSeal.objects.bulk_create(seals)
    return len(lines)


def alone() -> bool:
    """Is this worker the one that seals, until the end of the transaction?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALER_LOCK])
        return bool(cursor.fetchone()[0])


def late_lines() -> int:
    """Count the lines that should have been sealed by now."""
    return _unsealed().filter(at__lt=clock.now() - SEALED_WITHIN).count()


def _unsealed() -> QuerySet[AuditLine]:
    """Of this month and the one before."""
    since = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return AuditLine.objects.extra(
        where=["NOT EXISTS (SELECT 1 FROM kernel_auditseal s WHERE s.audit_id = kernel_auditline.id)"]
    ).filter(at__gte=month_after(since, -1))


def _newest_key() -> SealKey | None:
    keys = seal_keys()
    if keys:
        return keys[-1]
    last = AuditSeal.objects.order_by("-pk").first()
    if last is not None and last.key:
        raise NoSealKey(f"The trail was sealed by the key {last.key}, and the file of the keys is not there.")
    return None


def chain_of(line: AuditLine) -> str:
    return f"{line.school_id or 'platform'}/{line.at:%Y-%m}"


def link(key: SealKey | None, previous: bytes, line: AuditLine) -> bytes:
    """Return the hash of a seal: of the line, and of all lines before it in its chain."""
    text = previous + line_bytes(line)
    return hmac.digest(key.secret, text, "sha256") if key else hashlib.sha256(text).digest()


def line_bytes(line: AuditLine) -> bytes:
    """Return the canonical bytes of a line of the trail that enter its hash."""
    at: datetime = line.at
    fields = [
        line.id, at.isoformat(), line.person_id, line.role, line.school_id, line.act,
        line.object_type, line.object_id, line.subject_id, line.details,
    ]  # fmt: skip
    if line.result != Outcome.DONE:
        # Of what was done the bytes are those that they were before lines said so.
        fields.append(line.result)
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def broken_links(chain: str, keys: Sequence[SealKey] | None = None) -> Iterator[Broken]:
    """Yield the seals of a chain whose lines were changed, removed or put out of order, or that no key in force then
    made. None: the chain holds. `keys`: those of the file, unless they were read already.

    Of a month that was purged one seal is left as an anchor, whose line went with the others.
    """
    if is_purged(chain):
        return
    keys = seal_keys() if keys is None else keys
    by_name = {key.name: key for key in keys}
    previous, position = b"", 0
    since: datetime | None = None
    seals = AuditSeal.objects.filter(chain=chain).order_by("position").iterator(chunk_size=_AT_ONCE)
    for some in batched(seals, _AT_ONCE):
        found = _lines_of(chain).filter(id__in=[seal.audit_id for seal in some])
        lines = {line.id: line for line in found}
        for seal in some:
            position += 1
            line = lines.get(seal.audit_id)
            since = line.at if line is not None else since
            if (
                line is None
                or seal.position != position
                or not sealed_in_time(keys, seal.key, line.at)
                or link(by_name.get(seal.key), previous, line) != bytes(seal.hash)
            ):
                yield Broken(seal.audit_id, since)
            previous = bytes(seal.hash)


def _lines_of(chain: str) -> QuerySet[AuditLine]:
    place, _, month = chain.rpartition("/")
    starts = datetime.strptime(f"{month}-01", "%Y-%m-%d").replace(tzinfo=UTC)
    return AuditLine.objects.filter(
        school_id=None if place == "platform" else int(place), at__gte=starts, at__lt=month_after(starts, 1)
    )


def month_after(at: datetime, months: int) -> datetime:
    """Return the same instant of a month so many months later."""
    month = at.year * 12 + at.month - 1 + months
    return at.replace(year=month // 12, month=month % 12 + 1)
