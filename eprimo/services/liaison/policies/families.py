"""What a guardian may do with a note that reached a child: by kind of the link, each guardian apart."""

from dataclasses import dataclass

from eprimo.foundation.content.policies import sees_as_family
from eprimo.foundation.kernel.actor import Actor, Child
from eprimo.foundation.kernel.rights import policy
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.state import is_closed


def delivered_child(actor: Actor, note: Note, child_id: int) -> Child | None:
    """Return the own child the note is for today: a pupil of its school, in a class or group it was sent to, named
    in it, or whom it was given to since. None when it is not."""
    return actor.child(child_id) if sees_as_family(actor, NOTE, note, child_id) else None


def _acting_child(actor: Actor, note: Note, recipient: Recipient | None) -> Child | None:
    """Return the child for whom a guardian may act: one who was there when the note became visible, or was added
    since."""
    if recipient is None or recipient.note_id != note.pk or recipient.delivered_at > actor.now:
        return None
    return delivered_child(actor, note, recipient.child_id) if not note.is_withdrawn else None


@policy("liaison.note.open", family=True)
def may_open(actor: Actor, note: Note, recipient: Recipient | None) -> bool:
    """Any kind of guardian reads and acknowledges."""
    return _acting_child(actor, note, recipient) is not None


@policy("liaison.note.sign", family=True)
def may_sign(actor: Actor, note: Note, recipient: Recipient | None) -> bool:
    """Allows who exercises, or is not known not to; a person in charge too, save when both guardians are asked."""
    child = _acting_child(actor, note, recipient)
    if child is None:
        return False
    return child.may_consent if note.both_guardians else child.may_sign


@policy("liaison.note.answer", family=True)
def may_answer(actor: Actor, note: Note, recipient: Recipient | None) -> bool:
    """Allows who exercises, or is not known not to: a person in charge reads and signs."""
    child = _acting_child(actor, note, recipient)
    return child is not None and child.may_consent


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAbilities:
    """The acts that a note still lets a guardian do. `past`: one would sign or answer, were the day not over."""

    may_open: bool
    may_sign: bool
    may_answer: bool
    past: bool


def guardian_abilities(actor: Actor, note: Note, recipient: Recipient | None) -> dict[str, bool]:
    """Return the values of `GuardianAbilities`, by name."""
    signs = may_sign(actor, note, recipient)
    answers = may_answer(actor, note, recipient)
    closed = is_closed(note)
    return {
        "may_open": may_open(actor, note, recipient),
        "may_sign": signs and not closed,
        "may_answer": answers and not closed,
        "past": closed and (signs if note.kind == NoteKind.TO_SIGN else answers),
    }
