"""Every file that a row names: is it there and whole, and its copy in another storage."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db.models import Q

from eprimo.foundation.files.enums import AS_GIVEN, BlobState
from eprimo.foundation.files.models import Blob, Piece
from eprimo.foundation.files.storage import place_of_given, place_of_piece

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a row names, and the hash (SHA-256) of its bytes."""

    place: str
    sha256: str


def named_files() -> Iterator[Named]:
    """Yield the files that rows name, by school and blob, in the order of their rows."""
    waits, stays = Q(state=BlobState.CHECKING), Q(state=BlobState.READY, kind__in=AS_GIVEN)
    given = Blob.objects.filter(waits | stays).order_by("pk").values_list("school_id", "sha256")
    for school_id, sha256 in given.iterator(_AT_ONCE):
        yield Named(place_of_given(school_id, sha256), sha256)
    pieces = Piece.objects.order_by("pk").values_list("school_id", "blob__sha256", "number", "size", "sha256")
    for school_id, blob, number, size, sha256 in pieces.iterator(_AT_ONCE):
        yield Named(place_of_piece(school_id, blob, number, size), sha256)


def files_check(storage: Storage) -> Counter[str]:
    """Count the files that are `whole`, `missing`, or `damaged`: other bytes than the row says."""
    return Counter(_state(_read(storage, one.place), one) for one in named_files())


def files_move(source: Storage, target: Storage, *, erase: bool = False) -> Counter[str]:
    """Copy what the target has not: `copied`, `there` already, `missing`, `damaged` (neither is copied). It may be
    stopped and run again. `erase`: from the source, what the target has whole."""
    told: Counter[str] = Counter()
    for one in named_files():
        content = _read(source, one.place)
        there = _state(_read(target, one.place), one) == "whole"
        state = _state(content, one)
        if not there and content is not None and state == "whole":
            target.save(one.place, ContentFile(content))
        told["there" if there else "copied" if state == "whole" else state] += 1
        if erase and content is not None and _state(_read(target, one.place), one) == "whole":
            source.delete(one.place)
    return told


def _read(storage: Storage, place: str) -> bytes | None:
    try:
        with storage.open(place) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _state(content: bytes | None, named: Named) -> str:
    if content is None:
        return "missing"
    return "whole" if hashlib.sha256(content).hexdigest() == named.sha256 else "damaged"
