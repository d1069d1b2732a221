"""Where bytes lie: Django's storage of files, each blob in a folder named by its own content."""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from eprimo.foundation.files.refusals import FilesAway

# Of what is being written; a crash leaves it there, and the sweep takes it away.
INCOMING = "incoming"
GIVEN = "given"
# Of what comes piece by piece, a folder each.
UPLOADS = "uploads"

_log = logging.getLogger("eprimo.files")


class WholeFiles(FileSystemStorage):
    """Files on disk: one is there whole or not at all, whatever ends the process, and one that is written again under
    its name takes the place of the former."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's
        return name

    def _save(self, name: str, content: Any) -> str:
        target, incoming = Path(self.path(name)), Path(self.path(INCOMING))
        for folder in (incoming, target.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as part:
            try:
                for chunk in content.chunks():
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(target)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return name


def folder_of(school_id: int, sha256: str) -> str:
    return f"{school_id}/{sha256[:2]}/{sha256}"


def place_of_given(school_id: int, sha256: str) -> str:
    """Return the place of the bytes as they were given."""
    return f"{folder_of(school_id, sha256)}/{GIVEN}"


def place_of_piece(school_id: int, sha256: str, number: int, size: str) -> str:
    """Return the place of a picture of the blob with these bytes."""
    return f"{folder_of(school_id, sha256)}/{number}-{size}"


def place_of_part(upload: UUID, offset: int) -> str:
    """Return the place of the bytes of a file under way that begin there."""
    return f"{UPLOADS}/{upload}/{offset}"


def keep(place: str, content: bytes) -> None:
    """Write bytes in a place; what was there under this name is replaced. Raises FilesAway: nothing was written (a full
    disk)."""
    try:
        default_storage.save(place, ContentFile(content))
    except OSError as error:
        _log.exception("files: nothing can be written")
        raise FilesAway from error


def kept(place: str) -> bytes | None:
    """Return the bytes of a place; None: there are none. Raises FilesAway."""
    try:
        with default_storage.open(place) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def drop(place: str) -> None:
    default_storage.delete(place)
