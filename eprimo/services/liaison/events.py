from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class NoteDue(Event):
    """A note written in quiet hours reaches families at that instant (ISO)."""

    note_id: int
    visible_from: str


@dataclass(frozen=True, slots=True)
class PhotoReceived(Event):
    """A photograph of slips is to be read."""

    photo_id: int


@dataclass(frozen=True, slots=True)
class PileForgotten(Event):
    """A day passed since a pile of slips was begun."""

    pile_id: int
