"""By the worker: bytes that were given are looked at in the sandbox, and are ready or refused with a sentence."""

import hashlib
from datetime import timedelta

from django.db import transaction

from eprimo.foundation.files.enums import AS_GIVEN, BlobKind, BlobState, PieceSize
from eprimo.foundation.files.events import BlobGiven, BlobSettled
from eprimo.foundation.files.inspection import looked_at
from eprimo.foundation.files.models import Blob, Piece
from eprimo.foundation.files.refusals import FileRefused, FilesAway
from eprimo.foundation.files.sizes import Drawn
from eprimo.foundation.files.storage import drop, keep, kept, place_of_given, place_of_piece
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.sandbox.antivirus import Away
from eprimo.foundation.sandbox.errors import Busy, NotRead

# When the antivirus or the storage is away, or as many files as may are being read: the file waits.
_AGAIN = timedelta(seconds=20)


class Lost(Exception):
    """The storage has not what the row says: nobody's file is at fault, the event is tried again and set apart."""


@transaction.atomic
def blob_check(*, blob_id: int, person_id: int) -> None:
    """Look at the bytes of a blob, and write what they are. `person_id`: who gave it, whose turn it takes again when it
    waits. Twice is once. Whoever joins the same bytes meanwhile does not wait for it."""
    try:
        with transaction.atomic():
            _check(blob_id, person_id)
    except FilesAway:
        emit(BlobGiven(blob_id, person_id), due_at=clock.now() + _AGAIN)


def given_erase(*, blob_id: int) -> None:
    """Erase the bytes as they were given, of a photograph (which says where it was taken, and by which telephone) or of
    what was refused."""
    blob = (
        Blob.objects.filter(pk=blob_id).exclude(state=BlobState.CHECKING).exclude(kind__in=AS_GIVEN).first()
    )
    if blob is not None:
        drop(place_of_given(blob.school_id, blob.sha256))


def _check(blob_id: int, person_id: int) -> None:
    blob = Blob.objects.filter(pk=blob_id, state=BlobState.CHECKING).first()
    if blob is None:
        return
    content = kept(place_of_given(blob.school_id, blob.sha256))
    if content is None or hashlib.sha256(content).hexdigest() != blob.sha256:
        raise Lost
    try:
        kind, pieces = looked_at(content)
    except (Away, Busy):
        emit(BlobGiven(blob.pk, person_id), due_at=clock.now() + _AGAIN)
    except (FileRefused, NotRead) as refused:
        if _is_held(blob):
            _refuse(blob, refused.sentence)
    else:
        if _is_held(blob):
            _ready(blob, kind, pieces)


def _is_held(blob: Blob) -> bool:
    """To the end of the transaction, if it waits still."""
    rows = Blob.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=blob.pk, state=BlobState.CHECKING).first() is not None


def _refuse(blob: Blob, sentence: str) -> None:
    blob.state, blob.refusal, blob.weight = BlobState.REFUSED, sentence[:300], 0
    blob.save(update_fields=["state", "refusal", "weight"])
    emit(BlobSettled(blob.pk))


def _ready(blob: Blob, kind: BlobKind, drawn: list[tuple[int, Drawn]]) -> None:
    pieces = [_piece(blob, number, one) for number, one in drawn]
    Piece.objects.bulk_create(pieces)
    given = blob.weight if kind in AS_GIVEN else 0
    first = next((one for one in pieces if one.size == PieceSize.SMALL), None)
    sound = next((one for one in pieces if one.size == PieceSize.SOUND), None)
    pages = 0 if sound else max((one.number for one in pieces), default=0)
    blob.state, blob.kind, blob.pages = BlobState.READY, kind, pages
    blob.seconds = sound.width if sound else 0
    blob.width, blob.height = (first.width, first.height) if first else (0, 0)
    # What has no page is saved whole.
    read = {PieceSize.PAGE, PieceSize.SOUND}
    blob.read_weight = sum(one.weight for one in pieces if one.size in read) or given
    blob.weight = given + sum(one.weight for one in pieces)
    blob.save(update_fields=["state", "kind", "pages", "width", "height", "seconds", "read_weight", "weight"])
    if kind not in AS_GIVEN:
        emit(BlobSettled(blob.pk))


def _piece(blob: Blob, number: int, drawn: Drawn) -> Piece:
    keep(place_of_piece(blob.school_id, blob.sha256, number, drawn.size), drawn.content)
    return Piece(
        blob=blob, school_id=blob.school_id, number=number, size=drawn.size,
        sha256=hashlib.sha256(drawn.content).hexdigest(), weight=len(drawn.content), width=drawn.width,
        height=drawn.height, text=drawn.text,
    )  # fmt: skip
