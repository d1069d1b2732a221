from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class ThingMoved(Event):
    """A thing was published, corrected, taken back, given to others: whoever tells people looks at it again."""

    resource_id: int
