"""The audit trail: written with the act, in its transaction; sealed afterwards into hash chains."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.models import AuditLine, AuditSeal
from eprimo.foundation.kernel.trail import is_purged

# One sealer at a time, whatever the number of workers (a PostgreSQL advisory lock).
_SEALER_LOCK = 7_016_042
_SEALED_AT_ONCE = 5_000


def audit(
    actor: Actor | None,
    act: str,
    obj: Model | None = None,
    *,
    school_id: int | None = None,
    subject_id: int | None = None,
    **details: str | int | bool | list[int] | list[str] | None,
) -> None:
    """Write the line of an act. `details` holds codes and counts, never a name or a text. No actor: the system."""
    AuditLine.objects.create(
        at=clock.now(),
        person_id=actor.person_id if actor else None,
        role=actor.role.value if actor else "",
        school_id=school_id if school_id is not None else (actor.school_id if actor else None),
        act=act,
        object_type=obj._meta.label_lower if obj is not None else "",  # noqa: SLF001 - a public API of Django in all but name
        object_id=obj.pk if obj is not None else None,
        subject_id=subject_id,
        details=details,
    )


def _line_bytes(line: AuditLine) -> bytes:
    at: datetime = line.at
    fields = [
        line.id, at.isoformat(), line.person_id, line.role, line.school_id, line.act,
        line.object_type, line.object_id, line.subject_id, line.details,
    ]  # fmt: skip
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain_of(line: AuditLine) -> str:
    return f"{line.school_id or 'platform'}/{line.at:%Y-%m}"


def _link(previous: bytes, line: AuditLine) -> bytes:
    return hashlib.sha256(previous + _line_bytes(line)).digest()


def seal_pending() -> int:
    """Seal the lines that are not yet, in order of id; returns how many. Called by the worker every few seconds."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALER_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        sealed = AuditSeal.objects.all()
        since = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        lines = list(
            AuditLine.objects.extra(
                where=["NOT EXISTS (SELECT 1 FROM kernel_auditseal s WHERE s.audit_id = kernel_auditline.id)"]
            )
            .filter(at__gte=_months_before(since, 1))
            .order_by("id")[:_SEALED_AT_ONCE]
        )
        heads: dict[str, tuple[int, bytes]] = {}
        seals = []
        for line in lines:
            chain = chain_of(line)
            if chain not in heads:
                last = sealed.filter(chain=chain).order_by("-position").first()
                heads[chain] = (last.position, bytes(last.hash)) if last else (0, b"")
            position, previous = heads[chain]
            heads[chain] = (position + 1, _link(previous, line))
            seals.append(
                AuditSeal(audit_id=line.id, chain=chain, position=position + 1, hash=heads[chain][1])
            )
        AuditSeal.objects.bulk_create(seals)
    return len(lines)


def _months_before(at: datetime, months: int) -> datetime:
    month = at.year * 12 + at.month - 1 - months
    return at.replace(year=month // 12, month=month % 12 + 1)


def broken_links(chain: str) -> Iterable[int]:
    """Ids of the sealed lines of a chain that were changed, removed or put out of order. Empty: the chain holds.

    Of a month that was purged one seal is left as an anchor, whose line went with the others.
    """
    if is_purged(chain):
        return
    previous = b""
    for position, seal in enumerate(AuditSeal.objects.filter(chain=chain).order_by("position"), start=1):
        line = AuditLine.objects.filter(id=seal.audit_id).first()
        expected = _link(previous, line) if line is not None else b""
        if seal.position != position or expected != bytes(seal.hash):
            yield seal.audit_id
        previous = bytes(seal.hash)
