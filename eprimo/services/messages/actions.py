"""Writing on a matter about a child: a guardian to the school, the school to each guardian apart."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import Audience, AudienceKind, AudienceProfile
from eprimo.foundation.conversations.actions import (
    Of,
    already_said,
    checked_words,
    conversation_came,
    conversation_end,
    conversation_held,
    conversation_hold,
    conversation_read,
    conversation_seen,
    form_key,
    message_of,
    message_recall,
    message_say,
    require_open,
    seat_give,
)
from eprimo.foundation.conversations.enums import Matter, MessageState
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.conversations.queries import reading
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions.notices import (
    About,
    Card,
    Ring,
    notice_about_tell,
    notices_about_settle,
)
from eprimo.foundation.notifications.models import Lane
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.messages import policies
from eprimo.services.messages.events import WordsDue
from eprimo.services.messages.queries import addressee_of, audience_rule, to_show


def card_of(matter: str) -> str:
    """Return the card of what the school wrote on that matter: it says which, and nothing of what is written."""
    return f"messages.{matter}"


@transaction.atomic
def family_write(
    *,
    actor: Actor,
    child: Person,
    school: School,
    matter: Matter,
    body: str,
    key: UUID | None = None,
    only: Person | None = None,
) -> Message:
    """A guardian writes first, or goes on, on a matter: to the teachers of the child's class, to `only` one of them, or
    to the direction of a school where it has none. `key`: of the form; the same words from it are one message."""
    require(policies.may_write_to_school, actor, child.pk, school.pk)
    audience = _audience(child, school) if only is None else _alone(child, school, only)
    conversation = _hold(actor.person_id, child, school, matter, audience)
    return _say(actor, conversation, body, key)


@transaction.atomic
def school_write(
    *,
    actor: Actor,
    child: Person,
    school: School,
    guardians: Iterable[Person],
    matter: Matter,
    body: str,
    key: UUID | None = None,
) -> list[Message]:
    """Written once, to each guardian in a conversation of their own: neither reads the other's answer."""
    require(policies.may_write_to_family, actor, child, school.pk)
    live = live_links(actor.now).filter(child=child).values_list("adult_id", flat=True)
    wanted = {one.pk: one for one in guardians if one.pk in set(live)}
    if not wanted:
        raise DomainError(_("Choisissez à qui vous écrivez."), field="guardians")
    audience = _audience(child, school, heads=actor.role != Role.TEACHER, of=actor.class_ids)
    said = []
    # Always in one order: two who write at once wait for each other.
    for pk in sorted(wanted):
        conversation = _hold(pk, child, school, matter, audience)
        said.append(_say(actor, conversation, body, key))
    return said


@transaction.atomic
def words_say(*, actor: Actor, conversation: Conversation, body: str, key: UUID | None = None) -> Message:
    """Go on in a conversation, on either side."""
    conversation = conversation_held(conversation)
    _require_side(actor, conversation)
    if not policies.has_reader(actor, conversation):
        raise Forbidden
    return _say(actor, conversation, body, key)


@transaction.atomic
def words_recall(*, actor: Actor, conversation: Conversation, message: UUID) -> None:
    """Take back own words that nobody of the other side said to have read, within the hour."""
    conversation = conversation_held(conversation)
    _require_side(actor, conversation)
    said = message_of(actor, conversation, message)
    if said is None:
        raise NotVisible
    message_recall(conversation, said)
    if said.from_school and not _unread(conversation):
        _settle(conversation)
    _told(actor, "messages.words.recalled", conversation)
    _touch(conversation)


@transaction.atomic
def words_seen(*, actor: Actor, conversation: Conversation) -> None:
    """Keep « J’ai lu », of either side: what the other wrote is taken back no more."""
    conversation = conversation_held(conversation)
    _require_side(actor, conversation, writes=False)
    if conversation.guardian_id == actor.person_id:
        conversation_seen(conversation)
        _settle(conversation)
    else:
        conversation_read(conversation)
    _touch(conversation)


@transaction.atomic
def conversation_show(*, actor: Actor, conversation: Conversation, person: Person) -> None:
    """Do « Montrer cet échange à M. Rey »: either side brings in who directs the school, or a teacher of the child's
    class, and both read who reads. After a change of class, and of what is with one person alone, the family alone
    does. Twice is once; NotVisible: somebody else."""
    conversation = conversation_held(conversation)
    _require_side(actor, conversation, writes=False)
    if not policies.shows(actor, conversation):
        raise Forbidden
    now = clock.now()
    if reading(conversation, now).filter(pk=person.pk).exists():
        return
    if not to_show(conversation, now).filter(pk=person.pk).exists():
        raise NotVisible
    seat_give(conversation, person)
    audit(
        actor, "messages.conversation.shown", school_id=conversation.school_id, subject_id=person.pk,
        matter=conversation.matter,
    )  # fmt: skip
    _touch(conversation)


@transaction.atomic
def conversation_close(*, actor: Actor, conversation: Conversation) -> None:
    """The school ends it; writing again opens it again. Twice is once."""
    conversation = conversation_held(conversation)
    if conversation.guardian_id == actor.person_id:
        raise Forbidden
    _require_side(actor, conversation)
    if conversation_end(conversation):
        _told(actor, "messages.conversation.closed", conversation)
        _touch(conversation)


