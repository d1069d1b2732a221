"""What a note still lets a guardian do: the rights, as long as what it announces is not over. No database here."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.over import is_closed
from eprimo.services.liaison.policies import families


def asked_of(actor: Actor, note: Note, recipient: Recipient | None) -> dict[str, bool]:
    """`past`: the guardian would sign or answer, were the day not over."""
    signs = families.may_sign(actor, note, recipient)
    answers = families.may_answer(actor, note, recipient)
    closed = is_closed(note)
    return {
        "may_open": families.may_open(actor, note, recipient),
        "may_sign": signs and not closed,
        "may_answer": answers and not closed,
        "past": closed and (signs if note.kind == NoteKind.TO_SIGN else answers),
    }
