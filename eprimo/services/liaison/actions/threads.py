"""Writing under a note: a guardian to the school, the school to one guardian."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.conversations.actions import (
    Of,
    already_said,
    checked_words,
    conversation_begun,
    conversation_came,
    conversation_end,
    conversation_hold,
    conversation_read,
    conversation_seen,
    form_key,
    message_of,
    message_recall,
    message_say,
    require_open,
)
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.directory.models import Attachment, ClassMembership, Person
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions.notices import (
    Card,
    Ring,
    notice_renew,
    notices_make,
    notices_reopen,
    notices_settle,
)
from eprimo.foundation.notifications.models import Lane, NoticeState
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.liaison.actions.notices import (
    REPLIED,
    card_of,
    notice_state,
    recipient_rule,
    unread_answers,
)
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.children import child_now
from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.events import AnswerDue
from eprimo.services.liaison.locks import lock_note, lock_recipient
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.policies import families, threads
from eprimo.services.liaison.state import is_going_on
from eprimo.services.liaison.topics import note_topic


@transaction.atomic
def reply_write(*, actor: Actor, note: Note, child: Person, body: str, key: UUID | None = None) -> Message:
    """Write to the school, as a guardian, about a note for one child. It rings nobody at the school.

    `key`: of the form; the same words from the same form are one message, however often they are sent.
    """
    note = lock_note(note)
    recipient = lock_recipient(note, child.pk)
    require(threads.may_write_to_school, actor, note, recipient)
    thread = _thread(note, child.pk, actor.person_id)
    words = checked_words(body)
    key = form_key(key, words)
    if said := already_said(thread, key):
        return said
    require_open(thread)
    reply = message_say(actor, thread, words, key, from_school=False)
    _settle_own(note, recipient, actor.person_id, child.pk)
    audit_note(actor, "liaison.thread.written", note, subject_id=child.pk)
    touch(people=[actor.person_id, *_readers(note, child)], topics=[note_topic(note)])
    return reply


@transaction.atomic
def reply_answer(
    *, actor: Actor, note: Note, child: Person, guardian: Person, body: str, key: UUID | None = None
) -> Message:
    """Write to one guardian, for the school; in quiet hours it waits for the next opening. Writing opens the
    conversation again.

    `key`: as `reply_write`.
    """
    note = lock_note(note)
    recipient = lock_recipient(note, child.pk)
    require(threads.may_write_to_family, actor, note, child_now(child, note.school_id, actor.now), guardian)
    if recipient is None or not live_links(actor.now).filter(adult=guardian, child=child).exists():
        raise DomainError(_("Cette personne ne lit plus les mots de cet enfant."), field="body")
    if not is_going_on(note, actor.now):
        raise DomainError(
            "La classe est fermée\N{NO-BREAK SPACE}: la famille ne lit plus ce mot.", field="body"
        )
    thread = _thread(note, child.pk, guardian.pk)
    words = checked_words(body)
    key = form_key(key, words)
    if said := already_said(thread, key):
        return said
    reply = message_say(actor, thread, words, key, from_school=True)
    later = reply.visible_from > clock.now()
    audit_note(actor, "liaison.thread.answered", note, subject_id=guardian.pk, later=later)
    touch(people=_readers(note, child), topics=[note_topic(note)])
    if later:
        event = AnswerDue(note_id=note.pk, child_id=child.pk, guardian_id=guardian.pk)
        emit(event, due_at=reply.visible_from)
    else:
        answer_tell(note=note, child_id=child.pk, guardian_id=guardian.pk)
    return reply


@transaction.atomic
def reply_recall(*, actor: Actor, note: Note, child: Person, guardian: Person, message: UUID) -> None:
    """Take back own words that nobody of the other side said to have read, within the hour. Raises NotVisible for
    words that are not one's own, or of another conversation."""
    note = lock_note(note)
    recipient = lock_recipient(note, child.pk)
    if actor.person_id == guardian.pk:
        require(threads.may_write_to_school, actor, note, recipient)
    else:
        require(
            threads.may_write_to_family, actor, note, child_now(child, note.school_id, actor.now), guardian
        )
    thread = conversation_begun(_of_note(note, child.pk, guardian.pk))
    said = message_of(actor, thread, message) if thread is not None else None
    if thread is None or said is None:
        raise NotVisible
    message_recall(thread, said)
    if said.from_school and (guardian.pk, child.pk) not in unread_answers(note):
        _settle_own(note, recipient, guardian.pk, child.pk)
    audit_note(actor, "liaison.thread.recalled", note, subject_id=guardian.pk)
    touch(people=[guardian.pk, *_readers(note, child)], topics=[note_topic(note)])


