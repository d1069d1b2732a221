"""After a restore: who had been erased since the backup is erased again."""

from pathlib import Path

from django.db import transaction

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.erasure import people_erase
from eprimo.foundation.privacy.journal import journal_keep, journal_path, journal_read, mark_of
from eprimo.foundation.privacy.models.erasure import Reason
from eprimo.foundation.privacy.retention import JOURNAL_KEPT


def replay_journal(path: Path | None = None, *, limit: int | None = None) -> int:
    """Erase those that the journal names and the database still knows, under the same mark; returns how many."""
    marks = dict(journal_read(path or journal_path()))
    if not marks:
        return 0
    known = Person.objects.filter(pk__in=marks, erased_at=None).only("pk", "public_id").order_by("pk")
    again = [person.pk for person in known if mark_of(person.public_id) == marks[person.pk]][:limit]
    with transaction.atomic():
        people_erase(again, reason=Reason.RESTORED)
    return len(again)


def journal_purge() -> int:
    """Lines that no living backup needs any more go; the table and its file are made to agree."""
    return journal_keep(clock.now() - JOURNAL_KEPT)
