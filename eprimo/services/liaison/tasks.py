"""What happens to notes without anybody asking: deliveries, reminders and answers at the next opening,
what leaves the homes once its day is over."""

from datetime import datetime

from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every
from eprimo.services.liaison.actions.delivery import note_deliver
from eprimo.services.liaison.actions.notices import note_leave, notes_still_asked
from eprimo.services.liaison.actions.piles import photo_read, pile_forget
from eprimo.services.liaison.actions.reminders import reminder_leave
from eprimo.services.liaison.actions.threads import answer_tell
from eprimo.services.liaison.events import AnswerDue, NoteDue, PhotoReceived, PileForgotten, ReminderDue
from eprimo.services.liaison.models import Note


@on(NoteDue)
def deliver(event: NoteDue) -> None:
    """Deliver a note, unless it was taken back or sent again at another instant in the meantime."""
    note = Note.objects.filter(
        pk=event.note_id, resource__visible_from=datetime.fromisoformat(event.visible_from)
    ).first()
    if note is not None:
        note_deliver(note=note)


@on(PhotoReceived)
def read_photo(event: PhotoReceived) -> None:
    photo_read(photo_id=event.photo_id)


@on(PileForgotten)
def forget_pile(event: PileForgotten) -> None:
    pile_forget(pile_id=event.pile_id)


@on(ReminderDue)
def remind(event: ReminderDue) -> None:
    note = Note.objects.filter(pk=event.note_id).first()
    if note is None:
        return
    leaves_at = datetime.fromisoformat(event.leaves_at) if event.leaves_at else note.reminded_at
    if leaves_at is not None:
        reminder_leave(note=note, owed_ids=event.owed_ids, leaves_at=leaves_at)


@on(AnswerDue)
def tell_family(event: AnswerDue) -> None:
    note = Note.objects.filter(pk=event.note_id).first()
    if note is not None:
        answer_tell(note=note, child_id=event.child_id, guardian_id=event.guardian_id, came=True)


@every(3600)
def leave_past() -> int:
    """Take what asked for an answer until a day that is over from the homes; return how many notices."""
    return sum(note_leave(note=note) for note in notes_still_asked())
