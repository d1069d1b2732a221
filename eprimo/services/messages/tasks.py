"""What was written reaches the other side at the next opening, or once it is no more taken back."""

from eprimo.foundation.kernel.outbox import on
from eprimo.services.messages.actions import words_come
from eprimo.services.messages.events import WordsDue


@on(WordsDue)
def tell_other_side(event: WordsDue) -> None:
    words_come(school_year=event.school_year, conversation_id=event.conversation_id)