@transaction.atomic
def words_come(*, school_year: int, conversation_id: int) -> None:
    """Let what waited for an opening, or for its author to take it back, be there for the other side: a family is told,
    and it rings in the hours of the school; who answers at school has it among those who wait."""
    found = Conversation.objects.filter(school_year=school_year, id=conversation_id).first()
    if found is None:
        return
    conversation = conversation_held(found)
    told, asked = _unread(conversation), _came_from_family(conversation)
    if told or asked:
        conversation_came(conversation)
    if told:
        _tell(conversation)
    if asked:
        _touch(conversation)


def _require_side(actor: Actor, conversation: Conversation, *, writes: bool = True) -> None:
    """Its guardian, or who answers at school for the child; a guardian who only says to have read may do so after a
    change of class."""
    if conversation.guardian_id == actor.person_id:
        require(policies.may_write_to_school, actor, conversation.child_id, conversation.school_id)
    else:
        require(policies.may_write_to_family, actor, conversation.child, conversation.school_id)
        writes = True
    if writes and not policies.goes_on(actor, conversation):
        raise Forbidden


def _hold(
    guardian_id: int, child: Person, school: School, matter: Matter, audience: Audience
) -> Conversation:
    if school.running_year_id is None:
        raise DomainError(_("L’année de cette école n’est pas encore ouverte."))
    of = Of(
        school.running_year_id, school.pk, child.pk, guardian_id, matter=matter.value, audience_id=audience.pk
    )
    return conversation_hold(of)


def _audience(
    child: Person, school: School, *, heads: bool = False, of: frozenset[int] | None = None
) -> Audience:
    """Whom of the school it is with. `heads`: the direction. `of`: a class among these."""
    rule = audience_rule(child.pk, school.pk, clock.now(), of=of)
    if heads or rule is None:
        rule = (AudienceKind.SCHOOL, school.pk, AudienceProfile.HEAD)
    return audiences_for([rule], school.pk)[rule]


def _alone(child: Person, school: School, only: Person) -> Audience:
    """One teacher of the child's class today, whom nobody replaces here. NotVisible: somebody else."""
    if only.pk not in {one.pk for one in addressee_of(child, school, clock.now()).alone}:
        raise NotVisible
    rule = (AudienceKind.PERSON, only.pk, AudienceProfile.SELF)
    return audiences_for([rule], school.pk)[rule]


def _say(actor: Actor, conversation: Conversation, body: str, key: UUID | None) -> Message:
    from_school = conversation.guardian_id != actor.person_id
    words = checked_words(body)
    key = form_key(key, words)
    if said := already_said(conversation, key):
        return said
    if not from_school:
        require_open(conversation)
    undo = timedelta(seconds=settings.NOTE_UNDO_SECONDS)
    said = message_say(actor, conversation, words, key, from_school=from_school, undo=undo)
    _told(actor, "messages.words.answered" if from_school else "messages.words.written", conversation)
    if not from_school:
        _settle(conversation)
    if said.visible_from > clock.now():
        event = WordsDue(school_year=conversation.school_year, conversation_id=conversation.id)
        emit(event, due_at=said.visible_from)
    elif from_school:
        _tell(conversation)
    _touch(conversation)
    return said


def _tell(conversation: Conversation) -> None:
    """The guardian has it to read; it rings in the hours of the school."""
    rule = (AudienceKind.CHILD, conversation.child_id, AudienceProfile.GUARDIAN)
    of = About(
        conversation.public_id, conversation.school_id, conversation.school_year, conversation.guardian_id,
        conversation.child_id, audiences_for([rule], conversation.school_id)[rule].pk,
    )  # fmt: skip
    ring = Ring.of(delivery_plan(conversation.school, clock.now()))
    notice_about_tell(of=of, card=Card(lane=Lane.TO_DO, card=card_of(conversation.matter)), ring=ring)


def _settle(conversation: Conversation) -> None:
    """The guardian has nothing of it to read any more."""
    notices_about_settle(
        about=conversation.public_id, school_year=conversation.school_year, card=card_of(conversation.matter)
    )


def _unread(conversation: Conversation) -> bool:
    """The school wrote something that is there, and that the guardian did not say to have read."""
    said = Message.objects.filter(
        school_year=conversation.school_year, conversation_id=conversation.id, from_school=True,
        state=MessageState.SENT, visible_from__lte=clock.now(),
    )  # fmt: skip
    if conversation.seen_at is not None:
        said = said.filter(visible_from__gt=conversation.seen_at)
    return said.exists()


def _came_from_family(conversation: Conversation) -> bool:
    """The family wrote something that is there, and that the list does not count yet."""
    at = conversation.family_at
    return at is not None and conversation.last_at <= at <= clock.now()


def _told(actor: Actor, act: str, conversation: Conversation) -> None:
    subject = (
        conversation.child_id if actor.person_id == conversation.guardian_id else conversation.guardian_id
    )
    audit(actor, act, school_id=conversation.school_id, subject_id=subject, matter=conversation.matter)


def _touch(conversation: Conversation) -> None:
    """Whose pages and counts may move: its guardian, and who reads it at school."""
    readers = reading(conversation, clock.now()).values_list("pk", flat=True)
    touch(people=[conversation.guardian_id, *readers])
