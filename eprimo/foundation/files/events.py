from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class BlobGiven(Event):
    """Bytes wait to be looked at."""

    blob_id: int


@dataclass(frozen=True, slots=True)
class BlobSettled(Event):
    """Of these bytes, pictures of ours alone are shown, or nothing at all: they are erased."""

    blob_id: int
