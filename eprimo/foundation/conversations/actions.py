"""Building blocks for what writes in conversations, inside the transaction of an act that asked for the right: the
conversation that is held, the words, and where it stands after them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource
from eprimo.foundation.conversations.enums import MessageState
from eprimo.foundation.conversations.models import MAX_BODY, Conversation, Message, Seat
from eprimo.foundation.conversations.queries import RECALL, is_read
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.notifications.quiet_hours import delivery_plan


@dataclass(frozen=True, slots=True)
class Of:
    """The object of a conversation: of one guardian about one child, under a thing or (None) on a matter with an
    audience."""

    school_year: int
    school_id: int
    child_id: int
    guardian_id: int
    resource: Resource | None = None
    matter: str = ""
    audience_id: int | None = None

    @property
    def keys(self) -> dict[str, object]:
        about: dict[str, object] = {"resource": self.resource, "matter": self.matter}
        if self.resource is None:
            about |= {"school_id": self.school_id, "audience_id": self.audience_id}
        return {
            "school_year": self.school_year, "child_id": self.child_id, "guardian_id": self.guardian_id, **about,
        }  # fmt: skip


def conversation_hold(of: Of) -> Conversation:
    """Return the conversation, begun when there is none, and held until the transaction ends: two who write at once
    wait."""
    Conversation.objects.get_or_create(**of.keys, defaults={"school_id": of.school_id})
    return _held().get(**of.keys)


def conversation_begun(of: Of) -> Conversation | None:
    """Return the conversation, held until the transaction ends; None: nobody wrote in it."""
    return _held().filter(**of.keys).first()


def conversation_held(conversation: Conversation) -> Conversation:
    """Return the conversation as it is now, held until the transaction ends."""
    return _held().get(pk=conversation.pk)


def _held() -> QuerySet[Conversation]:
    held = Conversation.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("school", "child", "guardian", "audience")


def seat_give(conversation: Conversation, person: Person) -> None:
    """The person reads all of it from now on. Twice is once."""
    Seat.objects.get_or_create(
        school_year=conversation.school_year, conversation_id=conversation.id, person=person, audience=None, ends=None,
        defaults={"school_id": conversation.school_id},
    )  # fmt: skip


def message_of(actor: Actor, conversation: Conversation, public_id: UUID) -> Message | None:
    """One's own words in it, by their public number."""
    return Message.objects.filter(
        school_year=conversation.school_year, conversation_id=conversation.id, public_id=public_id,
        author=actor.person_id,
    ).first()  # fmt: skip


def form_key(key: UUID | None, words: str) -> UUID | None:
    """Return names the form and its words: words changed after « back » are others."""
    return uuid5(key, words) if key else None


def already_said(conversation: Conversation, key: UUID | None) -> Message | None:
    """Return what the same form said in the same words, if it did. The conversation is held, so two at once see each
    other."""
    if key is None:
        return None
    return Message.objects.filter(
        school_year=conversation.school_year, conversation_id=conversation.id, key=key
    ).first()


def message_say(
    actor: Actor,
    conversation: Conversation,
    words: str,
    key: UUID | None,
    *,
    from_school: bool,
    undo: timedelta = timedelta(),
) -> Message:
    """Add a message. What the school writes in quiet hours waits for the next opening, and nothing tells of it before;
    what a family writes rings nobody, and is there whatever the hour. What the school writes opens the conversation
    again. `undo`: it leaves so long after, and is taken back without a trace until then; the caller then tells the
    other side with `conversation_came`."""
    now = clock.now()
    visible_from = now + undo
    if from_school:
        visible_from = max(delivery_plan(conversation.school, now).visible_from, visible_from)
    said = Message.objects.create(
        school_year=conversation.school_year, conversation_id=conversation.id, school_id=conversation.school_id,
        child_id=conversation.child_id, guardian_id=conversation.guardian_id, author_id=actor.person_id,
        from_school=from_school, body=words, key=key, written_at=now, visible_from=visible_from,
    )  # fmt: skip
    begins = conversation.family_at is None and conversation.school_at is None
    if from_school:
        # Who answers has read what was asked.
        conversation.school_at = conversation.read_at = now
        if visible_from <= now:
            conversation.closed_at = None
    else:
        # The school waits for words that it has.
        conversation.family_at, conversation.seen_at = visible_from, now
    if begins or visible_from <= now:
        conversation.last_at = visible_from
    conversation.save(update_fields=["family_at", "school_at", "seen_at", "read_at", "closed_at", "last_at"])
    return said


