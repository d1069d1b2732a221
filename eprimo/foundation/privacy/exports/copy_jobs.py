"""The worker's part: takes what was asked for, makes it chapter by chapter, tells who waits.

Each step commits, so that the page shows where it stands; a worker that dies leaves a claim that another takes up and
makes anew, from the first piece.
"""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.copy_chapters import CopyRequest, Viewpoint
from eprimo.foundation.privacy.exports.actions import KEPT
from eprimo.foundation.privacy.exports.copy_file import Head, Pieces, TooBig, chapters_for, write_copy
from eprimo.foundation.privacy.exports.mails import mail_ready
from eprimo.foundation.privacy.exports.notices import tell_ready
from eprimo.foundation.privacy.exports.rights import as_stored, children_open_to, is_a_child, is_hidden_from
from eprimo.foundation.privacy.models import Export, ExportKind, ExportPart, ExportState
from eprimo.ui.languages import speaking

logger = logging.getLogger("eprimo.privacy")

# A claim older than that is of a worker that died.
CLAIMED_FOR = timedelta(minutes=10)
MOST_TRIES = 3
# One turn of the worker: others wait behind it.
AT_ONCE = 20


class _Gone(Exception):
    """The copy was dropped, or taken up by another worker, while it was made."""


def exports_make() -> int:
    """Make what waits, oldest first; returns how many were tried."""
    tried = 0
    while tried < AT_ONCE:
        export = _claim()
        if export is None:
            break
        tried += 1
        _make(export)
    return tried


@transaction.atomic
def _claim() -> Export | None:
    now = clock.now()
    waiting = Q(state=ExportState.ASKED) | Q(state=ExportState.MAKING, claimed_at__lte=now - CLAIMED_FOR)
    export = (
        Export.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(waiting)
        .order_by("asked_at", "pk")
        .first()
    )
    if export is None:
        return None
    if export.tries >= MOST_TRIES:
        _failed(export, "stuck")
        return _claim()
    export.state, export.claimed_at, export.tries, export.step = ExportState.MAKING, now, export.tries + 1, 0
    export.save(update_fields=["state", "claimed_at", "tries", "step"])
    return export


def _make(export: Export) -> None:
    try:
        with speaking(export.language):
            _write(export)
    except TooBig:
        _failed(export, "too_big")
    except _Gone:
        # Dropped, taken up by another worker; or the right went before it was made: nothing is left to wait for.
        _mine(export).delete()
    except Exception as error:  # noqa: BLE001 - one that cannot be made must not stop the others
        # The message of an exception may hold personal data: its type is what is logged. The claim lapses: tried again.
        logger.error("export %s failed: %s", export.pk, type(error).__name__)


def _write(export: Export) -> None:
    ExportPart.objects.filter(export=export).delete()
    asked = asked_of(export)
    head = head_of(asked)
    steps = len(chapters_for(asked.viewpoint))
    _move(
        export, steps=steps, children={} if export.kind == ExportKind.LEAVING else as_stored(asked.children)
    )

    def keep(number: int, content: bytes) -> None:
        with transaction.atomic():
            # Held while the piece is written: the copy may be dropped at any moment.
            if not _mine(export).select_for_update(no_key=True).exists():
                raise _Gone
            ExportPart.objects.create(export=export, number=number, content=content)

    out = Pieces(keep)
    with timezone.override(ZoneInfo(asked.time_zone)):
        write_copy(out, asked, head, done=lambda step: _move(export, step=step))
    out.close()
    _finish(export, out.size)


def _mine(export: Export) -> QuerySet[Export]:
    """The row, as long as this worker makes it."""
    return Export.objects.filter(pk=export.pk, state=ExportState.MAKING, claimed_at=export.claimed_at)


def _move(export: Export, **fields: object) -> None:
    if not _mine(export).update(**fields):
        raise _Gone


@transaction.atomic
def _finish(export: Export, size: int) -> None:
    now = clock.now()
    expires = None if export.kind == ExportKind.LEAVING else now + KEPT
    _move(export, state=ExportState.READY, size=size, ready_at=now, expires_at=expires, step=F("steps"))
    tell_ready(export)
    mail_ready(export)


def _failed(export: Export, trouble: str) -> None:
    ExportPart.objects.filter(export=export).delete()
    Export.objects.filter(pk=export.pk).update(
        state=ExportState.FAILED, trouble=trouble, expires_at=clock.now() + KEPT
    )


def asked_of(export: Export) -> CopyRequest:
    """Return whose data a copy holds, and through whose eyes."""
    now = clock.now()
    if export.kind == ExportKind.LEAVING or export.asked_by_id is None:
        return CopyRequest(export.subject_id, None, Viewpoint.LEAVING, now, {export.subject_id: 0})
    reader = export.asked_by_id
    zone = for_person(reader).time_zone
    known = children_open_to(reader, now)
    if export.kind == ExportKind.CHILD:
        if export.subject_id not in known:
            raise _Gone
        one = {export.subject_id: known[export.subject_id]}
        return CopyRequest(export.subject_id, reader, Viewpoint.GUARDIAN, now, one, zone)
    viewpoint = Viewpoint.PUPIL if is_a_child(reader) else Viewpoint.OWN
    return CopyRequest(reader, reader, viewpoint, now, known, zone)


def head_of(asked: CopyRequest) -> Head:
    name = Person.objects.get(pk=asked.subject_id).full_name
    made_at: datetime = asked.local(asked.now) or asked.now
    return Head(
        name, made_at, hidden=asked.viewpoint == Viewpoint.OWN and is_hidden_from(asked.subject_id, asked.now)
    )
