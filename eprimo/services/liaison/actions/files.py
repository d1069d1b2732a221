"""The files of a note, while it is a draft: what families were given does not change under them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from eprimo.foundation.files.actions import Given, attach
from eprimo.foundation.files.models import Attachment
from eprimo.foundation.files.reading import Joined
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison import policies
from eprimo.services.liaison.locking import locked
from eprimo.services.liaison.models import Note


@transaction.atomic
def note_join(*, actor: Actor, note: Note, given: Sequence[Given], reserved: bool) -> list[Attachment]:
    """Join files to a draft. `reserved`: they may tell an hour or a place. All or nothing: DomainError at `file`."""
    note = _draft(actor, note)
    made = attach(resource=note.resource, given=given, reserved=reserved)
    audit(actor, "liaison.note.joined", note, school_id=note.school_id, files=len(made))
    return made


@transaction.atomic
def note_unjoin(*, actor: Actor, note: Note, file_id: UUID) -> None:
    """Take a file off a draft. NotVisible: it has none of that id."""
    note = _draft(actor, note)
    gone, _ = Attachment.objects.filter(resource=note.resource, public_id=file_id).delete()
    if not gone:
        raise NotVisible
    audit(actor, "liaison.note.unjoined", note, school_id=note.school_id)


def require_ready(files: Iterable[Joined]) -> None:
    """Nothing leaves with a file that was not looked at, or that is not kept: DomainError says which."""
    for one in files:
        if one.is_checking:
            raise DomainError(
                f"«\u00a0{one.label}\u00a0» est encore en vérification\u00a0: attendez un instant, ou retirez-le.",
                field="file",
            )
        if not one.is_ready:
            raise DomainError(
                f"«\u00a0{one.label}\u00a0» n’est pas gardé\u00a0: retirez-le du mot. {one.refusal}",
                field="file",
            )


def _draft(actor: Actor, note: Note) -> Note:
    note = locked(note)
    require(policies.may_edit_draft, actor, note)
    if note.resource.published_at is not None:
        raise Conflict("Ce mot est déjà envoyé\u00a0: ses fichiers ne changent plus.")
    return note
