"""Heads of the audit trail: each hour one for all chains, signed and linked to the one before.

A head is published beyond the reach of who runs the machines (a public file, an e-mail a day): a chain whose end is cut
off with its seals, or a trail that is brought back as it was, no longer says what somebody else has kept.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit_purge import oldest_month
from eprimo.foundation.kernel.models import AuditHead, AuditSeal
from eprimo.foundation.kernel.outbox import Event, emit
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.kernel.seal_keys import SealKey, seal_keys, sealed_in_time
from eprimo.foundation.kernel.seals import alone, month_after

# Signing is another use of the same secret: what signs seals nothing.
_USE = b"eprimo: head of the audit trail"
_NOTHING = bytes(32)


@dataclass(frozen=True, slots=True)
class HeadOfDay(Event):
    """The first head of a day: it stands for all that came before it."""

    stored_as = "foundation.kernel.heads.HeadOfDay"
    head_id: int


@every(60)
def make_head() -> int:
    """Sign what was sealed since the last head, once an hour, lines or none; returns how many. None without a key.

    An hour in which no worker ran has none: the next one covers it.
    """
    at = clock.now().replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        last = AuditHead.objects.order_by("-pk").first()
        keys = seal_keys()
        if not keys or (last is not None and last.at >= at) or not alone():
            return 0
        newest = AuditSeal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        # The first one begins after what was sealed before it: some of that goes earlier than it does.
        since = last.last_seal if last else newest
        head = AuditHead(at=at, last_seal=max(newest, since), signer=_public(keys[-1]))
        head.previous = head_hash(last) if last else _NOTHING
        head.chains, head.lines, head.root = _over(since, head.last_seal)
        head.signature = _private(keys[-1]).sign(_bytes(head))
        head.save(force_insert=True)
        if last is None or last.at.date() != at.date():
            emit(HeadOfDay(head.pk))
    return 1


def head_hash(head: AuditHead) -> bytes:
    """Return the hash that the next head names, and with it this head and all before it."""
    return hashlib.sha256(_bytes(head) + bytes(head.signature)).digest()


def head_line(head: AuditHead) -> str:
    """Return the line of a head as it is published: all that is signed, the signature, and the hash that names it."""
    return f"{_bytes(head).decode()} {bytes(head.signature).hex()} {head_hash(head).hex()}"


def broken_heads(keys: Sequence[SealKey]) -> Iterator[AuditHead]:
    """Yield the heads whose seals are no longer what they signed, that do not follow the one before, or that no key of
    the file that was in force signed.

    Of the oldest month that is kept, and before, the signature and the link alone: some of its chains were purged.
    """
    signers = {_public(key): key.name for key in keys}
    whole = month_after(oldest_month(), 1)
    last: AuditHead | None = None
    for head in AuditHead.objects.order_by("pk").iterator():
        since = last.last_seal if last else head.last_seal
        kept = last is None or last.at >= whole
        if (
            bytes(head.previous) != (head_hash(last) if last else _NOTHING)
            or not sealed_in_time(keys, signers.get(head.signer, "?"), head.at)
            or not _is_signed(head)
            or (kept and (head.chains, head.lines, bytes(head.root)) != _over(since, head.last_seal))
        ):
            yield head
        last = head


def unknown_heads(published: str) -> list[str]:
    """Return the instants of those heads that are not here, among heads that somebody kept, one a line as published."""
    here = {head_line(head) for head in AuditHead.objects.iterator()}
    lines = (line.strip() for line in published.splitlines())
    return [_instant(line) for line in lines if line.startswith("[") and line not in here]


def _instant(line: str) -> str:
    return line.partition(",")[0].strip('["')


def _over(since: int, until: int) -> tuple[int, int, bytes]:
    """How many chains moved between two seals, by how many lines, and the root of where each of them stands."""
    seals = AuditSeal.objects.filter(pk__gt=since, pk__lte=until)
    ends = seals.order_by("chain", "-position").distinct("chain").values_list("chain", "position", "hash")
    leaves = [
        hashlib.sha256(b"\0" + f"{chain} {position} ".encode() + bytes(end)).digest()
        for chain, position, end in ends
    ]
    return len(leaves), seals.count(), merkle_root(leaves)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle root of hashes of leaves, in their order (RFC 6962): one of them is shown to be under the root
    by few others."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256().digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + merkle_root(leaves[:half]) + merkle_root(leaves[half:])).digest()


def _bytes(head: AuditHead) -> bytes:
    """What is signed of a head."""
    at: datetime = head.at
    fields = [
        at.isoformat(), head.last_seal, head.chains, head.lines,
        bytes(head.root).hex(), bytes(head.previous).hex(), head.signer,
    ]  # fmt: skip
    return json.dumps(fields, separators=(",", ":")).encode()


def _private(key: SealKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, salt=None, info=_USE).derive(key.secret))


def _public(key: SealKey) -> str:
    return _private(key).public_key().public_bytes_raw().hex()


def _is_signed(head: AuditHead) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.signer)).verify(
            bytes(head.signature), _bytes(head)
        )
    except InvalidSignature:
        return False
    return True
