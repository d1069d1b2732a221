"""What happens to notes without anybody asking: delivery at the next opening."""

from datetime import datetime

from eprimo.foundation.kernel.outbox import on
from eprimo.services.liaison.actions import note_deliver, photo_read, pile_forget
from eprimo.services.liaison.events import NoteDue, PhotoReceived, PileForgotten
from eprimo.services.liaison.models import Note


@on(NoteDue)
def deliver(event: NoteDue) -> None:
    """Deliver, unless the note was taken back or sent again at another instant in the meantime."""
    note = Note.objects.filter(
        pk=event.note_id, visible_from=datetime.fromisoformat(event.visible_from)
    ).first()
    if note is not None:
        note_deliver(note=note)


@on(PhotoReceived)
def read_photo(event: PhotoReceived) -> None:
    photo_read(photo_id=event.photo_id)


@on(PileForgotten)
def forget_pile(event: PileForgotten) -> None:
    pile_forget(pile_id=event.pile_id)
