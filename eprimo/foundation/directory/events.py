"""What happens in the directory that others carry on."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class SupportMoved(Event):
    """A request for assistance was made, answered, ended, or reached the end of its time."""

    access_id: int
