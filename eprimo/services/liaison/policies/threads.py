"""Conversations under a note: one guardian and the school, for one child (« reply thread » of the rights page).

Who reads it may write in it, as long as the note is in force; but the author, once the child is no longer theirs: it is
read, and others write.
"""

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.content import policies as content
from eprimo.foundation.conversations.models import Conversation
from eprimo.foundation.conversations.policies import apart_from_family, inherited
from eprimo.foundation.directory.models import ClassMembership, GroupMembership, Person, ServiceEnrolment
from eprimo.foundation.directory.policies.family import own_family
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.rights import policy
from eprimo.services.liaison.children import ChildNow, is_pupil_now
from eprimo.services.liaison.kind import NOTE, TEAM
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.policies.families import may_open
from eprimo.services.liaison.policies.visibility import NOBODY, is_own, reads_replies

# From a conversation to its resource, and to the note.
_RESOURCE = "resource__"
_NOTE = f"{_RESOURCE}note__"


def under_notes(actor: Actor) -> Q:
    """Return the condition, on Conversation, of those under notes that the role in use reads."""
    if actor.closed or actor.role not in TEAM:
        return NOBODY
    sent = Q(apart_from_family(actor), school_id=actor.school_id, resource__published_at__isnull=False)
    if actor.role == Role.COMMUNE_AGENT:
        return sent & _of_service(actor)
    seen = sent & content.at_work(actor, NOTE, of=_RESOURCE, beside=_NOTE, each=True)
    if actor.role in HEADS:
        return seen
    own = Q(resource__owner_id=actor.person_id)
    if actor.role == Role.STAFF:
        return seen & own
    members = ClassMembership.objects.in_force(actor.now).filter(
        person_id=OuterRef("child_id"), class_group_id__in=actor.class_ids
    )
    pupil = is_pupil_now("child_id", "school_id", actor.now)
    of_class = Q(Exists(members), pupil, inherited(actor), **{f"{_NOTE}service": None})
    return seen & (own | of_class)


def _of_service(actor: Actor) -> Q:
    """Return the condition of conversations under notes of an own service, whichever colleague wrote them. Who left
    the school is no longer of its service."""
    enrolled = ServiceEnrolment.objects.in_force(actor.now).filter(
        child_id=OuterRef("child_id"), service_id__in=actor.service_ids, school_id=OuterRef("school_id")
    )
    ours = Q(**{f"{_NOTE}service_id__in": actor.service_ids})
    return ours & Q(is_pupil_now("child_id", "school_id", actor.now), Exists(enrolled))


def reads_thread(actor: Actor, note: Note, child: ChildNow, guardian: Person) -> bool:
    """Return what `under_notes` says, for one guardian of one child that the note reached, begun or not."""
    if not note.is_sent:
        return False
    if actor.role == Role.COMMUNE_AGENT:
        ours = actor.is_at(note.school_id, Role.COMMUNE_AGENT) and note.service_id in actor.service_ids
        if not (ours and child.is_pupil and note.service_id in child.service_ids):
            return False
    elif not reads_replies(actor, note, child.class_ids):
        return False
    if own_family(actor).filter(child_id=child.child_id).exists():
        return False
    if actor.role != Role.TEACHER or is_own(actor, note):
        return True
    begun = Conversation.objects.filter(
        school_year=note.partition, resource=note.pk, child=child.child_id, guardian=guardian
    )
    return not begun.exclude(inherited(actor)).exists()


def _writes_thread(actor: Actor, note: Note, child: ChildNow, guardian: Person) -> bool:
    """Return whether the actor writes there: « Old teacher reads, no longer writes », an author writes about the
    children of the own classes and groups."""
    if not reads_thread(actor, note, child, guardian):
        return False
    if actor.role not in {Role.TEACHER, Role.STAFF}:
        return True
    if child.class_ids & (actor.class_ids | actor.delegated_class_ids) or child.child_id in actor.pupil_ids:
        return True
    members = GroupMembership.objects.in_force(actor.now).filter(
        person_id=child.child_id, group_id__in=actor.group_ids
    )
    return child.is_pupil and members.exists()


@policy("liaison.thread.write", family=True)
def may_write_to_school(actor: Actor, note: Note, recipient: Recipient | None) -> bool:
    """Any kind of guardian, about an own child that the note reached; each in a thread of one's own."""
    return note.is_running and may_open.allows(actor, note, recipient)


@policy("liaison.thread.answer")
def may_write_to_family(actor: Actor, note: Note, child: ChildNow, guardian: Person) -> bool:
    return note.is_running and _writes_thread(actor, note, child, guardian)


@policy("liaison.thread.close")
def may_close_thread(actor: Actor, note: Note, child: ChildNow, guardian: Person) -> bool:
    """Allows who answers; writing again opens it again."""
    return note.is_running and _writes_thread(actor, note, child, guardian)
