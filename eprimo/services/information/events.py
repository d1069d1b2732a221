"""What is told of the platform to those who watch it."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class HeadTold(Event):
    """The head of a day of the audit trail, to one of those who keep it: `witness` is the mark of an address."""

    head_id: int
    witness: str
