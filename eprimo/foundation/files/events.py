from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class BlobGiven(Event):
    """Bytes wait to be looked at."""

    blob_id: int
