"""Building blocks of what carries files: give bytes, join them, take them off.

They run inside the transaction of an action that has asked for the right and writes the audit line.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from eprimo.foundation.files.enums import BlobKind, BlobState
from eprimo.foundation.files.events import BlobGiven
from eprimo.foundation.files.inspection import what_is
from eprimo.foundation.files.letters import seen_letters
from eprimo.foundation.files.models import MAX_LABEL, Attachment, Blob, Upload
from eprimo.foundation.files.quotas import require_room
from eprimo.foundation.files.refusals import FileRefused
from eprimo.foundation.files.sheets import packed
from eprimo.foundation.files.storage import keep, place_of_given
from eprimo.foundation.files.uploads import Sent, uploads_end
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.sandbox.refusal import Refused

MOST_ON_ONE = 10


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody sent it."""

    name: str
    content: bytes

    # What ends once it is joined.
    uploads: tuple[Upload, ...] = ()

    @property
    def weight(self) -> int:
        return len(self.content)


def sheets_of(name: str, photographs: Sequence["Given | Sent"]) -> Given:
    """Make one file of photographs of one sheet of paper, page after page. Raises FileRefused."""
    try:
        content = packed([one.content for one in photographs])
    except Refused as refused:
        raise FileRefused(refused.code) from refused
    return Given(name, content, tuple(upload for one in photographs for upload in one.uploads))


def attach(
    *,
    resource: Any,
    given: Sequence[Given | Sent],
    by_id: int,
    reserved: bool,
    to_keep: bool = False,
    words: str = "",
) -> list[Attachment]:
    """Join these files to a thing of a school, after those it has. All or nothing: raises FileRefused for the first
    that cannot be kept, Full, FilesAway, DomainError for too many. What came piece by piece ends with it."""
    if not given:
        raise DomainError("Choisissez au moins un fichier.", field="file")
    held = Attachment.objects.filter(resource=resource)
    if held.count() + len(given) > MOST_ON_ONE:
        raise DomainError(
            f"{MOST_ON_ONE} fichiers au plus sur un mot\u00a0: retirez-en d’abord.", field="file"
        )
    require_kept(resource.school_id, given)
    last = held.aggregate(last=Max("number"))["last"] or 0
    made = Attachment.objects.bulk_create(
        Attachment(
            resource=resource, school_id=resource.school_id, number=number, reserved=reserved,
            to_keep=to_keep, words=words,
            label=label_of(one.name), blob=blob_given(resource.school_id, one, person_id=by_id),
        )
        for number, one in enumerate(given, last + 1)
    )  # fmt: skip
    uploads_end(upload for one in given for upload in one.uploads)
    return made


def attachments_copy(*, source: Any, resource: Any) -> None:
    """Put the files of one thing on another one of the same school; of another school, none."""
    if source.school_id != resource.school_id:
        return
    rows = list(Attachment.objects.filter(resource=source).order_by("number"))
    Blob.objects.filter(pk__in=[one.blob_id for one in rows]).update(wanted_at=clock.now())
    Attachment.objects.bulk_create(
        Attachment(
            resource=resource, school_id=one.school_id, blob_id=one.blob_id, number=one.number, label=one.label,
            reserved=one.reserved, to_keep=one.to_keep, words=one.words,
        )
        for one in rows
    )  # fmt: skip


def attachments_drop(resources: Iterable[int]) -> None:
    """Let these things carry nothing any more; the bytes go by night."""
    Attachment.objects.filter(resource__in=list(resources)).delete()


def label_of(name: str) -> str:
    """Return the name of a file as people read it: without its folders, its ending, nor letters that are not seen."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    seen = seen_letters(bare)
    words, dot, ending = seen.rpartition(".")
    label = words if dot and words.strip() and ending.isalnum() else seen
    return " ".join(label.replace("_", " ").split()).strip(". ")[:MAX_LABEL] or "Fichier"


def label_given(words: str) -> str:
    """Return a name that somebody typed: letters that are seen, and one at least."""
    return " ".join(seen_letters(words).split())[:MAX_LABEL] or "Fichier"


def require_kept(school_id: int, given: Sequence[Given | Sent], *, voices: bool = False) -> None:
    """Refuse the first of these files that can be told at once not to be kept (FileRefused), and all when there is no
    room (Full). `voices`: what carries them lets them be heard too."""
    for one in given:
        _looked_over(one, voices=voices)
    require_room(school_id, sum(one.weight for one in given))


def _looked_over(one: Given | Sent, *, voices: bool) -> None:
    try:
        if what_is(one.content) == BlobKind.VOICE and not voices:
            raise FileRefused("voice")
    except FileRefused as refused:
        raise FileRefused(refused.why, label_of(one.name)) from refused


def blob_given(school_id: int, one: Given | Sent, *, person_id: int) -> Blob:
    """Return the blob of these bytes, which this person gives, after `require_kept`; looked at by the worker when they
    are new. Raises DomainError for what was refused before."""
    content = one.content
    digest, now = hashlib.sha256(content).hexdigest(), clock.now()
    same = Blob.objects.filter(school_id=school_id, sha256=digest)
    # Held until the end: the night does not take away what is joined at this instant.
    blob = same.get() if same.update(wanted_at=now) else None
    if blob is not None and blob.state == BlobState.REFUSED:
        raise DomainError(f"«\u00a0{label_of(one.name)}\u00a0»\u00a0: {blob.refusal}", field="file")
    if blob is None or blob.state == BlobState.CHECKING:
        # Bytes before their row; and again for one that waits, whose bytes or event may have been lost.
        keep(place_of_given(school_id, digest), content)
        blob, _ = Blob.objects.get_or_create(
            school_id=school_id, sha256=digest, defaults={"weight": one.weight, "wanted_at": now}
        )
        emit(BlobGiven(blob.pk, person_id))
    return blob
