from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class ThingMoved(Event):
    """A thing was published, corrected, taken back, given to others: whoever tells people looks at it again."""

    resource_id: int


@dataclass(frozen=True, slots=True)
class ClosureMoved(Event):
    """A thing (its public id) tells that its school, or classes of it, are shut, or tells it no more: who works there
    is told."""

    school_id: int
    school_year: int
    thing: str


@dataclass(frozen=True, slots=True)
class TakenBack(Event):
    """Somebody else than its author took a thing back: its author is told. `over`: for long enough."""

    resource_id: int
    over: bool = False
