"""The files of a note, while it is a draft: what families were given does not change under them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.attachments import file_change, files_join, files_unjoin
from eprimo.foundation.files.actions import Given
from eprimo.foundation.files.models import Attachment
from eprimo.foundation.files.uploads import Sent
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import acts


@transaction.atomic
def note_join(
    *,
    actor: Actor,
    note: Note,
    given: Sequence[Given | Sent],
    reserved: bool,
    to_keep: bool = False,
    words: str = "",
) -> list[Attachment]:
    """Join files to a draft, all or none. `reserved`: they may tell an hour or a place; `to_keep`: they are to be
    found again later. Raises DomainError at `file`."""
    return files_join(
        actor=actor,
        kind=NOTE,
        resource=_draft(actor, note),
        given=given,
        reserved=reserved,
        to_keep=to_keep,
        words=words,
    )


@transaction.atomic
def note_unjoin(*, actor: Actor, note: Note, file_id: UUID) -> None:
    """Take a file off a draft. Raises NotVisible when it has none of that id."""
    files_unjoin(actor=actor, kind=NOTE, resource=_draft(actor, note), file_id=file_id)


@transaction.atomic
def note_change_file(
    *, actor: Actor, note: Note, file_id: UUID, label: str, to_keep: bool, words: str = ""
) -> None:
    """Give a file of a draft another name, and say whether it is to be found again later, and what it shows. Raises
    NotVisible when the draft has none of that id."""
    file_change(
        actor=actor,
        kind=NOTE,
        resource=_draft(actor, note),
        file_id=file_id,
        label=label,
        to_keep=to_keep,
        words=words,
    )


def _draft(actor: Actor, note: Note) -> Resource:
    note = lock_note(note)
    require(acts.may_edit_draft, actor, note)
    if note.is_sent:
        raise Conflict("Ce mot est déjà envoyé\u00a0: ses fichiers ne changent plus.")
    return note.resource
