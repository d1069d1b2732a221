"""The files of a thing: a file has no right of its own, whoever sees what carries it reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from eprimo.foundation.content import policies, richtext
from eprimo.foundation.content.capabilities import thing_page
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.content.reach import reach_of
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.files.carriers import Carrier, file_for
from eprimo.foundation.files.enums import AS_GIVEN, AS_PAPER, PieceSize
from eprimo.foundation.files.file_lists import Joined
from eprimo.foundation.files.models import Attachment, Piece
from eprimo.foundation.files.storage import place_of_given, place_of_piece
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible

# Words of a text beside which a picture is not alone.
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file on the page of a thing; `closed`: this reader is told that it is there, and no more."""

    file: Joined
    closed: bool = False

    @property
    def said(self) -> str:
        """Return what a picture says, to who may read it."""
        return "" if self.closed else self.file.words


def shown_files(files: Iterable[Joined], *, hides_place: bool = False) -> list[ShownFile]:
    """Return the files that can be read, in the order of the author. `hides_place`: for who reads under a protected
    contact. What is reserved is told without its name."""
    return [ShownFile(one, one.reserved and hides_place) for one in files if one.is_ready]


def unready(files: Iterable[Joined]) -> list[str]:
    """Return names of those that cannot be read: still being looked at, or not kept. Their author may send without
    them."""
    return [one.label for one in files if not one.is_ready]


def wordless(files: Iterable[Joined], body: richtext.Node | None) -> list[str]:
    """Return names of the pictures of which nobody said what they say, on a thing whose text says little beside
    them."""
    if body is not None and len(richtext.to_text(body).split()) >= _ENOUGH:
        return []
    return [one.label for one in files if one.is_picture and not one.words]


def pages_among(files: Iterable[ShownFile]) -> int:
    """Count the pages of these files that this reader may read."""
    return sum(one.file.pages for one in files if not one.closed)


def shown_to(actor: Actor, thing: Thing, files: Sequence[Joined]) -> list[ShownFile]:
    """Return the files on the page of a thing that the actor sees: a stub has none."""
    if not files:
        return []
    at_work = policies.sees_at_work(actor, thing.kind, thing.resource)
    if not at_work and thing.state == ResourceState.WITHDRAWN:
        return []
    return shown_files(files, hides_place=not at_work and _is_protected(actor, thing.resource))


def pages_of(row: Any) -> QuerySet[Piece]:
    """Return each page of a file that the actor reads, as it fills a screen, with what is written on it."""
    return Piece.objects.filter(blob=row.blob_id, size=PieceSize.PAGE).order_by("number")


def piece_for(actor: Actor, public_id: UUID, number: int, size: str) -> tuple[Any, Piece]:
    """Return one page of it in one size; NotVisible."""
    row = file_for(actor, public_id)
    piece = Piece.objects.filter(blob=row.blob_id, number=number, size=size).first()
    if piece is None:
        raise NotVisible
    return row, piece


def document_for(actor: Actor, public_id: UUID) -> tuple[Any, str]:
    """Return a document to be saved, and where it lies: as it was given, or the PDF of ours. NotVisible for a
    photograph, of which ours alone is kept."""
    row = file_for(actor, public_id)
    blob = row.blob
    if blob.kind in AS_GIVEN:
        return row, place_of_given(row.school_id, blob.sha256)
    if blob.kind in AS_PAPER:
        return row, place_of_piece(row.school_id, blob.sha256, 1, PieceSize.PAPER)
    raise NotVisible


def reads(actor: Actor, row: Attachment) -> bool:
    """Tell whether the actor reads a file: who sees the thing at work does; its families while it is out, save what is
    reserved under a protected contact."""
    resource: Any = row.resource
    kind = declared().get(resource.service)
    if kind is None:
        return False
    if policies.sees_at_work(actor, kind, resource):
        return True
    if resource.state == ResourceState.WITHDRAWN or not policies.sees_as_family(actor, kind, resource):
        return False
    return not (row.reserved and _is_protected(actor, resource))


def stands_on(row: Attachment) -> tuple[str, str]:
    """Title and address of the thing."""
    resource: Any = row.resource
    kind = declared()[resource.service]
    return resource.title, reverse(thing_page(kind), args=[resource.public_id])


THINGS = Carrier(Attachment, ("resource__school",), reads, stands_on)


def _is_protected(actor: Actor, resource: Any) -> bool:
    """For one of the children through whom the thing reached the actor."""
    reach = reach_of(resource)
    return any(child.restriction and reach.by(child.audience_ids, actor.now) for child in actor.children)
