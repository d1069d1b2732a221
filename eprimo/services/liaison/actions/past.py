"""What leaves the homes when the day of a note is over, without anybody asking."""

from django.db import transaction

from eprimo.foundation.notifications.actions.notices import notices_settle
from eprimo.foundation.notifications.models import NoticeState
from eprimo.services.liaison.actions.sending import CARDS
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.locking import locked
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.over import is_closed


@transaction.atomic
def note_leave(*, note: Note) -> int:
    """Take what it asked for from the homes of those who did not do it; returns how many notices. What is told beside,
    an answer of the school or a new version, stays. Not when it was corrected to a day ahead in the meantime."""
    note = locked(note)
    if not is_closed(note):
        return 0
    return notices_settle(
        resource=note.resource, school_year=note.partition, state=NoticeState.WITHDRAWN, was=NoticeState.OPEN,
        only=CARDS[NoteKind(note.kind)],
    )  # fmt: skip
