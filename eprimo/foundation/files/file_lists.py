"""What a page shows of the files of a thing, read with the thing in one statement."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONArray

from eprimo.foundation.files.enums import BlobKind, BlobState, PieceSize
from eprimo.foundation.files.models import MAX_WORDS, Attachment, Blob, Piece

_OF_ATTACHMENT = ("public_id", "label", "reserved", "to_keep")
_OF_BLOB = ("state", "refusal", "kind", "pages", "width", "height", "read_weight", "seconds")


@dataclass(frozen=True, slots=True)
class Joined:
    """A file on a thing; weights in bytes, width and height of the picture that stands on the thing."""

    public_id: UUID
    label: str
    reserved: bool
    to_keep: bool
    state: str
    refusal: str
    kind: str
    pages: int
    width: int
    height: int
    read_weight: int
    # Of a voice.
    seconds: int = 0
    # Of a picture: what it says, by its author.
    words: str = ""

    @property
    def is_picture(self) -> bool:
        """A photograph, or sheets of paper that were photographed: no letter of it is known by itself."""
        return self.kind in {BlobKind.IMAGE, BlobKind.SHEET}

    @property
    def is_ready(self) -> bool:
        return self.state == BlobState.READY

    @property
    def is_checking(self) -> bool:
        return self.state == BlobState.CHECKING

    @property
    def is_voice(self) -> bool:
        return self.kind == BlobKind.VOICE


def files_sql(resource: str) -> str:
    """Return the files of a thing as a column of a statement, where `resource` is its id; `read_files` takes it."""
    columns = ", ".join(
        [*(f"a.{one}" for one in _OF_ATTACHMENT), *(f"b.{one}" for one in _OF_BLOB), "a.words"]
    )
    return (
        f"(SELECT jsonb_agg(jsonb_build_array({columns}) ORDER BY a.number) FROM {Attachment._meta.db_table} a"  # noqa: S608, SLF001
        f" JOIN {Blob._meta.db_table} b ON b.id = a.blob_id WHERE a.resource_id = {resource})"  # noqa: SLF001
    )


def files_column(rows: QuerySet[Any] | None = None, to_keep: Any = "to_keep") -> ArraySubquery:
    """Return the files of each row of resources as a column; `read_files` takes it. `rows`: those of another carrier,
    which has the fields of an attachment but its words, for the row that is read; `to_keep`: of each, where it has no
    such field."""
    words: tuple[str, ...] = ()
    if rows is None:
        rows, words = Attachment.objects.filter(resource=OuterRef("pk")).order_by("number"), ("words",)
    columns = (*_OF_ATTACHMENT[:-1], to_keep, *(f"blob__{one}" for one in _OF_BLOB), *words)
    return ArraySubquery(rows.values(one=JSONArray(*columns)))


def read_files(value: Any) -> tuple[Joined, ...]:
    """Read what `files_sql` or `files_column` gave; the driver leaves jsonb as a text to Django's fields."""
    rows = json.loads(value) if isinstance(value, str) else value
    return tuple(Joined(UUID(row[0]), *row[1:]) for row in rows or ())


def joined(rows: Iterable[Any]) -> tuple[Joined, ...]:
    """Return the files of rows of a carrier that were read with their blob."""
    return tuple(
        replace(
            Joined(
                *(getattr(one, name) for name in _OF_ATTACHMENT),
                *(getattr(one.blob, name) for name in _OF_BLOB),
            ),
            words=getattr(one, "words", ""),
        )
        for one in rows
    )


def seen_words(files: Iterable[Joined]) -> dict[UUID, str]:
    """Return what was recognised on the first page of those pictures (one statement): a beginning for their author's
    words."""
    rows = Piece.objects.filter(
        blob__attachments__public_id__in=[one.public_id for one in files if one.is_picture],
        number=1, size=PieceSize.PAGE,
    ).exclude(text="")  # fmt: skip
    return {
        public_id: " ".join(text.split())[:MAX_WORDS]
        for public_id, text in rows.values_list("blob__attachments__public_id", "text")
    }


def files_on(row: Any) -> tuple[Joined, ...]:
    """Return the files of a row beside its resource: those that were read with it, else by one statement."""
    read: tuple[Joined, ...] | None = getattr(row, "files", None)
    return files_of(row.resource) if read is None else read


def files_of(resource: Any) -> tuple[Joined, ...]:
    """Return the files of a thing, by the order of its author (one statement)."""
    return joined(Attachment.objects.filter(resource=resource).select_related("blob").order_by("number"))