def message_recall(conversation: Conversation, message: Message) -> None:
    """Take back, as its author, what nobody of the other side said to have read: its place is told, its words are gone.
    What waits for an opening leaves no trace. Twice is once; DomainError: it was read, or an hour is over."""
    if message.state == MessageState.RECALLED:
        return
    now = clock.now()
    if is_read(conversation, message.visible_from, from_school=message.from_school):
        raise DomainError(_("Ce message a été lu\u00a0: il ne se retire plus."))
    if now > message.written_at + RECALL:
        raise DomainError(_("Un message se retire dans l’heure qui suit."))
    if message.visible_from > now:
        message.delete()
    else:
        message.state, message.body = MessageState.RECALLED, ""
        message.save(update_fields=["state", "body"])
    _stand(conversation)


def _stand(conversation: Conversation) -> None:
    """Who waits for whom, by the words that are left."""
    left = Message.objects.filter(
        school_year=conversation.school_year, conversation_id=conversation.id, state=MessageState.SENT
    )
    last = left.aggregate(
        family=Max("visible_from", filter=Q(from_school=False)),
        school=Max("written_at", filter=Q(from_school=True)),
    )
    conversation.family_at, conversation.school_at = last["family"], last["school"]
    conversation.save(update_fields=["family_at", "school_at"])


def conversation_read(conversation: Conversation) -> None:
    """The school said to have read what the family wrote by now."""
    conversation.read_at = clock.now()
    conversation.save(update_fields=["read_at"])


def conversation_came(conversation: Conversation | None) -> None:
    """Let what waited be there for the other side now; it opens what was ended before it: words of the school that were
    written since, and words of the family that nobody had when it was ended. What is gone meanwhile is not made
    again."""
    if conversation is None:
        return
    conversation.last_at = clock.now()
    if conversation.closed_at is not None:
        unknown = Q(from_school=True, written_at__gt=conversation.closed_at) | Q(
            from_school=False, visible_from__gt=conversation.closed_at
        )
        since = Message.objects.filter(
            unknown, school_year=conversation.school_year, conversation_id=conversation.id, state=MessageState.SENT,
        )  # fmt: skip
        conversation.closed_at = None if since.exists() else conversation.closed_at
    conversation.save(update_fields=["last_at", "closed_at"])


def conversation_seen(conversation: Conversation) -> None:
    """The guardian said to have read what the school wrote by now."""
    conversation.seen_at = clock.now()
    conversation.save(update_fields=["seen_at"])


def conversation_end(conversation: Conversation) -> bool:
    """The school ends it: the family reads it, and writes nothing more there. False: it was ended already."""
    if conversation.closed_at is not None:
        return False
    conversation.closed_at = clock.now()
    conversation.save(update_fields=["closed_at"])
    return True


def require_open(conversation: Conversation) -> None:
    """DomainError for a family that writes in what the school ended."""
    if conversation.closed_at is not None:
        raise DomainError(_("L’école a terminé cet échange."), field="body")


def checked_words(body: str) -> str:
    """The words without what no message has around or in them; DomainError: none, or too many."""
    words = richtext.clean_text(body.replace("\r\n", "\n")).strip()
    if not words:
        raise DomainError(_("Écrivez quelques mots."), field="body")
    if len(words) > MAX_BODY:
        raise DomainError(
            _("Votre message a %(length)s lettres\u00a0: %(most)s au plus.")
            % {"length": len(words), "most": MAX_BODY},
            field="body",
        )
    return words
