"""What a note is on each home as it stands: what is waited for, and what is new that was not read."""

from eprimo.foundation.conversations.enums import MessageState
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.notices import Card
from eprimo.foundation.notifications.models import Lane, NoticeState
from eprimo.services.liaison.actions.families import is_missed, notice_state
from eprimo.services.liaison.actions.sending import CORRECTED, REPLIED, card_of
from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.models import Note, Owed, Recipient

# A guardian, and the child it is about.
type _Who = tuple[int, int]


def standing(note: Note) -> dict[_Who, Card]:
    """The card of each (guardian, child) who has something of it before the eyes; four statements, whatever their
    number. An act that is waited for comes before what is new: its page says that too."""
    of_note = {"school_year": note.partition, "note": note}
    answered = unread_answers(note)
    told = dict.fromkeys(answered, Card(Lane.TO_DO, REPLIED))
    recipients = {one.child_id: one for one in Recipient.objects.filter(**of_note).order_by("id")}
    for row in Owed.objects.filter(**of_note).order_by("id"):
        who, recipient = (row.guardian_id, row.child_id), recipients.get(row.child_id)
        if recipient is None:
            continue
        state = OwedState(row.state)
        if state == OwedState.STOPPED:
            told.pop(who, None)
        elif is_missed(note, row, state):
            continue
        elif state == OwedState.EXPECTED:
            asked = card_of(note, waited_for=row.may_sign, at=recipient.delivered_at)
            if asked.lane == Lane.TO_DO or who not in answered:
                told[who] = asked
        elif (
            who not in answered
            and notice_state(note, row, state, Outcome(recipient.outcome)) == NoticeState.OPEN
        ):
            told[who] = Card(Lane.MY_CHILD, CORRECTED)
    return told


def unread_answers(note: Note) -> set[_Who]:
    """Whom the school wrote to since they last read their conversation, by now: what waits for an opening is told
    then."""
    rows = Conversation.objects.filter(school_year=note.partition, resource=note.pk).order_by("id")
    found = {one.id: one for one in rows.only("school_year", "id", "guardian_id", "child_id", "seen_at")}
    said = Message.objects.filter(
        school_year=note.partition, conversation_id__in=list(found), from_school=True, state=MessageState.SENT,
        visible_from__lte=clock.now(),
    )  # fmt: skip
    last = dict(said.order_by("id").values_list("conversation_id", "visible_from"))
    unread = (found[pk] for pk, at in last.items() if (read_at := found[pk].seen_at) is None or read_at < at)
    return {(one.guardian_id, one.child_id) for one in unread}
