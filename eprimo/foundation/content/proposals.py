"""Words that somebody proposes, and that an author of notes takes over: who has them registers how they are read, who
writes notes asks here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from eprimo.foundation.content.models import Target
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Proposed:
    """`text`: light markup; `targets`: as `targets_of` gives them."""

    title: str
    text: str
    targets: Sequence[Target]


type Reader = Callable[[Actor, UUID], Proposed | None]

_readers: list[Reader] = []


def register_proposals(read: Reader) -> None:
    """`read` gives None for what is not one of its own, or not for this actor to take over."""
    _readers.append(read)


def proposed_for(actor: Actor, public_id: UUID) -> Proposed:
    """Return what the actor took over, to begin a note with; NotVisible for anything else."""
    for read in _readers:
        found = read(actor, public_id)
        if found is not None:
            return found
    raise NotVisible
