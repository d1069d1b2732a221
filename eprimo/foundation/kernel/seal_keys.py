"""Keys of the seals: in a file beside the worker, which neither the database nor the pages hold.

Whoever has the database, even as its owner, then changes no line without a trace. One key a line, the newest last: its
name, the instant from which no earlier one seals any more (UTC), and 32 bytes in base64. Keys of before stay: what they
sealed is verified with them.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError

_BYTES = 32
# In which the file reaches the other machines where a worker runs.
SPREAD = timedelta(hours=1)


class NoSealKey(DomainError):
    code = "no-seal-key"
    status = 500


@dataclass(frozen=True, slots=True)
class SealKey:
    """`since`: a line of that instant or later is sealed by this key, or by a newer one."""

    name: str
    since: datetime
    secret: bytes


def seal_keys() -> tuple[SealKey, ...]:
    """Read the keys of the seals, the newest last; none where the file is not there. NoSealKey where it cannot be
    read."""
    path = settings.SEAL_KEYS_FILE
    if path is None or not path.exists():
        return ()
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise NoSealKey(f"{path} cannot be read ({type(error).__name__}).") from None
    return tuple(_key(path, number, line) for number, line in enumerate(text.splitlines(), start=1) if line)


def _key(path: Path, number: int, line: str) -> SealKey:
    try:
        name, since, secret = line.split()
        found = SealKey(name, datetime.fromisoformat(since), base64.b64decode(secret, validate=True))
    except (ValueError, binascii.Error):
        found = None
    if found is None or len(found.secret) != _BYTES or found.since.tzinfo is None:
        raise NoSealKey(f"{path}, line {number}: expected a name, an instant and {_BYTES} bytes in base64.")
    return found


def seal_key_add() -> SealKey:
    """Make a key, which seals from now on; returns it. The file is replaced whole, and read by its owner alone."""
    path = settings.SEAL_KEYS_FILE
    if path is None:
        raise NoSealKey("EPRIMO_SEAL_KEYS_FILE says none.")
    keys = seal_keys()
    now = clock.now().replace(microsecond=0)
    made = SealKey(f"{now:%Y%m%d}-{secrets.token_hex(3)}", now + SPREAD, secrets.token_bytes(_BYTES))
    lines = "".join(
        f"{key.name} {key.since.isoformat()} {base64.b64encode(key.secret).decode()}\n"
        for key in (*keys, made)
    )
    beside = path.with_name(f"{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return made


def sealed_in_time(keys: Sequence[SealKey], name: str, at: datetime) -> bool:
    """May a line of that instant be sealed by the key of that name? Not by one that was replaced by then: it may be
    known to somebody; nor without a key, once there is one."""
    names = [key.name for key in keys]
    latest = max((number for number, key in enumerate(keys) if key.since <= at), default=-1)
    if not name:
        return latest < 0
    return name in names and names.index(name) >= latest
