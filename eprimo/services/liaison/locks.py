"""Locks on a note and its recipients: acts on one note come one after the other, and read its rows again as they are
now."""

from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.services.liaison.models import Note, Recipient


def lock_note(note: Note | Resource) -> Note:
    """Return the note, or that of the resource, locked to the end of the transaction and read again. Raises
    NotVisible when it was thrown away."""
    found = (
        # Its life stands on the resource: what another act wrote meanwhile is read on both rows. The resource is held
        # first, as by all that acts on contents (`content.actions.resources_hold`).
        Note.objects.select_for_update(of=("resource", "self"), no_key=True)
        .select_related("resource", "school__running_year")
        .filter(pk=note.pk)
        .first()
    )
    if found is None:
        raise NotVisible
    # Its days are those of the school, which is at hand.
    found.resource.school = found.school
    return found


def lock_recipient(note: Note, child_id: int) -> Recipient | None:
    """Return what a note is for one child, locked to the end of the transaction: two guardians who act at once wait.
    None when it did not reach that child."""
    rows = Recipient.objects.select_for_update(of=("self",), no_key=True)
    return rows.of_note(note).filter(child_id=child_id).first()
