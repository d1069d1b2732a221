"""What happens to notes without anybody asking: delivery at the next opening."""

from datetime import datetime

from eprimo.foundation.kernel.outbox import on
from eprimo.services.liaison.actions import note_deliver
from eprimo.services.liaison.events import NoteDue
from eprimo.services.liaison.models import Note


@on(NoteDue)
def deliver(event: NoteDue) -> None:
    """Deliver, unless the note was taken back or sent again at another instant in the meantime."""
    note = Note.objects.filter(
        pk=event.note_id, visible_from=datetime.fromisoformat(event.visible_from)
    ).first()
    if note is not None:
        note_deliver(note=note)
