"""Notes that tell families that their school, or their class, is shut, for the console that closes it."""

from uuid import UUID

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.closure_notes import ClosureKind, ToldClosure
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.drafts import Draft, note_discard, note_save_draft
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.departure import Departure, expected_departure
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.policies.acts import may_discard
from eprimo.services.liaison.whereabouts import confirmation_of


def closure_tell(actor: Actor, key: UUID, closure: ToldClosure) -> Resource:
    """Write and send the note that tells families of a closure; return its resource. `key`: of the draft, so that
    the same closure is told once."""
    draft = Draft(
        title=closure.title, body=richtext.parse(closure.text), kind=NoteKind.CLOSED, what=closure.what,
        to=tuple((To.CLASS, pk) for pk in closure.classes), event_on=closure.event_on,
        event_until_on=closure.event_until_on, from_noon=closure.from_noon, until_noon=closure.until_noon,
    )  # fmt: skip
    note = note_save_draft(actor=actor, draft=draft, key=key)
    note = note_send(actor=actor, note=note, departure=Departure(urgent_reason=closure.urgent_reason))
    return note.resource


def closure_take_back(actor: Actor, resource: Resource) -> bool:
    """Take back the note that told of a closure, and throw it away when nobody had read it; return whether families
    had."""
    was_read = resource.note.delivered_at is not None
    note = note_withdraw(actor=actor, note=resource.note)
    if not was_read and may_discard(actor, note):
        note_discard(actor=actor, note=note)
    return was_read


def closure_tell_open(actor: Actor, key: UUID, title: str, text: str, classes: tuple[int, ...]) -> None:
    """Write and send the note that tells that a class is open after all."""
    draft = Draft(
        title=title, body=richtext.parse(text), kind=NoteKind.INFORMATION,
        to=tuple((To.CLASS, pk) for pk in classes),
    )  # fmt: skip
    note = note_save_draft(actor=actor, draft=draft, key=key)
    # Its words are ours, and tell neither an hour nor a place.
    note_send(actor=actor, note=note, confirmed=confirmation_of(note))


def departure_of(school: School, urgent_reason: str) -> str:
    """Return when an urgent note would leave, in a sentence; empty when it leaves at once."""
    found = expected_departure(school, Departure(urgent_reason=urgent_reason))
    return "" if found.at_once else found.sentence


CLOSURES = ClosureKind(
    kind=NOTE,
    tell=closure_tell,
    take_back=closure_take_back,
    tell_open=closure_tell_open,
    departure=departure_of,
)
