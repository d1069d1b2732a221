"""What carries files: the rows that join bytes to something, each of which says who reads it.

A file has no right of its own, so whatever carries one gives these, once, from the `ready` of its app:

- a **model** with `public_id`, `school`, `blob` (a foreign key to `files.Blob`, PROTECT, with `SameSchool("blob", …)`)
  and `label`; its row is made by `files.actions.require_kept` and `blob_given`, inside the action that asked for the
  right and writes the audit line, and ends as its `retention.py` says: bytes that no carrier has go by night;
- `with_it`: the relations that are read with a row;
- `reads(actor, row)`: may this actor read the file now; asked at each fetch of a page or of the document, on either
  host. NotVisible is answered for it;
- `name`: what the desk of a school calls its files, of one that is no kind of content;
- `stands_on(row)`: title and address of the page that the file's own page leads back to.

Addresses are those of all files (`files:file`, `files:piece`, `files:given`) by the row's `public_id`;
`picture_address` of templates gives the one of a picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q

from eprimo.foundation.files.enums import BlobState
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Carrier:
    """One model that carries files; the fields are told above."""

    model: type[Model]
    with_it: Sequence[str]
    reads: Callable[[Actor, Any], bool]
    stands_on: Callable[[Any], tuple[str, str]]
    # What the desk of a school calls its files, where they are not those of a kind of content.
    name: str = ""


_carriers: dict[type[Model], Carrier] = {}


def carries(carrier: Carrier) -> None:
    """Declare what carries files: once for each model, when its app is ready."""
    _carriers[carrier.model] = carrier


def is_carried() -> Q:
    """Condition on blobs: something has it."""
    found = Q()
    for model in _carriers:
        found |= Q(Exists(model._default_manager.filter(blob=OuterRef("pk"))))  # noqa: SLF001
    return found


def named() -> dict[str, tuple[type[Model], str]]:
    """The carriers with a name of their own, by a word for each."""
    return {
        carrier.model._meta.label_lower: (carrier.model, carrier.name)  # noqa: SLF001 - documented
        for carrier in _carriers.values()
        if carrier.name
    }


def file_for(actor: Actor, public_id: UUID) -> Any:
    """Return the row of a file that is ready and that the actor reads; raises NotVisible."""
    for carrier in _carriers.values():
        rows = carrier.model._default_manager.select_related("blob", *carrier.with_it)  # noqa: SLF001
        row = rows.filter(public_id=public_id, blob__state=BlobState.READY).first()
        if row is not None:
            if carrier.reads(actor, row):
                return row
            break
    raise NotVisible


def page_of(row: Any) -> tuple[str, str]:
    """Return the title and the address of what carries a file."""
    return _carriers[type(row)].stands_on(row)
