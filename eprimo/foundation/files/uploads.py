"""Files that are sent piece by piece, and go on after a cut: rows of who sends them, bytes in the storage.

Bytes on their way are no thing of anybody: the act that joins them to what carries them writes its line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum

from eprimo.foundation.files.models import MAX_NAME, Upload
from eprimo.foundation.files.quotas import require_room
from eprimo.foundation.files.refusals import MOST_BYTES, FileRefused
from eprimo.foundation.files.storage import drop, keep, kept, place_of_part
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible

# Under way of one person: more is nobody choosing files.
MOST_UNDER_WAY = 40


class WrongLength(DomainError):
    """More bytes than were announced."""

    code = "wrong-length"
    sentence = "Ce fichier n’a pas la taille annoncée\N{NO-BREAK SPACE}: choisissez-le de nouveau."
    status = 413


class TooMany(DomainError):
    code = "too-many-uploads"
    sentence = "Trop d’envois sont commencés\N{NO-BREAK SPACE}: terminez ceux-ci d’abord."
    status = 422


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came piece by piece, whole; read each time it is asked for."""

    upload: Upload

    @property
    def name(self) -> str:
        return self.upload.name

    @property
    def weight(self) -> int:
        return self.upload.length

    @property
    def content(self) -> bytes:
        return b"".join(_parts(self.upload))

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """The files under way that end once this is joined."""
        return (self.upload,)


@transaction.atomic
def upload_begin(*, actor: Actor, resource: Any, name: str, length: int) -> Upload:
    """Announce a file of that many bytes, for a draft that the actor may change: the page has asked. Raises
    FileRefused, Full, TooMany: nothing of it is sent then."""
    if not 0 < length <= MOST_BYTES:
        raise FileRefused("big" if length > 0 else "empty")
    own = Upload.objects.filter(made_by=actor.person_id)
    if own.count() >= MOST_UNDER_WAY:
        raise TooMany
    here = Upload.objects.filter(school=resource.school_id).aggregate(announced=Sum("length"))
    require_room(resource.school_id, length + (here["announced"] or 0))
    return Upload.objects.create(
        resource=resource, school_id=resource.school_id, made_by_id=actor.person_id, name=name[:MAX_NAME],
        length=length,
    )  # fmt: skip


@transaction.atomic
def upload_take(*, actor: Actor, upload_id: UUID, offset: int, part: bytes) -> Upload:
    """Take the bytes that follow. Raises NotVisible; Conflict: others are expected; WrongLength; FilesAway."""
    upload = _own(actor).select_for_update(of=("self",)).filter(public_id=upload_id).first()
    if upload is None:
        raise NotVisible
    if offset != upload.received:
        raise Conflict
    if offset + len(part) > upload.length:
        raise WrongLength
    if part:
        # Bytes before their row: those of a row that was not written are replaced when they come again.
        keep(place_of_part(upload.public_id, offset), part)
        upload.received = offset + len(part)
        upload.save(update_fields=["received"])
    return upload


@transaction.atomic
def upload_drop(*, actor: Actor, upload_id: UUID) -> None:
    """Drop a file under way: its sender changed her mind."""
    uploads_end([upload_for(actor, upload_id)])


def upload_for(actor: Actor, upload_id: UUID) -> Upload:
    """Return the file under way of an address. Raises NotVisible: it is another person's, or none."""
    upload = _own(actor).filter(public_id=upload_id).first()
    if upload is None:
        raise NotVisible
    return upload


def sent_for(actor: Actor, resource: Any, ids: Iterable[UUID]) -> list[Sent]:
    """Return the files of the actor for this thing that are whole, in the order they were chosen."""
    wanted = list(ids)
    found = {one.public_id: one for one in _own(actor).filter(resource=resource, public_id__in=wanted)}
    return [Sent(found[one]) for one in wanted if one in found and found[one].is_whole]


def uploads_end(uploads: Iterable[Upload]) -> None:
    """End files under way, inside a transaction: they are joined, or nobody wants them. Their bytes go once it is
    committed."""
    for one in uploads:
        places = list(_places(one))
        one.delete()
        for place in places:
            # What the storage does not erase now goes by the sweep.
            transaction.on_commit(partial(drop, place), robust=True)


def _own(actor: Actor) -> QuerySet[Upload]:
    return Upload.objects.filter(made_by=actor.person_id)


def _parts(upload: Upload) -> Iterable[bytes]:
    """Raises WrongLength when the storage lost one."""
    at = 0
    while at < upload.length:
        part = kept(place_of_part(upload.public_id, at))
        if not part:
            raise WrongLength
        yield part
        at += len(part)


def _places(upload: Upload) -> Iterable[str]:
    at = 0
    while at < upload.received:
        place = place_of_part(upload.public_id, at)
        part = kept(place)
        if not part:
            return
        yield place
        at += len(part)
