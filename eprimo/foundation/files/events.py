from dataclasses import dataclass
from typing import ClassVar

from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class BlobGiven(Event):
    """Bytes wait to be looked at. `person_id`: who gave them; 0: nobody knows."""

    lane: ClassVar[Lane] = Lane.FILES

    blob_id: int
    person_id: int = 0

    def turn_of(self) -> int | None:
        return self.person_id or None


@dataclass(frozen=True, slots=True)
class BlobSettled(Event):
    """A blob was looked at: pictures of ours alone are shown of these bytes, or nothing at all: they are erased."""

    blob_id: int
