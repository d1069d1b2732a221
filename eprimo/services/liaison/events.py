from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class NoteDue(Event):
    """A note written in quiet hours reaches families at that instant (ISO)."""

    note_id: int
    visible_from: str
