from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class WordsDue(Event):
    """What the school wrote to a family, at night or a moment ago, is there for it."""

    school_year: int
    conversation_id: int
