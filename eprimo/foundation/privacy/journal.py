"""The journal of the erased: what a restore of an older backup replays (docs/operate/backup.md).

The table would go back in time with the rest, so each line is also appended to a file beside the database,
`EPRIMO_VAR/erased.jsonl`: numbers, marks and dates, never a name. It is to be copied where the backups are.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.models.erasure import ErasedPerson, Reason


def journal_path() -> Path:
    return Path(settings.ERASED_JOURNAL)


def mark_of(public_id: UUID) -> str:
    """Return the mark of an erased person: of 74 random bits, so that nobody finds the id from it; it outlives a change
    of the program's keys."""
    return hashlib.sha256(b"erased:" + public_id.bytes).hexdigest()


def journal_write(people: Sequence[Person], reason: Reason) -> None:
    """Note these people, whose public ids still are theirs; the file follows the commit."""
    now = clock.now()
    rows = [
        ErasedPerson(person_id=one.pk, mark=mark_of(one.public_id), reason=reason, erased_at=now)
        for one in people
    ]
    ErasedPerson.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(partial(_append, [_line(row) for row in rows]))


def _line(row: ErasedPerson) -> str:
    told = {"person": row.person_id, "mark": row.mark, "at": row.erased_at.isoformat(), "reason": row.reason}
    return json.dumps(told, sort_keys=True) + "\n"


def _append(lines: Sequence[str]) -> None:
    path = journal_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
    ) as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def journal_read(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (person, mark) of each line; one cut short by a full disk or a lost machine is left out."""
    yield from _lines(path)


def journal_keep(since: datetime) -> int:
    """Make the table and its file hold the same lines, none older than that: those are of no backup any more. Returns
    how many went."""
    gone: int = ErasedPerson.objects.filter(erased_at__lt=since).delete()[0]
    path = journal_path()
    lines = _lines(path)
    lines |= {(row.person_id, row.mark): _line(row) for row in ErasedPerson.objects.all().iterator()}
    kept = [line for line in lines.values() if datetime.fromisoformat(json.loads(line)["at"]) >= since]
    if not kept and not path.exists():
        return gone
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text("".join(kept), encoding="utf-8")
    fresh.replace(path)
    return gone


def _lines(path: Path) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    if not path.exists():
        return found
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                told = json.loads(line)
                datetime.fromisoformat(told["at"])
                found[int(told["person"]), str(told["mark"])] = line
            except (ValueError, KeyError, TypeError):
                continue
    return found
