from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class ThingMoved(Event):
    """A thing was published, corrected, taken back, given to others: whoever tells people looks at it again."""

    resource_id: int


@dataclass(frozen=True, slots=True)
class TakenBack(Event):
    """Somebody else than its author took a thing back: its author is told. `over`: for long enough."""

    resource_id: int
    over: bool = False
