from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class CopyReady(Event):
    """A copy waits for somebody whom no home tells."""

    export_id: int
    person_id: int
