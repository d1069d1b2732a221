"""The files of a note, while it is a draft: what families were given does not change under them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.joining import files_join, files_unjoin
from eprimo.foundation.files.actions import Given
from eprimo.foundation.files.models import Attachment
from eprimo.foundation.files.uploads import Sent
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison import policies
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.locking import locked
from eprimo.services.liaison.models import Note


@transaction.atomic
def note_join(*, actor: Actor, note: Note, given: Sequence[Given | Sent], reserved: bool) -> list[Attachment]:
    """Join files to a draft. `reserved`: they may tell an hour or a place. All or nothing: DomainError at `file`."""
    return files_join(actor=actor, kind=NOTE, resource=_draft(actor, note), given=given, reserved=reserved)


@transaction.atomic
def note_unjoin(*, actor: Actor, note: Note, file_id: UUID) -> None:
    """Take a file off a draft. NotVisible: it has none of that id."""
    files_unjoin(actor=actor, kind=NOTE, resource=_draft(actor, note), file_id=file_id)


def _draft(actor: Actor, note: Note) -> Resource:
    note = locked(note)
    require(policies.may_edit_draft, actor, note)
    if note.resource.published_at is not None:
        raise Conflict("Ce mot est déjà envoyé\u00a0: ses fichiers ne changent plus.")
    return note.resource
