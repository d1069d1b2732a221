from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class WordsDue(Event):
    """The words that one side wrote, at night or a moment ago, is there for the other."""

    school_year: int
    conversation_id: int
