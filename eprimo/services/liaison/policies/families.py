"""What a guardian may do with a note that reached a child: by kind of the link, each guardian apart."""

from eprimo.foundation.kernel.actor import Actor, Child
from eprimo.foundation.kernel.rights import policy
from eprimo.services.liaison.models import Note, Recipient


def delivered_child(actor: Actor, note: Note, recipient: Recipient) -> Child | None:
    """The own child it reached: still the actor's, still a pupil of that school."""
    child = actor.child(recipient.child_id)
    if child is None or recipient.note_id != note.pk or recipient.delivered_at > actor.now:
        return None
    return child if note.school_id in child.school_ids else None


def _standing(actor: Actor, note: Note, recipient: Recipient) -> Child | None:
    return delivered_child(actor, note, recipient) if note.withdrawn_at is None else None


@policy("liaison.note.open")
def may_open(actor: Actor, note: Note, recipient: Recipient) -> bool:
    """Any kind of guardian reads and acknowledges."""
    return _standing(actor, note, recipient) is not None


@policy("liaison.note.sign")
def may_sign(actor: Actor, note: Note, recipient: Recipient) -> bool:
    """Who exercises, or is not known not to; a person in charge too, save when both guardians are asked."""
    child = _standing(actor, note, recipient)
    if child is None:
        return False
    return child.may_consent if note.both_guardians else child.may_sign


@policy("liaison.note.answer")
def may_answer(actor: Actor, note: Note, recipient: Recipient) -> bool:
    """Who exercises, or is not known not to: a person in charge reads and signs."""
    child = _standing(actor, note, recipient)
    return child is not None and child.may_consent