@transaction.atomic
def thread_seen(*, actor: Actor, note: Note, child: Person, guardian: Person) -> None:
    """Write that the school read what a family wrote (« J’ai lu »): it is taken back no more."""
    note = lock_note(note)
    require(threads.may_write_to_family, actor, note, child_now(child, note.school_id, actor.now), guardian)
    if thread := conversation_begun(_of_note(note, child.pk, guardian.pk)):
        conversation_read(thread)
        touch(people=[guardian.pk])


@transaction.atomic
def thread_close(*, actor: Actor, note: Note, child: Person, guardian: Person) -> None:
    """End a conversation, for the school: the family reads it, and writes nothing more there. Ending twice is ending
    once."""
    note = lock_note(note)
    require(threads.may_close_thread, actor, note, child_now(child, note.school_id, actor.now), guardian)
    thread = conversation_begun(_of_note(note, child.pk, guardian.pk))
    if thread is None or not conversation_end(thread):
        return
    audit_note(actor, "liaison.thread.closed", note, subject_id=guardian.pk)
    touch(people=[guardian.pk, *_readers(note, child)], topics=[note_topic(note)])


@transaction.atomic
def answer_tell(*, note: Note, child_id: int, guardian_id: int, came: bool = False) -> None:
    """Put what the school wrote among what the guardian has to do, until it is said to be read; it rings in the
    hours of the school. `came`: it waited for an opening until now."""
    note = lock_note(note)
    if came:
        # Taken back before it left, or gone with whose it was: nobody is told.
        if (guardian_id, child_id) not in unread_answers(note):
            return
        conversation_came(conversation_begun(_of_note(note, child_id, guardian_id)))
    recipient = Recipient.objects.of_note(note).filter(child_id=child_id).first()
    if recipient is None or note.is_withdrawn:
        return
    now = clock.now()
    card, ring = Card(lane=Lane.TO_DO, card=REPLIED), Ring.of(delivery_plan(note.school, now))
    told = notice_renew(
        resource=note.resource, school_year=note.partition, recipient_id=guardian_id, child_id=child_id, card=card,
        ring=ring,
    )  # fmt: skip
    if not told:
        rule = recipient_rule(recipient)
        audience = audiences_for([rule], note.school_id)[rule]
        notices_make(
            resource=note.resource, school_year=note.partition, card=card,
            told=[(guardian_id, child_id, audience.pk)], visible_from=now, ring=ring,
        )  # fmt: skip


@transaction.atomic
def thread_read(*, actor: Actor, note: Note, child: Person) -> None:
    """Write that a guardian read what the school wrote (« J’ai lu »): it leaves the home."""
    note = lock_note(note)
    recipient = lock_recipient(note, child.pk)
    require(families.may_open, actor, note, recipient)
    if thread := conversation_begun(_of_note(note, child.pk, actor.person_id)):
        conversation_seen(thread)
    _settle_own(note, recipient, actor.person_id, child.pk)


def _settle_own(note: Note, recipient: Recipient | None, guardian_id: int, child_id: int) -> None:
    """Make the notice say again what the note itself asks of this guardian."""
    row = Owed.objects.of_note(note).filter(guardian_id=guardian_id, child_id=child_id).first()
    outcome = Outcome(recipient.outcome) if recipient else Outcome.DONE
    state = NoticeState.DONE if row is None else notice_state(note, row, OwedState(row.state), outcome)
    if row is not None and recipient is not None and state == NoticeState.OPEN:
        # What the school said was read; the note was not.
        asked = card_of(note, waited_for=row.may_sign, at=recipient.delivered_at)
        told = {(guardian_id, child_id): asked}
        notices_reopen(resource=note.resource, school_year=note.partition, told=told)
        return
    notices_settle(
        resource=note.resource, school_year=note.partition, state=state,
        recipient_id=guardian_id, child_id=child_id,
    )  # fmt: skip


def _thread(note: Note, child_id: int, guardian_id: int) -> Conversation:
    """Return the conversation under a note, locked until the transaction ends."""
    return conversation_hold(_of_note(note, child_id, guardian_id))


def _of_note(note: Note, child_id: int, guardian_id: int) -> Of:
    return Of(note.partition, note.school_id, child_id, guardian_id, resource=note.resource)


def _readers(note: Note, child: Person) -> Iterable[int]:
    """Return the people whose count of what waits may move: the author, and the teachers of the child's classes
    today."""
    author = [note.resource.owner_id] if note.resource.owner_id else []
    if note.service_id is not None:
        return author
    classes = ClassMembership.objects.in_force(clock.now()).filter(person=child, school_id=note.school_id)
    teachers = Attachment.objects.in_force(clock.now()).filter(
        class_group_id__in=classes.values("class_group_id"), kind="teaches"
    )
    return [*author, *teachers.order_by("pk").values_list("person_id", flat=True)]
