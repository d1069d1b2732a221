"""What a note puts on the homes of guardians: the card of each, kept true after each act, taken away once its day is
over."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from eprimo.foundation.access.audiences import Rule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.conversations.enums import MessageState
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.actions.notices import (
    Card,
    SettledNotice,
    notices_follow,
    notices_settle,
)
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.services.liaison.enums import ACTED, DATED, NoteKind, Outcome, OwedState
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.state import is_closed, outcome_of, state_of
from eprimo.services.liaison.topics import note_topic

CARDS = {
    NoteKind.INFORMATION: "liaison.read",
    NoteKind.TO_SIGN: "liaison.sign",
    NoteKind.TO_ANSWER: "liaison.answer",
    NoteKind.EVENT: "liaison.event",
    NoteKind.TO_BRING: "liaison.bring",
    NoteKind.CLOSED: "liaison.closed",
}
# What is new of a note that was read: it is another one now; the school wrote to this guardian.
CORRECTED, REPLIED = "liaison.corrected", "liaison.replied"
# A guardian, and the child it is about.
type _Who = tuple[int, int]


def settle_child(
    note: Note,
    recipient: Recipient,
    rows: Sequence[Owed],
    *,
    changed: Owed | None = None,
    by: Actor | None = None,
) -> None:
    """Keep true, for one child: the outcome, who is still waited for, and the notices of each guardian.

    `rows`: those of all its guardians; `changed`, one of them, is saved here. What the school answered stays on the
    home of who did not read it, whatever another did (`by`: who acts; None: two rows became one).
    """
    outcome = outcome_of(note, rows)
    if outcome != recipient.outcome:
        Recipient.objects.filter(school_year=recipient.school_year, id=recipient.id).update(outcome=outcome)
        recipient.outcome = outcome
    moved: dict[OwedState, list[int]] = defaultdict(list)
    told = []
    for row in rows:
        state = state_of(note, row, outcome)
        if state != row.state and row is not changed:
            moved[state].append(row.id)
        row.state = state
        own = by is not None and row.guardian_id == by.person_id
        told.append(
            SettledNotice(
                row.guardian_id,
                notice_state(note, row, state, outcome),
                but="" if own else REPLIED,
                only=CARDS[NoteKind(note.kind)] if not own and is_missed(note, row, state) else "",
            )
        )
    if changed is not None:
        changed.save()
    for state, ids in moved.items():
        Owed.objects.filter(school_year=recipient.school_year, id__in=ids).update(state=state)
    notices_follow(
        resource=note.resource, school_year=recipient.school_year, child_id=recipient.child_id, told=told,
        topics=[note_topic(note)],
    )  # fmt: skip


def is_missed(note: Note, row: Owed, state: OwedState) -> bool:
    """Return whether the act that was waited for from a guardian is no longer taken: the day is over."""
    return state == OwedState.EXPECTED and row.may_sign and is_closed(note)


def notice_state(note: Note, row: Owed, state: OwedState, outcome: Outcome) -> NoticeState:
    """Return the state of the notice of a guardian: done with what is owed; after a correction, also when the new
    version was read by who had read the old one; withdrawn when the note was archived or its day is over."""
    if state == OwedState.STOPPED or is_missed(note, row, state):
        return NoticeState.WITHDRAWN
    settled_by_another = outcome != Outcome.WAITING and row.read_version is None
    seen = settled_by_another or (row.read_version or 0) >= note.resource.version
    if state != OwedState.EXPECTED and seen:
        return NoticeState.DONE
    return NoticeState.OPEN if note.archived_at is None else NoticeState.WITHDRAWN


def card_of(note: Note, *, waited_for: bool, at: datetime) -> Card:
    """Return the card of a note that is delivered at that instant, on the home of who is to act (`waited_for`), or
    of who reads."""
    # Only what is to be done rings: what is urgent is to be read now.
    lane = Lane.TO_DO if waited_for or is_urgent(note, at) else Lane.MY_CHILD
    # Who only reads what others sign has a note to read; what is announced keeps its day.
    kind = NoteKind(note.kind) if waited_for or not note.asks_act else NoteKind.INFORMATION
    due_on = note.answer_by if waited_for else note.event_on if kind in DATED else None
    return Card(lane=lane, card=CARDS[kind], due_on=due_on)


def is_urgent(note: Note, at: datetime) -> bool:
    """Return whether a note rings whatever the hour: an urgent one, when it leaves; not when a child is added to it
    later."""
    return bool(note.urgent_reason) and at == note.resource.visible_from


def recipient_rule(recipient: Recipient) -> Rule:
    """Return the rule of the class or group that the child was reached through, at once or later; else the child's
    own."""
    if recipient.class_group_id is not None:
        return (AudienceKind.CLASS, recipient.class_group_id, AudienceProfile.GUARDIAN)
    if recipient.group_id is not None:
        return (AudienceKind.GROUP, recipient.group_id, AudienceProfile.GUARDIAN)
    return (AudienceKind.CHILD, recipient.child_id, AudienceProfile.GUARDIAN)


def cards_of(note: Note) -> dict[_Who, Card]:
    """Return the card of each (guardian, child) who has something of a note before the eyes (four statements,
    whatever their number). An act that is waited for comes before what is new: its page says that too."""
    answered = unread_answers(note)
    told = dict.fromkeys(answered, Card(Lane.TO_DO, REPLIED))
    recipients = {one.child_id: one for one in Recipient.objects.of_note(note).order_by("id")}
    for row in Owed.objects.of_note(note).order_by("id"):
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
    """Return each (guardian, child) whom the school wrote to since they last read their conversation, by now: what
    waits for an opening is told then."""
    rows = Conversation.objects.filter(school_year=note.partition, resource=note.pk).order_by("id")
    found = {one.id: one for one in rows.only("school_year", "id", "guardian_id", "child_id", "seen_at")}
    said = Message.objects.filter(
        school_year=note.partition, conversation_id__in=list(found), from_school=True, state=MessageState.SENT,
        visible_from__lte=clock.now(),
    )  # fmt: skip
    last = dict(said.order_by("id").values_list("conversation_id", "visible_from"))
    unread = (found[pk] for pk, at in last.items() if (read_at := found[pk].seen_at) is None or read_at < at)
    return {(one.guardian_id, one.child_id) for one in unread}


@transaction.atomic
def note_leave(*, note: Note) -> int:
    """Take what a note asked for from the homes of those who did not do it; return how many notices. What is told
    beside, an answer of the school or a new version, stays. Nothing goes when it was corrected to a day ahead
    meanwhile."""
    note = lock_note(note)
    if not is_closed(note):
        return 0
    return notices_settle(
        resource=note.resource, school_year=note.partition, state=NoticeState.WITHDRAWN, was=NoticeState.OPEN,
        only=CARDS[NoteKind(note.kind)],
    )  # fmt: skip


def notes_still_asked() -> list[Note]:
    """Return the notes that ask for an act, whose day is over in the zone of their school, and of which a notice to
    do is open (one statement)."""
    asked = Notice.objects.filter(
        school_year=OuterRef("school_year"),
        resource=OuterRef("pk"),
        lane=Lane.TO_DO,
        card__in=[CARDS[kind] for kind in sorted(ACTED)],
        state=NoticeState.OPEN,
    )
    # In no zone it is later than that day.
    over = clock.now().date() + timedelta(days=1)
    notes = (
        Note.objects.filter(
            kind__in=sorted(ACTED), resource__published_at__isnull=False, resource__withdrawn_at=None
        )
        .annotate(last_day=Coalesce(F("event_until_on"), F("event_on")))
        .filter(Exists(asked), last_day__lt=over)
        .select_related("school", "resource")
        .order_by("pk")
    )
    return [note for note in notes if is_closed(note)]
